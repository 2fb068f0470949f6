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

# Starts the line with only what the platform sets and the given variables, in a process group of its own (-m): whatever a
# line without exec leaves behind is ended with it. Sets pid and port.
start() {
  port=$((RANDOM % 20000 + 20000))
  while (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do port=$((RANDOM % 20000 + 20000)); done
  set -m
  (cd "$app" && exec env -i PATH="$PATH" HOME="$app" PORT="$port" DOTNET_ROOT="$runtime" DOTNET_RUNNING_IN_CONTAINER=true \
    DOTNET_EnableWriteXorExecute=0 DOTNET_NOLOGO=true "$@" bash -c "$web") > "$work/log" 2>&1 &
  pid=$!
  set +m
}

health() { curl --silent --max-time 5 --output "$work/body" --write-out '%{http_code}' "http://127.0.0.1:$port/v1/health"; }

# Polls from before the bind until the status is another than those given; the platform gives up after 60 s.
health_other_than() {
  local until=$((SECONDS + 60)) code=000
  while [ "$SECONDS" -lt "$until" ] && kill -0 "$pid" 2> /dev/null; do
    code=$(health)
    [[ " $* " == *" $code "* ]] || { echo "$code"; return; }
  done
  echo "$code"
}

end() {
  [ -z "$pid" ] || { kill -KILL -- "-$pid"; wait "$pid"; }
  pid=
} 2> /dev/null

# SIGTERM to the one process that was started, as the platform sends it.
stop() {
  local status
  kill -TERM "$pid"
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

# The time between bind and model is short: a poll may miss it on a busy machine. Missed three times in a row, it is not there.
check_start() {
  local tries=0 first body
  until [ "${first:-}" = 503 ] || [ "$tries" -eq 3 ]; do
    end
    start FLAG_REASONATOR=0
    first=$(health_other_than 000)
    body=$(cat "$work/body")
    tries=$((tries + 1))
  done
  check "the first answer is 503 (start $tries)" "$first" 503
  check "and says warming_up" "$body" '{"status":"warming_up","model_loaded":false}'
  check "then 200" "$(health_other_than 503)" 200
  [ "$failed" -eq 0 ] || tail -5 "$work/log" >&2
  check "the process that was started is the service itself" "$(readlink "/proc/$pid/exe")" "$(realpath "$app/src/Reasonator/bin/publish/Reasonator")"
  curl --silent --header "Authorization: Bearer dev" "http://127.0.0.1:$port/v1/info" > "$work/body"
  check "/v1/info tells the commit that the platform built" "$(grep -oE '"commit":"[^"]*"' "$work/body")" "\"commit\":\"$commit\""
  # Each is one to five megabytes of 512 (docs/decisions/0011-memory.md).
  check "nothing is loaded that only a database or a vault has a use for" \
    "$(grep -oE '[^/]*/(Npgsql|Dapper|Sentry|System\.Linq\.Expressions|Microsoft\.AspNetCore\.Mvc\.Core)\.dll$' "/proc/$pid/maps" | sort -u)" ""
  stop "the service"
}

# Long after the model would have been ready (a second) it is still red.
check_production() {
  local until code red=0 green=0
  start ENV=production FLAG_REASONATOR=1
  check "production without a vault answers 503" "$(health_other_than 000)" 503
  until=$((SECONDS + 5))
  while [ "$SECONDS" -lt "$until" ]; do
    code=$(health)
    if [ "$code" = 503 ]; then red=$((red + 1)); else green=$((green + 1)); fi
    sleep 0.05
  done
  check "and nothing else in 5 seconds ($red times)" "$green" 0
  check "and says that it failed" "$(grep -oE '"status":"[a-z_]*"' "$work/body")" '"status":"failed"'
  stop "a failed service"
}
