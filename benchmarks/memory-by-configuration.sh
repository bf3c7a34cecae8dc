#!/bin/sh
# The peak of resident memory of two training steps at batch 2, as the kernel counts it, of each configuration of the scale of
# ImageNet: does it run, and what does it need? After the steps come an evaluation and three checkpoints, as in every run.
#
#   benchmarks/memory-by-configuration.sh PHOTOS [CONFIG ...]
#
#   PHOTOS   a folder with photos in four class folders or more; one of each of the first four is used
#   CONFIG   configurations to run, in place of the four
#
# The settings are those of the configuration, but for the data, the batch and one epoch; a pretrained backbone starts from
# random weights, which need the same memory. Linux alone. NCL4J_JAVA_OPTS is passed on.
set -eu

root=$(CDPATH='' cd -P "$(dirname "$0")/.." && pwd)
[ $# -gt 0 ] || {
    sed -n 's/^# \{0,1\}//; 5,8p' "$0" >&2
    exit 2
}
photos=$(CDPATH='' cd -P "$1" && pwd)
shift
[ $# -gt 0 ] || set -- "$root"/configs/imagenet-lt-*.yaml "$root"/configs/inaturalist2018-*.yaml \
    "$root"/configs/places-lt-*.yaml

process=
work=$(mktemp -d)
clean_up() {
    if [ -n "$process" ]; then
        kill -KILL "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

label=0
for folder in "$photos"/*/; do
    for photo in "$folder"*.jpg; do
        echo "${photo#"$photos"/} $label"
        break
    done
    label=$((label + 1))
    [ "$label" -lt 4 ] || break
done >"$work/photos.txt"
"$root/ncl4j" dataset from-list "$work/photos.txt" --root "$photos" --output "$work/photos.json" >&2

echo '| configuration | peak resident memory, MB |'
echo '|---|---|'
for config; do
    name=$(basename "$config" .yaml)
    rm -rf "$work/run"
    "$root/ncl4j" train "$config" --output "$work/run" data.train_annotations="$work/photos.json" \
        data.validation_annotations="$work/photos.json" model.pretrained=null \
        train.batch_size=2 train.epochs=1 evaluate.batch_size=2 >"$work/log" 2>&1 &
    process=$!
    peak=0
    # The kernel keeps the maximum, so that what comes between two looks is seen at the second.
    while
        reading=$(sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$process/status" 2>/dev/null || true)
        [ -n "$reading" ]
    do
        peak=$reading
        sleep 0.1
    done
    wait "$process" || {
        cat "$work/log" >&2
        exit 1
    }
    process=
    [ "$(wc -l <"$work/run/metrics.jsonl")" -eq 1 ]
    echo "| $name | $((peak / 1024)) |"
done
