#!/bin/sh
# Rebuilds the data set inside ncl4j from Debian's package dataset-fashion-mnist (apt-get install dataset-fashion-mnist).
# Another folder with the four official gzipped IDX files may be named as the argument.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
source=${1:-/usr/share/datasets/fashion-mnist}
if [ ! -d "$source" ]; then
    echo "there is no folder $source; run: apt-get install dataset-fashion-mnist, or name a folder with the IDX files" >&2
    exit 1
fi
exec java "$root/tools/FashionMnistLongTail.java" "$source" \
    "$root/core/src/main/resources/io/github/ncl4j/data/fashion-mnist-lt"
