#!/bin/sh
# Every check, then the tests; all of them run though one fails. Arguments go to Vitest: `npm test -- src/model`.
set -u
cd "$(dirname "$0")/.."
failed=
check() {
  name=$1
  shift
  echo "check: $name"
  "$@" || failed="$failed $name"
}

check format-and-lint biome check --error-on-warnings
check types tsc -p tsconfig.json
check purity tsc -p tsconfig.pure.json
check unused-code knip
vitest run "$@"
status=$?
[ -z "$failed" ] || { echo "checks that failed:$failed" >&2; status=1; }
exit $status
