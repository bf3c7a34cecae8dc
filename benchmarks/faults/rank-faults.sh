#!/bin/sh
# Kills, stops or cuts off one of three processes that train together, at random moments, and lets them go on each time: do all
# end in time and name it, is anything lost, is the end the same?
#
#   benchmarks/faults/rank-faults.sh [FAULTS [SEED [FIRST]]]        20, 1 and 1 by default; the faults from FIRST to FAULTS
#
# The training is that of kills.sh with three processes, in larger steps. Each has a network namespace of its own, and a cable to a
# switch; but every other nine faults, for other faults than cut cables, `launch` starts all three in one namespace. The faults go
# round: SIGKILL, SIGSTOP, the cable, each for rank 0, then 1, then 2. After each every process must be gone, and each that was not
# killed or stopped must have said which one was. A stopped one that no launch ends is let go on (SIGCONT), and must end by itself.
# It fails as well where kills.sh does.
#
# Linux alone, as root.
set -eu

root=$(CDPATH='' cd -P "$(dirname "$0")/../.." && pwd)
faults=${1:-20}
seed=${2:-1}
first=${3:-1}
export NCL4J_JAVA_OPTS="${NCL4J_JAVA_OPTS:--XX:TieredStopAtLevel=1}"

# distributed.timeout_seconds, and how much longer the other processes may take to end: for the next look at the heartbeats, for
# the word to spread, and for cores that are busy. A launch gives its processes ten seconds to follow the one that has failed.
silence=10
grace=25
launch_patience=10

# shellcheck source=benchmarks/faults/namespaces.sh
. "$root/benchmarks/faults/namespaces.sh"
# shellcheck source=benchmarks/faults/run-files.sh
. "$root/benchmarks/faults/run-files.sh"

# Names that are nobody else's, so that nothing is taken down that is not this script's.
node=ncl4j-$$-
namespaces="${node}0 ${node}1 ${node}2 ${node}switch"

fail() {
    echo "rank-faults.sh: $*" >&2
    tail -n +1 "$work"/log.* >&2
    exit 1
}

build_network() {
    ip netns add "${node}switch"
    ip -netns "${node}switch" link add switch type bridge
    ip -netns "${node}switch" link set switch up
    for rank in 0 1 2; do
        ip netns add "$node$rank"
        ip link add cable netns "$node$rank" type veth peer name "port$rank" netns "${node}switch"
        ip -netns "${node}switch" link set "port$rank" master switch up
        ip -netns "$node$rank" address add "10.77.0.$((rank + 1))/24" dev cable
        ip -netns "$node$rank" link set lo up
        ip -netns "$node$rank" link set cable up
    done
}

# Starts one process for a folder, in a namespace; the rest is the command with which ncl4j trains.
start() {
    output=$1
    on=$2
    shift 2
    # Here and not by the redirection, which the process in the background does in its own time.
    : >"$work/log.$on"
    ip netns exec "$node$on" "$@" "$root/configs/quickstart.yaml" \
        --output "$work/$output" --resume auto name=faults distributed.timeout_seconds=$silence \
        train.epochs=3 train.batch_size=48 train.checkpoint_steps=2 model.experts=2 train.threads=1 \
        'augment.train=[{type: random-crop, size: 8}]' 'augment.evaluate=[{type: center-crop, size: 8}]' \
        >>"$work/log.$on" 2>&1 &
    started="$started $!"
}

# Starts the training in a folder, together or apart, and returns when its log says that it is at work.
train() {
    rm -f "$work"/log.*
    started=
    if [ "$2" = together ]; then
        start "$1" 0 "$root/ncl4j" launch --nproc-per-node 3 -- train
    else
        for rank in 0 1 2; do
            start "$1" "$rank" env RANK=$rank WORLD_SIZE=3 LOCAL_WORLD_SIZE=1 MASTER_ADDR=10.77.0.1 MASTER_PORT=29500 \
                "$root/ncl4j" train
        done
    fi
    until grep -q "$3" "$work/log.0"; do
        for process in $started; do
            kill -0 "$process" 2>/dev/null || fail "the training did not start"
        done
        sleep 0.05
    done
}

finish() {
    for process in $started; do
        wait "$process" || fail "$1"
    done
}

# Every process of the training, its launches among them.
processes() {
    for rank in 0 1 2; do ip netns pids "$node$rank"; done
}

process_of_rank() {
    for process in $(processes); do
        if tr '\0' '\n' 2>/dev/null <"/proc/$process/environ" | grep -qx "RANK=$1"; then echo "$process"; fi
    done
}

seconds_since() {
    echo "$1 $(date +%s.%N)" | awk '{ printf "%.1f", $2 - $1 }'
}

# Waits until no process is left but the given ones.
await_end() {
    limit=$1
    from=$2
    shift 2
    : >"$work/spared"
    for process in "$@"; do echo "$process" >>"$work/spared"; done
    while processes | grep -qvxFf "$work/spared"; do
        [ "$(seconds_since "$from" | cut -d . -f 1)" -lt "$limit" ] ||
            fail "processes still run after $limit s: $(processes | xargs -r ps -o pid,stat,args --cols 100)"
        sleep 0.1
    done
}

# What a rank must have said of those that were lost.
require_word() {
    if [ "$place" = together ]; then sed -n "s/^\[rank $1\] //p" "$work/log.0"; else cat "$work/log.$1"; fi |
        grep -q "$2.*: .* killed or stopped, or .* cannot be reached" || fail "rank $1 did not say: $2"
}

require_words() {
    keeper='rank 0, which keeps the store at '
    for rank in 0 1 2; do
        if [ "$rank" != "$lost" ]; then
            if [ "$lost" = 0 ]; then require_word "$rank" "$keeper"; else require_word "$rank" "rank $lost has not been heard from"; fi
        elif [ "$kind" = cut ]; then
            # For it the others are lost.
            if [ "$rank" = 0 ]; then require_word 0 'ranks 1, 2 have not been heard from'; else require_word "$rank" "$keeper"; fi
        fi
    done
}

# So that positions can be compared.
number() {
    echo "$1" | awk '{ print $1 * 100000 + $2 }'
}

fresh='training and .* validation images'
resumed='going on in epoch'

# Built here, or all nodes would want to.
"$root/ncl4j" --version
build_network
train whole apart "$fresh"
start=$(date +%s.%N)
finish "the undisturbed training failed"
# The faults share half of the time that the whole training takes, each at a random moment of twice its share, so that it lasts for
# all of them on a machine that gets faster meanwhile.
window=$(echo "$(seconds_since "$start") $((faults - first + 1))" | awk '{ print $1 / $2 }')
echo "undisturbed: $(seconds_since "$start") s; a fault between 0 and $window s after each start"

slowest=0
at='1 0'
fault=$((first - 1))
while [ "$fault" -lt "$faults" ]; do
    kind=$(echo "$fault" | awk '{ split("kill stop cut", kinds); print kinds[$1 % 3 + 1] }')
    lost=$((fault / 3 % 3))
    place=apart
    [ "$kind" = cut ] || [ $((fault / 9 % 2)) -eq 0 ] || place=together
    fault=$((fault + 1))

    if [ "$at" = '1 0' ]; then train faulty "$place" "$fresh"; else train faulty "$place" "$resumed"; fi
    if [ "$at" != '1 0' ]; then
        begun=$(sed -n 's/.*going on in epoch \([0-9]*\) after step \([0-9]*\).*/\1 \2/p' "$work/log.0")
        [ "$begun" = "$at" ] || fail "went on from $begun, but the last checkpoint was $at"
    fi
    victim=$(process_of_rank "$lost")
    sleep "$(awk -v seed="$((seed * 1000 + fault))" -v window="$window" 'BEGIN { srand(seed); rand(); print window * rand() }')"
    kill -0 "$victim" || fail "the training was over before fault $fault"
    start=$(date +%s.%N)
    case $kind in
        kill) kill -KILL "$victim" ;;
        stop) kill -STOP "$victim" ;;
        cut) ip -netns "${node}switch" link set "port$lost" down ;;
    esac

    if [ "$kind" = stop ]; then
        # A launch stays as long as one of its processes.
        spared=$victim
        [ "$place" = apart ] || spared="$victim $started"
        # shellcheck disable=SC2086 # numbers of processes
        await_end $((silence + grace)) "$start" $spared
        took=$(seconds_since "$start")
        if [ "$place" = apart ]; then
            kill -CONT "$victim"
            start=$(date +%s.%N)
        fi
        await_end $((silence + grace + launch_patience)) "$start"
    else
        await_end $((silence + grace)) "$start"
        took=$(seconds_since "$start")
    fi
    [ "$kind" != cut ] || ip -netns "${node}switch" link set "port$lost" up
    require_words
    ! grep -q damaged "$work"/log.* || fail "a damaged checkpoint at fault $fault"
    now=$(position "$work/faulty")
    [ "$(number "$now")" -ge "$(number "$at")" ] || fail "fault $fault threw the run back from $at to $now"
    at=$now
    slowest=$(echo "$slowest $took" | awk '{ print ($1 > $2 ? $1 : $2) }')
    echo "fault $fault: $kind of rank $lost, $place: the others had ended after $took s; last checkpoint: epoch and step $at"
done

train faulty apart "$resumed"
finish "the last start failed"
require_same_run "$work/whole" "$work/faulty"
echo "$((faults - first + 1)) faults; all other processes had ended after $slowest s at most, and named the one that was lost; every start went on" \
    "from the last checkpoint, and last.safetensors and the metrics are those of the undisturbed training"
