# shellcheck shell=bash
# Sourced by the scripts beside it: what they ask of GitHub's issues, and the moment they say it is.
# Headers reach curl by its standard input: an argument vector is for every process of the machine to read.

# Elsewhere a decimal point is a comma (de_DE), which is no JSON.
export LC_ALL=C.UTF-8
moment=$(date -u -d "${KEEP_ALIVE_NOW:-now}" +%s) || exit 2
# at FORMAT [BEFORE]: the moment, or so many seconds before it.
at() { TZ=UTC printf "%($1)T" $((moment - ${2:-0})); }

# option NAME VALUE: a line of curl's configuration; a secret with a line break in it must not become a second option.
option() {
  local value=${2//[$'\r\n']/}
  value=${value//\\/\\\\}
  printf '%s = "%s"\n' "$1" "${value//\"/\\\"}"
}

# github METHOD PATH [BODY]: prints the answer; 400 and above fail, and curl says which.
github() {
  {
    option request "$1"
    option url "${GITHUB_API_URL:-https://api.github.com}/repos/${GITHUB_REPOSITORY:-}/$2"
    option header "Authorization: Bearer ${GITHUB_TOKEN:-}"
    option header "Accept: application/vnd.github+json"
    option header "X-GitHub-Api-Version: 2022-11-28"
    option user-agent "reasonator-keep-alive"
    if [ $# -gt 2 ]; then
      option header "Content-Type: application/json"
      option data "$3"
    fi
  } | curl --disable --silent --show-error --fail --max-time 30 --config -
}

# issue LABEL STATE TITLE: the number of the newest issue whose title begins so; nothing when there is none.
# Newest first, so the first page of a hundred is enough. The route lists pull requests too, and they are no issue.
issue() {
  local found
  found=$(github GET "issues?labels=$1&state=$2&sort=created&direction=desc&per_page=100") || return 1
  jq -r --arg title "$3" 'first(.[] | select(.pull_request == null and (.title | startswith($title)))) | .number' <<< "$found"
}

# create LABEL TITLE TEXT. GitHub drops labels without a word where the token may not set them, and an issue
# without its label would never be found again: a new one every window.
create() {
  local made
  made=$(github POST issues "$(jq -nc --arg name "$1" --arg title "$2" --arg body "$3" '{$title, $body, labels: [$name]}')") || return 1
  jq -e --arg name "$1" 'any(.labels[]; .name == $name)' <<< "$made" > /dev/null || { echo "GitHub dropped the label $1" >&2; return 1; }
}

# comment NUMBER TEXT
comment() { github POST "issues/$1/comments" "$(jq -nc --arg body "$2" '{$body}')" > /dev/null; }
