#!/bin/sh
# Kills a training with SIGKILL at random moments, and lets it go on each time: is anything lost, is the end the same?
#
#   benchmarks/faults/kills.sh [KILLS [SEED]]        50 and 1 by default
#
# The training is that of memory.sh with a checkpoint after every second step, so that many kills fall while one is written. It
# fails if a checkpoint is damaged, if a run goes on from anywhere but the last checkpoint, if a position is ever lost again, or
# if the last checkpoint and the metrics differ, in a byte of anything but times, from those of the same training left alone.
#
# Linux alone.
set -eu

root=$(CDPATH='' cd -P "$(dirname "$0")/../.." && pwd)
kills=${1:-50}
seed=${2:-1}
export NCL4J_JAVA_OPTS="${NCL4J_JAVA_OPTS:--XX:TieredStopAtLevel=1}"

# shellcheck source=benchmarks/measurements/one-process.sh
. "$root/benchmarks/measurements/one-process.sh"
# shellcheck source=benchmarks/faults/run-files.sh
. "$root/benchmarks/faults/run-files.sh"

fail() {
    echo "kills.sh: $*" >&2
    cat "$work/log" >&2
    exit 1
}

# Starts a training in a folder, and returns when its log says that it is at work.
train() {
    # Here and not by the redirection, which the process in the background does in its own time.
    : >"$work/log"
    "$root/ncl4j" train "$root/configs/quickstart.yaml" --output "$work/$1" --resume auto name=killed \
        train.epochs=10 train.batch_size=49 train.checkpoint_steps=2 model.experts=2 train.threads=1 \
        'augment.train=[{type: random-crop, size: 8}]' 'augment.evaluate=[{type: center-crop, size: 8}]' \
        >>"$work/log" 2>&1 &
    process=$!
    until grep -q "$2" "$work/log"; do
        kill -0 "$process" 2>/dev/null || fail "the training did not start"
        sleep 0.02
    done
}

# Steps since the beginning; an epoch has 101.
steps() {
    echo "$1" | awk '{ print ($1 - 1) * 101 + $2 }'
}

fresh='training and .* validation images'
resumed='going on in epoch'

train whole "$fresh"
start=$(date +%s.%N)
wait "$process" || fail "the undisturbed training failed"
process=
# The kills share 0.8 of the time that the whole training takes, each at a random moment of twice its share.
window=$(echo "$start $(date +%s.%N) $kills" | awk '{ print 1.6 * ($2 - $1) / $3 }')
echo "undisturbed: $(steps '11 0') steps; a kill between 0 and $window s after each start"

writing=0
at=0
kill=0
while [ "$kill" -lt "$kills" ]; do
    kill=$((kill + 1))
    if [ "$at" -eq 0 ]; then train killed "$fresh"; else train killed "$resumed"; fi
    sleep "$(awk -v seed="$((seed * 1000 + kill))" -v window="$window" 'BEGIN { srand(seed); rand(); print window * rand() }')"
    kill -KILL "$process" 2>/dev/null || fail "the training was over before kill $kill"
    wait "$process" 2>/dev/null || true
    process=
    grep -q 'damaged' "$work/log" && fail "a damaged checkpoint at kill $kill"
    if [ "$at" -gt 0 ]; then
        begun=$(sed -n 's/.*going on in epoch \([0-9]*\) after step \([0-9]*\).*/\1 \2/p' "$work/log")
        [ "$(steps "$begun")" -eq "$at" ] || fail "went on from $begun, but the last checkpoint was after $at steps"
    fi
    now=$(steps "$(position "$work/killed")")
    [ "$now" -ge "$at" ] || fail "kill $kill threw the run back from $at to $now steps"
    at=$now
    draft=
    if ls "$work"/killed/checkpoints/*.part >/dev/null 2>&1; then
        writing=$((writing + 1))
        draft=' (a checkpoint was being written)'
    fi
    echo "kill $kill: last checkpoint after $at steps$draft"
done

train killed "$resumed"
wait "$process" || fail "the last start failed"
process=
require_same_run "$work/whole" "$work/killed"
echo "$kills kills, $writing of them while a checkpoint was being written; every start went on from the last checkpoint," \
    "and last.safetensors and the metrics are those of the undisturbed training"
