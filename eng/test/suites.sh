# shellcheck shell=bash
# Runs suites one after the other and counts. A suite that dies, hangs or does not count is one failure that names it.
#   plan N                            how many suites there will be
#   xunit PROJECT                     a test project that is built; how long each test took is in artifacts/PROJECT.xml
#   counted MINUTES COMMAND...        a script whose last line is "N passed, N failed"
#   skip NAME REASON                  a suite that cannot run here
#   summary                           the skipped with their reasons, the failures, and the closing line

passed=0 failed=0 skipped=0 suite=0 suites=0
faults=() reasons=()
log=$(mktemp) running=$(mktemp) pid=
end_suite() { if [ -n "$pid" ]; then kill -TERM "$pid"; wait "$pid"; kill -KILL -- "-$pid"; fi 2> /dev/null; }
trap 'end_suite; rm -f "$log" "$running"' EXIT
trap 'fault "the run was ended by a signal"; summary; exit 130' INT TERM

plan() { suites=$1; }
head_line() { suite=$((suite + 1)); echo "== $suite/$suites $*"; }
fault() { failed=$((failed + 1)); faults+=("$1"); echo "failed: $1" >&2; }
skip() { head_line "$1: skipped: $2"; skipped=$((skipped + 1)); reasons+=("$1: $2"); }

# run MINUTES COMMAND...: shows what it says, bounds its time, ends what it leaves behind. The exit code is in $code, why it is
# no result in $end (empty when the command ended by itself).
run() {
  local started=$SECONDS seconds
  # In a process group of its own, by timeout: with its end nothing of it is left.
  timeout --kill-after=60 "$1m" "${@:2}" > "$log" 2>&1 < /dev/null &
  pid=$!
  tail -n +1 --follow --sleep-interval=0.5 --pid=$pid "$log"
  wait $pid; code=$? end=''
  kill -KILL -- "-$pid" 2> /dev/null
  pid='' seconds=$((SECONDS - started))
  # timeout(1): 124, or 137 when it had to kill.
  if [ $code -eq 124 ] || { [ $code -eq 137 ] && [ $((seconds / 60)) -ge "${1%.*}" ]; }; then
    end="did not end within $1 minutes"
  elif [ $code -gt 128 ]; then
    end="died of signal $((code - 128))"
  fi
  echo "  $((seconds / 60)) min $((seconds % 60)) s"
}

xunit() {
  local name total errors bad without explicit
  name=$(basename "$1")
  head_line "$1"
  : > "$running"
  REASONATOR_TESTS_RUNNING=$running run 60 "artifacts/bin/$name/debug/$name" -reporter progress -noColor -noAutoReporters -result-xml "artifacts/$name.xml"
  # "   Reasonator.Tests  Total: 76, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 10.411s"
  read -r total errors bad without explicit < <(sed -nE 's/.* Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+), Not Run: ([0-9]+),.*/\1 \2 \3 \4 \5/p' "$log" | tail -n 1)
  if [ "${total:-0}" -eq 0 ]; then
    fault "$1 ${end:-ended with code $code and did not count}; it ran: $(paste -sd' ' "$running")"
    return
  fi
  passed=$((passed + total - bad - without - explicit)) failed=$((failed + bad + errors)) skipped=$((skipped + without))
  while IFS= read -r reason; do reasons+=("$reason"); done < <(grep -A1 -E '^ +.* \[SKIP\]$' "$log" | grep -vE '\[SKIP\]$|^--$' | sed 's/^ *//')
  while IFS= read -r name; do faults+=("$name"); done < <(sed -nE 's/^ +(.*) \[FAIL\]$/\1/p' "$log")
  if [ -n "$end" ] || { [ $code -ne 0 ] && [ $((bad + errors)) -eq 0 ]; }; then fault "$1 ${end:-ended with code $code} after its tests"; fi
}

counted() {
  local last name="${*:2}"
  head_line "$name"
  run "$@"
  last=$(tail -n 1 "$log")
  if [ -n "$end" ] || [[ ! $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    fault "$name ${end:-ended with code $code and did not count}"
    return
  fi
  passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
  if [ "${BASH_REMATCH[2]}" -gt 0 ]; then faults+=("$name: ${BASH_REMATCH[2]}"); fi
  if [ $code -ne 0 ] && [ "${BASH_REMATCH[2]}" -eq 0 ]; then fault "$name ended with code $code after it counted"; fi
  while IFS= read -r reason; do skipped=$((skipped + 1)); reasons+=("$reason"); done < <(sed -n 's/^skipped: //p' "$log")
}

summary() {
  echo "== $((SECONDS / 60)) min $((SECONDS % 60)) s"
  if [ "$skipped" -gt 0 ]; then echo "$skipped skipped:"; printf '%s\n' "${reasons[@]:-no reason}" | sort | uniq -c; fi
  if [ "$failed" -gt 0 ]; then echo "failed:"; printf '  %s\n' "${faults[@]}"; fi
  echo "$passed passed, $failed failed"
}
