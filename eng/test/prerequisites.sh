# shellcheck shell=bash
# What ./test needs, looked for in its first second. `need` fills the table, `install_missing` installs what it may.
#   lacks NAME    true when it is not there; the reason is in ${reason[NAME]}

declare -A state=() package=() reason=()
names=()

# found NAME VERSION
found() { names+=("$1") state[$1]=${2:-there}; }

# absent NAME PACKAGE LOSS: PACKAGE is Debian's, empty where this script cannot install it; LOSS is what is skipped without it.
absent() { names+=("$1") state[$1]='' package[$1]=$2 reason[$1]="$1 is missing: $3"; }

lacks() { [ -z "${state[$1]:-}" ]; }

version() { "$@" 2> /dev/null | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1; }

# need NAME COMMAND PACKAGE LOSS
need() {
  if command -v "$2" > /dev/null; then found "$1" "$(version "$2" --version)"; else absent "$1" "$3" "$4"; fi
}

look() {
  names=() state=()
  need 'the .NET SDK' dotnet '' 'nothing is tested. Install version 10.0.100 or newer (https://dotnet.microsoft.com/download)'
  need git git git 'the slug and the lint of the scripts are skipped'
  look_for_node
  need curl curl curl 'the keep-alive tests and the slug are skipped'
  need jq jq jq 'the keep-alive tests are skipped'
  need strace strace strace 'the tests of where the process connects are skipped'
  need ip ip iproute2 'the test of a database host that is cut off is skipped'
  need shellcheck shellcheck shellcheck 'the lint is skipped'
  look_for_chromium
  look_for_postgres
  need PgBouncer pgbouncer pgbouncer 'the tests of a database behind a pooler are skipped'
  if [ -n "${long:-}" ]; then need python3 python3 python3 'the check of what publish fetches is skipped'; fi
}

look_for_node() {
  local loss='the lint of the workflows and the operator page are skipped'
  local node
  node=$(version node --version)
  if [ "${node%%.*}" -ge 20 ] 2> /dev/null; then
    found node "$node"
  else
    absent node '' "$loss. Install Node.js 20 or newer (https://nodejs.org)${node:+; this is $node}"
  fi
  need npm npm '' "$loss. It comes with Node.js"
}

# Its version would take it a second. Other distributions have other names for it.
look_for_chromium() {
  local program
  program=$(command -v "${CHROMIUM:-chromium}" chromium-browser google-chrome | head -n 1)
  if [ -n "$program" ]; then export CHROMIUM=$program; found chromium "$program"; else absent chromium chromium 'the operator page is skipped'; fi
}

look_for_postgres() {
  local programs
  programs=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1)
  if [ -n "$programs" ]; then found PostgreSQL "$(basename "$(dirname "$(dirname "$programs")")")"; else absent PostgreSQL postgresql 'the tests on a database are skipped'; fi
}

can_install() { [ -n "${install:-}" ] && [ -n "${package[$1]:-}" ] && [ "$(id -u)" -eq 0 ] && command -v apt-get > /dev/null; }

table() {
  echo "== prerequisites"
  local name
  for name in "${names[@]}"; do
    if ! lacks "$name"; then
      printf '  %-14s %s\n' "$name" "${state[$name]}"
    elif can_install "$name"; then
      printf '  %-14s will be installed: apt-get install %s\n' "$name" "${package[$name]}"
    else
      printf '  %-14s missing: %s%s\n' "$name" "${reason[$name]#*: }" "${package[$name]:+. apt-get install ${package[$name]}}"
    fi
  done
}

# Another apt-get may be at work; a registry that does not answer must not hold the run.
apt() { DEBIAN_FRONTEND=noninteractive timeout 900 apt-get -o DPkg::Lock::Timeout=300 "$@" > /dev/null 2>&1; }

install_missing() {
  local wanted=() name
  for name in "${names[@]}"; do
    if lacks "$name" && can_install "$name"; then wanted+=("${package[$name]}"); fi
  done
  [ ${#wanted[@]} -gt 0 ] || return 0
  echo "== apt-get install ${wanted[*]}"
  { apt update && apt install --yes --no-install-recommends "${wanted[@]}"; } || echo "  apt-get has failed: what is still missing is skipped"
  look
}
