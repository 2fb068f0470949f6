# shellcheck shell=bash disable=SC2154
# The tree as the platform gets it, its build command word for word, and what that may leave behind. Sourced by eng/slug-check.

take_tree() {
  commit=$(git rev-parse HEAD) || exit 2
  git diff --quiet HEAD || echo "note: what is not committed is left out"
  mkdir "$app"
  git archive HEAD | tar -x -C "$app" || exit 2
}

# Before the build, as the platform does. It splits the file at every white space and reads a comment's words as patterns; it
# knows no "!". A pattern without "/" in front would match in every folder.
apply_slugignore() {
  local pattern found stale=""
  check ".slugignore holds anchored patterns and nothing else" "$(grep -cvE '^/[^[:space:]!#]+$' "$app/.slugignore")" 0
  while read -r pattern; do
    mapfile -t found < <(compgen -G "$app$pattern")
    [ "${#found[@]}" -gt 0 ] || stale+=" $pattern"
    rm -rf "${found[@]}"
  done < "$app/.slugignore"
  check "every pattern of .slugignore is for something" "$stale" ""
}

# All config vars are exported into the build, where MSBuild takes each for a property; CI is not set there.
build() {
  (cd "$app" && find . -type f | sort) > "$work/before"
  local name vars=(SOURCE_VERSION="$commit")
  for name in $(config_names); do vars+=("$name=dummy"); done
  vars+=(ENV=production FLAG_REASONATOR=0)
  if ! "${within[@]}" 3600 env -u CI -u GITHUB_ACTIONS -u TF_BUILD "${vars[@]}" \
    dotnet publish "$app/Reasonator.sln" --runtime linux-x64 -p:PublishDir=bin/publish --artifacts-path "$work/build_artifacts" > "$work/log" 2>&1; then
    tail -40 "$work/log" >&2
    fail "the build"
    finish
  fi
  pass "the build, with all config vars exported"
}

check_output() {
  local all foreign
  all=$(cd "$app" && find . -type d -path '*/bin/publish')
  check "one project is published" "$all" ./src/Reasonator/bin/publish
  (cd "$app" && find . -type f | sort) > "$work/after"
  foreign=$(comm -3 "$work/before" "$work/after" | grep -vc '^	\./src/Reasonator/bin/publish/')
  check "the build writes into that folder and nowhere else" "$foreign" 0
  foreign=$(cd "$app/src/Reasonator/bin/publish" && find . \( -iname '*test*' -o -iname 'xunit*' -o -iname '*bench*' \) -printf '%f ')
  check "nothing of tests and benchmarks is in it" "$foreign" ""
}

# Every project that the solution lists, asked of MSBuild; one alone may answer true.
check_projects() {
  local project publishable=""
  while read -r project; do
    [ "$(cd "$app" && dotnet msbuild "$project" -getProperty:IsPublishable)" = false ] || publishable+="$project "
  done < <(solution_projects)
  check "every other project is IsPublishable=false" "$publishable" "src/Reasonator/Reasonator.csproj "
}

solution_projects() { sed -n 's/^Project(.*"\([^"]*\.csproj\)".*/\1/p' "$app/Reasonator.sln" | tr '\134' /; }
