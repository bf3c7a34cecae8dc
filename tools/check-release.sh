#!/bin/sh
# Is the release build reproducible? Builds the last commit twice, in two folders, and compares everything that would be published.
#
#   tools/check-release.sh
#
# Takes some minutes and 2 GB in /tmp (or TMPDIR). Exit code 0 and "the same" when every file has the same bytes, 1 otherwise.
set -eu

root=$(CDPATH='' cd -P "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

for build in first second/deeper; do
    git clone -q "$root" "$work/$build"
    (
        cd "$work/$build"
        ./mvnw -q -B -ntp -Prelease -DskipTests verify
        find . -path '*/target/*' \( -name 'ncl4j-*.jar' -o -name 'ncl4j-*.tar.gz' -o -name 'bom.*' \) |
            sort | xargs sha256sum
    ) >"$work/$(basename "$build").sums"
done
[ -s "$work/first.sums" ] || {
    echo 'nothing was built' >&2
    exit 1
}
cat "$work/first.sums"
if diff "$work/first.sums" "$work/deeper.sums" >&2; then
    echo 'the same'
else
    echo 'these files differ between two builds of one commit' >&2
    exit 1
fi
