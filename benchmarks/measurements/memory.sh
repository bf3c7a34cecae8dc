#!/bin/sh
# Resident memory of a whole training, as the kernel counts it, in the 101 steps after step 101 and after step 2,020: does anything pile up?
#
#   benchmarks/measurements/memory.sh [--long] [KEY=VALUE ...]
#
#   --long       goes on to step 5,050, and the 101 after it
#   KEY=VALUE    settings as for ./ncl4j train, in place of those that make a step last milliseconds; the number of steps in
#                an epoch must stay near 100
#
# Linux alone. NCL4J_JAVA_OPTS is passed on.
set -eu

root=$(CDPATH='' cd -P "$(dirname "$0")/../.." && pwd)
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

# shellcheck source=benchmarks/measurements/one-process.sh
. "$root/benchmarks/measurements/one-process.sh"

"$root/ncl4j" train "$root/configs/quickstart.yaml" --output "$work/run" \
    train.batch_size=$batch_size train.epochs=$((last_epoch + 1)) "$@" >"$work/log" 2>&1 &
process=$!

epochs_written() {
    wc -l 2>/dev/null <"$work/run/metrics.jsonl" || echo 0
}

# Waits until that many epochs are written down; false once the process has ended.
await_epochs() {
    until [ "$(epochs_written)" -ge "$1" ]; do
        kill -0 "$process" 2>/dev/null || return 1
        sleep 0.05
    done
}

# Prints what is resident, in kB, ten times a second until that many epochs are written down.
readings_until() {
    while [ "$(epochs_written)" -lt "$1" ]; do
        sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$process/status" || return
        sleep 0.1
    done
}

fail() {
    cat "$work/log" >&2
    exit 1
}

first=
for epoch in $epochs; do
    await_epochs "$epoch" || fail
    # The median over the epoch that follows: evaluation, checkpoints and what goes back to the kernel every ten seconds move it up and
    # down by a tenth within an epoch.
    resident=$(readings_until $((epoch + 1)) | sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }')
    await_epochs $((epoch + 1)) || fail
    first=${first:-$resident}
    echo "$((epoch * steps_per_epoch)) $resident $first" |
        awk '{ printf "after %5d steps: %7.1f MB resident, %.3f of the first\n", $1, $2 / 1024, $2 / $3 }'
done
