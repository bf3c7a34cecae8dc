#!/bin/sh
# Trains CIFAR-100-LT (factor 100) for 200 epochs with the published settings, one method after another, and resumes where the last
# call stopped. Each run takes many hours on one core, so the script runs beside other work: one thread, lowest priority.
#
#   benchmarks/experiments/long-run.sh start DATA   starts or resumes in the background; DATA is the archive, cifar-100-lt-if100.tar.gz
#   benchmarks/experiments/long-run.sh stop         asks the training to save its state and end
#   benchmarks/experiments/long-run.sh pause        stops the process where it is, for a measurement
#   benchmarks/experiments/long-run.sh continue     lets it run again
#   benchmarks/experiments/long-run.sh status       prints the state of each run
#
# Run it from a clone of its own, at a fixed commit: a run must not change its code midway. The run directories are in runs/long-run.
set -eu

command=${1:?usage: long-run.sh start DATA | stop | pause | continue | status}
cd "$(dirname "$0")/../.."
runs=runs/long-run
mkdir -p "$runs"

# The published schedule has 400 epochs and milestones 320 and 360; this is half of it. Evaluation costs a third of a training
# epoch for as many images, so it runs after every fourth epoch.
train() { # NAME [KEY=VALUE ...]
    run=$runs/$1
    shift
    nice -n 19 ./ncl4j train configs/cifar100-lt-if100-ncl.yaml --output "$run" --resume auto "data.path=$data" \
        train.epochs=200 'train.schedule={type: warmup-multistep, warmup_epochs: 5, milestones: [160, 180], factor: 0.1}' \
        train.threads=1 train.checkpoint_minutes=10 evaluate.every_epochs=4 "$@" >>"$runs/output.log" 2>&1
}

is_alive() {
    [ -f "$runs/process" ] && kill -0 "-$(cat "$runs/process")" 2>/dev/null
}

signal() {
    is_alive || { echo "no long run is alive here" >&2; exit 1; }
    kill "-$1" "-$(cat "$runs/process")"
}

case $command in
    start)
        data=$(realpath "${2:?usage: long-run.sh start DATA}")
        if is_alive; then
            echo "a long run is alive already: process group $(cat "$runs/process")" >&2
            exit 1
        fi
        setsid benchmarks/experiments/long-run.sh run "$data" </dev/null >/dev/null 2>&1 &
        ;;
    run)
        data=$2
        # Linux weighs sessions first and processes within one second: without this line nice has no effect on other sessions.
        [ -w /proc/self/autogroup ] && echo 19 >/proc/self/autogroup
        echo $$ >"$runs/process"
        train ncl
        train balanced-softmax loss.type=balanced-softmax model.experts=1
        train cross-entropy loss.type=cross-entropy model.experts=1
        ;;
    stop) signal TERM ;;
    pause) signal STOP ;;
    continue) signal CONT ;;
    status)
        is_alive && echo "alive: process group $(cat "$runs/process")" || echo "not running"
        for metrics in "$runs"/*/metrics.jsonl; do
            [ -f "$metrics" ] && echo "$metrics: $(wc -l <"$metrics") epochs; last: $(tail -n 1 "$metrics")"
        done
        ;;
    *)
        echo "unknown command $command" >&2
        exit 2
        ;;
esac
