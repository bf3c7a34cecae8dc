#!/bin/sh
# Resident memory of a whole training, as the kernel counts it, after 100 and after 2,000 steps: does anything pile up?
#
#   benchmarks/memory.sh [--long] [KEY=VALUE ...]
#
#   --long       goes on to 5,000 steps
#   KEY=VALUE    settings as for ./ncl4j train, in place of those that make a step last milliseconds; the number of steps in
#                an epoch must stay near 100
#
# Linux alone. NCL4J_JAVA_OPTS is passed on.
set -eu

root=$(CDPATH='' cd -P "$(dirname "$0")/.." && pwd)
# With 4,958 images and this batch an epoch has 101 steps, so that a line of metrics stands for 101 steps.
steps_per_epoch=101
batch_size=49
epochs='1 20'
if [ "${1:-}" = --long ]; then
    shift
    epochs='1 20 50'
fi
last_epoch=${epochs##* }
[ $# -gt 0 ] || set -- model.experts=2 train.threads=1 \
    'augment.train=[{type: random-crop, size: 8}]' 'augment.evaluate=[{type: center-crop, size: 8}]'

# shellcheck source=benchmarks/one-process.sh
. "$root/benchmarks/one-process.sh"

"$root/ncl4j" train "$root/configs/quickstart.yaml" --output "$work/run" \
    train.batch_size=$batch_size train.epochs=$((last_epoch + 1)) "$@" >"$work/log" 2>&1 &
process=$!

first=
for epoch in $epochs; do
    until [ "$(cat "$work/run/metrics.jsonl" 2>/dev/null | wc -l)" -ge "$epoch" ]; do
        if ! kill -0 "$process" 2>/dev/null; then
            cat "$work/log" >&2
            exit 1
        fi
        sleep 0.05
    done
    # The median over a second: a line of metrics comes just before checkpoints are written, which takes some megabytes.
    resident=$(for reading in 1 2 3 4 5 6 7 8 9; do
        sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$process/status"
        sleep 0.1
    done | sort -n | sed -n 5p)
    first=${first:-$resident}
    echo "$((epoch * steps_per_epoch)) $resident $first" |
        awk '{ printf "%5d steps: %7.1f MB resident, %.3f of the first\n", $1, $2 / 1024, $2 / $3 }'
done
