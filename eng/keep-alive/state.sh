# shellcheck shell=bash
# Sourced by keep-alive: what is kept between windows. Each file is written beside its place and moved into it.
# shellcheck disable=SC2154,SC2034  # The variables are keep-alive's.

put() { printf '%s\n' "$2" > "$folder/$1.new" && mv "$folder/$1.new" "$folder/$1"; }

# A damaged state (a cache is no database) starts anew. Then nobody knows whether an escalation is open: the first healthy
# answer looks.
read_state() {
  local kept state=$'0 0 0 unknown\n0 0 0 unknown'
  kept=$(jq -sre 'select(length == 1)[0] | select((.pending | type == "string") and ([.staging, .prod] | all(.[];
    ([.series, .window, .asked] | all(.[]; type == "number" and . == floor)) and
    (.escalation | . == "none" or . == "open" or . == "unknown")))) |
    (.staging, .prod | "\(.series) \(.window) \(.asked) \(.escalation)"), .pending' "$folder/state.json" 2> /dev/null) && state=$kept
  {
    for env in staging prod; do read -r "series[$env]" "window[$env]" "asked[$env]" "escalation[$env]"; done
    IFS='' read -rd '' pending
  } <<< "$state"
  pending=${pending%$'\n'}
}

write_state() {
  local state
  state=$(for env in staging prod; do echo "$env ${series[$env]} ${window[$env]} ${asked[$env]} ${escalation[$env]}"; done |
    jq -Rnc --arg pending "$pending" '[inputs / " " | {(.[0]):
      (({series: .[1], window: .[2], asked: .[3]} | map_values(tonumber)) + {escalation: .[4]})}] | add + {$pending}') &&
    put state.json "$state"
}

write_records() {
  local kept
  kept=$({ [ ! -f "$folder/records.ndjson" ] || cat "$folder/records.ndjson"; printf '%s' "$records"; } |
    jq -Rc --arg since "$(at %FT%TZ $((14 * 24 * 3600)))" 'fromjson? | objects | select((.time | type == "string") and .time >= $since)') &&
    put records.ndjson "$kept"
}
