# shellcheck shell=bash disable=SC2154
# What the platform would pack: a tar of the app and the runtime, through gzip. Sourced by eng/slug-check.

finbert_bytes=113800000

packed() { tar -C "$1" -c "$2" | gzip -c | wc -c; }

weigh() {
  local mb=$(($2 / 1000000))
  if [ "$mb" -lt "$3" ]; then pass "$1 is $mb MB packed, under $3"; else fail "$1 is $mb MB packed: $3 is the limit"; fi
}

check_sizes() {
  local tree run mini models=src/Reasonator/bin/publish/models
  tree=$(packed "$app" .)
  run=$(packed "$runtime" .)
  mini=$(packed "$app" "$models/finbert-mini")
  echo "app $((tree / 1000)) kB, of which the output's finbert-mini $((mini / 1000)) kB; runtime $((run / 1000)) kB"
  weigh "the slug with finbert-mini" $((tree + run)) 200

  # In the output alone and once, where the build fetches it to.
  if [ -n "$finbert" ]; then
    cp "$finbert" "$app/$models/finbert/model.onnx"
  else
    head -c "$finbert_bytes" /dev/urandom > "$app/$models/finbert/model.onnx"
  fi
  weigh "the slug with FinBERT${finbert:+ as given}" $((tree + run + $(packed "$app" "$models/finbert/model.onnx"))) 320
}
