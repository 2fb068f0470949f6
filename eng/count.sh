# shellcheck shell=bash
# Sourced by the scripts that ./test counts: the last line of their standard output is "N passed, N failed", however they end,
# also by a missing tool or by a signal (other than KILL). A script ends with finish.

# Elsewhere other letters are upper case and numbers have other signs (tr_TR: there is no I for an i).
export LC_ALL=C.UTF-8
passed=0 failed=0 finished=no

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "failed: $1"; }
# check NAME ACTUAL EXPECTED
check() { if [ "$2" = "$3" ]; then pass "$1"; else fail "$1: $2, not $3"; fi; }
# missing TOOL [HOW]: ends the script.
missing() {
  echo "$1 is missing: install it${2:+ ($2)}, then run $0 again." >&2
  failed=$((failed + 1)) finished=yes
  exit 2
}
# need TOOL…: ends the script where one is not installed.
need() { for tool; do command -v "$tool" > /dev/null || missing "$tool"; done; }
# "${within[@]}" SECONDS COMMAND…: ends a command that hangs, as one that waits for a registry may. Not a measure of speed. (Where a
# function is redirected, the closing line would go there, too.)
# shellcheck disable=SC2034 # the scripts use it
within=(timeout --kill-after=10)
finish() {
  finished=yes
  exit $((failed > 0))
}
# trash: what is removed at the end. Background jobs are ended then, too.
trash=()
clean_up() { rm -rf "${trash[@]}"; }
close_count() {
  local code=$? running
  running=$(jobs -p)
  # shellcheck disable=SC2086 # a process each
  [ -z "$running" ] || kill $running 2> /dev/null
  clean_up
  [ "$finished" = yes ] || fail "$0 ended before all was checked"
  echo "$passed passed, $failed failed"
  [ "$finished" = yes ] || exit $((code > 0 ? code : 1))
}
trap close_count EXIT
