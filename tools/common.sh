# Shared by the scripts of this folder and .ci/run: strict mode, the top folder as working
# directory, one clear line on failure that names the step, and build settings. Sourced, never run.
set -euo pipefail

script_name=$(basename "$0")
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top"

step="starting"
say() {
  step="$*"
  printf '== %s: %s\n' "$script_name" "$step"
}
trap 'rc=$?; [ $rc -eq 0 ] || printf "%s: FAILED while %s\n" "$script_name" "$step" >&2' EXIT

# Processors to use, at most; set UNISELECTOR_JOBS to leave some for others.
jobs=${UNISELECTOR_JOBS:-$(nproc)}
export UNISELECTOR_JOBS=$jobs CMAKE_BUILD_PARALLEL_LEVEL=$jobs

# One compiler cache serves all build trees, wherever they are.
export CCACHE_BASEDIR=$top CCACHE_NOHASHDIR=1

# build PRESET [TARGET ...]: configures and builds build/PRESET; configuring again is cheap.
build() {
  local preset=$1
  shift
  say "configuring build/$preset"
  mkdir -p build
  cmake --preset "$preset" >"build/configure-$preset.log" ||
    { tail -n 20 "build/configure-$preset.log" >&2; false; }
  say "building build/$preset"
  cmake --build --preset "$preset" ${1:+--target "$@"}
}

# Where the reference data is, if it is there at all: it is no part of the repository.
shared_data=${UNISELECTOR_SHARED:-$top/../shared}
