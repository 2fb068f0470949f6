# shellcheck shell=bash disable=SC2154
# The web line of the Procfile, started as the platform starts it. Sourced by eng/slug-check.

# A line changes into its folder and leaves the shell's process to the service: SIGTERM must reach it.
check_procfile() {
  local line bad="" pattern='^[a-z]+: cd ([^ ]+) && exec \./([^ ]+)'
  while read -r line; do
    [[ $line =~ $pattern ]] && [ -x "$app/${BASH_REMATCH[1]}/${BASH_REMATCH[2]}" ] || bad+="[$line]"
  done < "$app/Procfile"
  check "every line of the Procfile has its folder, exec and its binary" "$bad" ""
  web=$(sed -n 's/^web: //p' "$app/Procfile")
}

# What the platform copies beside the app: the host and the two frameworks of the newest 10.x, not the SDK.
take_runtime() {
  local name version root
  runtime=$work/runtime
  mkdir -p "$runtime/host/fxr" "$runtime/shared"
  for name in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
    read -r _ version root < <(dotnet --list-runtimes | grep "^$name 10\." | tail -1)
    root=${root#[} root=${root%/shared/*}
    mkdir "$runtime/shared/$name"
    cp -a "$root/shared/$name/$version" "$runtime/shared/$name/"
  done
  cp -a "$root/dotnet" "$runtime/"
  cp -a "$root/host/fxr/$version" "$runtime/host/fxr/"
}

# Seconds. Bounds a hang: a loaded machine may take minutes for what takes a second on a quiet one.
deadline=180

# Starts the line with only what the platform sets and the given variables, in a process group of its own (-m): whatever a
# line without exec leaves behind is ended with it. Sets pid and port. The system chooses the port: the platform's own number
# could be taken here.
start() {
  set -m
  (cd "$app" && exec env -i PATH="$PATH" HOME="$app" PORT=0 DOTNET_ROOT="$runtime" DOTNET_RUNNING_IN_CONTAINER=true \
    DOTNET_EnableWriteXorExecute=0 DOTNET_NOLOGO=true "$@" bash -c "$web") > "$work/log" 2>&1 &
  pid=$!
  set +m
  port=
  eventually has_port || { fail "the service does not listen: $(tail -5 "$work/log")"; finish; }
}

# eventually COMMAND…: repeats it until it succeeds. Fails when the service ends before, or at the deadline.
eventually() {
  local until=$((SECONDS + deadline))
  until "$@"; do
    kill -0 "$pid" 2> /dev/null && [ "$SECONDS" -lt "$until" ] || return 1
    sleep 0.05
  done
}

# The port that the process listens on, from the kernel's tables: sockets by their inodes.
has_port() {
  local hex
  hex=$({ find "/proc/$pid/fd" -lname 'socket:*' -printf '%l\n'; cat /proc/net/tcp /proc/net/tcp6; } 2> /dev/null | awk '
    /^socket:/ { own[substr($0, 9, length($0) - 9)]; next }
    $4 == "0A" && $10 in own { sub(/.*:/, "", $2); print $2; exit }')
  [ -n "$hex" ] && port=$((16#$hex))
}

ask() { curl --disable --noproxy '*' --silent --max-time "$deadline" "$@"; }
health() { ask --output "$work/body" --write-out '%{http_code}' "http://127.0.0.1:$port/v1/health"; }
# health_is CODE STATUS
health_is() { [ "$(health)" = "$1" ] && grep -qF "\"status\":\"$2\"" "$work/body"; }

end() {
  [ -z "$pid" ] || { kill -KILL -- "-$pid"; wait "$pid"; }
  pid=
} 2> /dev/null

# SIGTERM to the one process that was started, as the platform sends it.
stop() {
  local status
  kill -TERM "$pid"
  # Ends itself with the service, or kills it at the deadline.
  timeout "$deadline" tail --pid="$pid" -s 0.1 -f /dev/null || kill -KILL "$pid"
  wait "$pid"
  status=$?
  end
  check "SIGTERM ends $1 with 0" "$status" 0
}

# The platform runs this line before every release; a failure would stop the deploy.
check_release() {
  local line said status
  line=$(sed -n 's/^release: //p' "$app/Procfile")
  said=$(cd "$app" && env -i PATH="$PATH" HOME="$app" DOTNET_ROOT="$runtime" DOTNET_NOLOGO=true bash -c "$line" 2>&1)
  status=$?
  check "a release without a database ends with 0" "$status" 0
  check "and says so" "$said" "DATABASE_URL is not set: nothing to migrate"
}

# The time between bind and model is short: the model's vocabulary is held back until the first answer has come.
check_start() {
  local vocabulary=$app/src/Reasonator/bin/publish/models/finbert-mini/vocab.txt body
  mv "$vocabulary" "$work/vocabulary"
  mkfifo "$vocabulary"
  start FLAG_REASONATOR=0
  check "the first answer is 503" "$(health)" 503
  body=$(cat "$work/body")
  check "and says warming_up" "$body" '{"status":"warming_up","model_loaded":false}'
  "${within[@]}" "$deadline" cp "$work/vocabulary" "$vocabulary"
  mv -f "$work/vocabulary" "$vocabulary"
  eventually health_is 200 ok
  check "then 200" "$(health)" 200
  [ "$failed" -eq 0 ] || tail -5 "$work/log" >&2
  check "the process that was started is the service itself" "$(readlink "/proc/$pid/exe")" "$(realpath "$app/src/Reasonator/bin/publish/Reasonator")"
  ask --header "Authorization: Bearer dev" "http://127.0.0.1:$port/v1/info" > "$work/body"
  check "/v1/info tells the commit that the platform built" "$(grep -oE '"commit":"[^"]*"' "$work/body")" "\"commit\":\"$commit\""
  # Each is one to five megabytes of 512 (docs/decisions/0011-memory.md).
  check "nothing is loaded that only a database or a vault has a use for" \
    "$(grep -oE '[^/]*/(Npgsql|Dapper|Sentry|System\.Linq\.Expressions|Microsoft\.AspNetCore\.Mvc\.Core)\.dll$' "/proc/$pid/maps" | sort -u)" ""
  stop "the service"
}

# What has failed without a vault is not read again: it is still red long after the model would have been ready (a second).
check_production() {
  local until code red=0 other=0
  start ENV=production FLAG_REASONATOR=1
  check "production without a vault answers 503" "$(health)" 503
  eventually health_is 503 failed
  check "and says that it failed" "$(grep -oE '"status":"[a-z_]*"' "$work/body")" '"status":"failed"'
  until=$((SECONDS + 5))
  while [ "$SECONDS" -lt "$until" ]; do
    code=$(health)
    if [ "$code" = 503 ]; then red=$((red + 1)); else other=$((other + 1)); fi
    sleep 0.05
  done
  check "and nothing else in 5 seconds ($red times)" "$other" 0
  stop "a failed service"
}
