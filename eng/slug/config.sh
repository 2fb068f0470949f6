# shellcheck shell=bash disable=SC2154
# The names of the config vars, and what the build would take them for. Sourced by eng/slug-check.

# What app.json and README's table name, and what the add-on sets; but not the two that are meant for the build.
config_names() {
  {
    sed -n '/^  "env": {/,/^  }/s/^    "\([A-Z_0-9]*\)":.*/\1/p' "$repository/app.json"
    sed -n '/^## Configuration/,/^## Models/p' "$repository/README.md" | awk -F'|' '/^\| `/ { print $2 }' | grep -oE '[A-Z][A-Z_0-9]+'
    echo DATABASE_URL
  } | grep -vxE 'MODEL_URL|MODEL_SHA256' | sort -u
}

# MSBuild takes an environment variable for a property, whatever the case of its letters: VERSION=production breaks a restore.
# The preprocessed project has every property that the SDK and the packages read or set.
check_config_names() {
  local project taken=
  while read -r project; do
    (cd "$app" && dotnet msbuild "$project" -preprocess -p:ArtifactsPath="$work/build_artifacts" -p:RuntimeIdentifier=linux-x64) | msbuild_properties
  done < <(solution_projects) | sort -u > "$work/properties"
  check "properties are found at all (one known to be there)" "$(grep -cx VERSION "$work/properties")" 1
  taken=$(config_names | tr '[:lower:]' '[:upper:]' | comm -12 - "$work/properties" | tr '\n' ' ')
  check "no config var is named like one of $(wc -l < "$work/properties") MSBuild properties" "$taken" ""
}

msbuild_properties() {
  awk '
    /<PropertyGroup/ { group = 1 }
    { line = $0; while (match(line, /\$\([A-Za-z_][A-Za-z_0-9]*/)) { print toupper(substr(line, RSTART + 2, RLENGTH - 2)); line = substr(line, RSTART + RLENGTH) } }
    group { line = $0; while (match(line, /<[A-Za-z_][A-Za-z_0-9]*/)) { print toupper(substr(line, RSTART + 1, RLENGTH - 1)); line = substr(line, RSTART + RLENGTH) } }
    /<\/PropertyGroup/ { group = 0 }'
}
