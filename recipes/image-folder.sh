#!/bin/sh
# Makes the folder that a container runs ncl4j from, as a release has it: the launcher, its jars in lib, the configurations.
#
#   recipes/image-folder.sh DIR
#
# Which jars, and with which variables and options they run, only the launcher knows.
set -eu

folder=${1:?usage: recipes/image-folder.sh DIR}
root=$(CDPATH='' cd -P "$(dirname "$0")/.." && pwd)
jars=$("$root/ncl4j" --print jars)
mkdir -p "$folder/lib"
printf '%s\n' "$jars" | while IFS= read -r jar; do
    # On one file system a link is enough.
    ln -f "$jar" "$folder/lib/" 2>/dev/null || cp "$jar" "$folder/lib/"
done
cp -p "$root/ncl4j" "$root/LICENSE" "$root/NOTICE" "$folder/"
cp -R "$root/configs" "$folder/"
