#!/bin/sh
# The peak of resident memory of training steps, as the kernel counts it, of each configuration of the scale of ImageNet: does
# it run, what does it need, and what do gradient accumulation and activation checkpointing save? First two steps at batch 2,
# then one step of 8 images four times: in one batch, with activation checkpointing, in four batches of 2, and with both. After
# the steps come an evaluation and the checkpoints, as in every run.
#
#   benchmarks/measurements/memory-by-configuration.sh PHOTOS [CONFIG ...]
#
#   PHOTOS   a folder with photos in four class folders or more; two of each of the first four are used
#   CONFIG   configurations to run, in place of the four
#
# The settings are those of the configuration, but for the data, the batch and one epoch; a pretrained backbone starts from
# random weights, which need the same memory. Linux alone. NCL4J_JAVA_OPTS is passed on.
set -eu

root=$(CDPATH='' cd -P "$(dirname "$0")/../.." && pwd)
[ $# -gt 0 ] || {
    sed -n 's/^# \{0,1\}//; 7,10p' "$0" >&2
    exit 2
}
photos=$(CDPATH='' cd -P "$1" && pwd)
shift
[ $# -gt 0 ] || set -- "$root"/configs/imagenet-lt-*.yaml "$root"/configs/inaturalist2018-*.yaml \
    "$root"/configs/places-lt-*.yaml

# shellcheck source=benchmarks/measurements/one-process.sh
. "$root/benchmarks/measurements/one-process.sh"

# choose NUMBER: so many photos of each of four classes become $work/NUMBER.json.
choose() {
    label=0
    for folder in "$photos"/*/; do
        count=0
        for photo in "$folder"*.jpg; do
            echo "${photo#"$photos"/} $label"
            count=$((count + 1))
            [ "$count" -lt "$1" ] || break
        done
        label=$((label + 1))
        [ "$label" -lt 4 ] || break
    done >"$work/$1.txt"
    "$root/ncl4j" dataset from-list "$work/$1.txt" --root "$photos" --output "$work/$1.json" >&2
}

# measure CONFIG DATA KEY=VALUE...: trains one epoch and leaves the peak, in MB, in $peak.
measure() {
    config=$1
    data=$2
    shift 2
    rm -rf "$work/run"
    "$root/ncl4j" train "$config" --output "$work/run" data.train_annotations="$data" \
        data.validation_annotations="$data" model.pretrained=null train.epochs=1 evaluate.batch_size=2 "$@" \
        >"$work/log" 2>&1 &
    process=$!
    peak=0
    # The kernel keeps the maximum, so that what comes between two looks is seen at the second.
    while
        reading=$(sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$process/status" 2>/dev/null || true)
        [ -n "$reading" ]
    do
        peak=$((reading / 1024))
        sleep 0.1
    done
    wait "$process" || {
        cat "$work/log" >&2
        exit 1
    }
    process=
    [ "$(wc -l <"$work/run/metrics.jsonl")" -eq 1 ]
}

choose 1
choose 2
echo '| configuration | batch 2 | batch 8 | batch 8, activation checkpointing | batch 2, accumulate 4 | both |'
echo '|---|---|---|---|---|---|'
for config; do
    measure "$config" "$work/1.json" train.batch_size=2
    row="| $(basename "$config" .yaml) | $peak"
    for settings in "8 1 false" "8 1 true" "2 4 false" "2 4 true"; do
        # shellcheck disable=SC2086 # three words
        set -- $settings
        measure "$config" "$work/2.json" train.batch_size="$1" train.accumulate="$2" \
            train.activation_checkpointing="$3"
        row="$row | $peak"
    done
    echo "$row |"
done
