#!/bin/sh
# Steps of 1, 2 and 4 processes of this machine, one engine thread each: how long they take, what of the exchange of gradients
# hides behind backward, and what the cost model expects (docs/guide/sizing.md). Two models: one with much to compute for few
# weights, one the other way round.
#
#   benchmarks/measurements/scaling.sh DATA [ROUNDS]
#
#   DATA     the official archive of CIFAR-100, or one of its layout
#   ROUNDS   measurements of each kind of step, 5 by default: a minute and a half on idle cores
#
# The reports stay in benchmarks/target/scaling.
#
# The model is told of the step of one process, of the network as two processes find it, and how many cores there are: where
# there are more processes than cores, computing is taken to be slower in proportion.
set -eu

data=${1:?usage: benchmarks/measurements/scaling.sh DATA [ROUNDS]}
rounds=${2:-5}
root=$(CDPATH='' cd -P "$(dirname "$0")/../.." && pwd)
config=$root/configs/cifar100-lt-if100-ncl.yaml
work=$root/benchmarks/target/scaling
mkdir -p "$work"
processes=
clean_up() {
    # shellcheck disable=SC2086 # words
    [ -z "$processes" ] || kill $processes 2>/dev/null || true
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# measure NAME W KEY=VALUE...: leaves the report of rank 0 in $work/NAME-W.json.
measure() {
    name=$1
    size=$2
    shift 2
    port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    processes=
    rank=0
    while [ "$rank" -lt "$size" ]; do
        RANK=$rank WORLD_SIZE=$size MASTER_ADDR=127.0.0.1 MASTER_PORT=$port "$root/ncl4j" bench exchange "$config" \
            --rounds "$rounds" --json "data.path=$data" data.workers=1 train.threads=1 "$@" \
            >"$work/$name-$size-$rank" 2>"$work/$name-$size-$rank.err" &
        processes="$processes $!"
        rank=$((rank + 1))
    done
    for process in $processes; do
        wait "$process" || {
            cat "$work/$name-$size-"*.err >&2
            exit 1
        }
    done
    processes=
    # Gloo prints lines of its own before the document.
    sed -n '/^{/,$p' "$work/$name-$size-0" >"$work/$name-$size.json"
}

# predict NAME W KEY=VALUE...: leaves what the model expects in $work/NAME-W.expected.
predict() {
    name=$1
    size=$2
    shift 2
    # shellcheck disable=SC2046 # options are words
    "$root/ncl4j" bench scaling "$config" --classes 100 --gpus "$size" --json "$@" $(/usr/bin/python3 -c '
import json, sys
one, two, size, cores = json.load(open(sys.argv[1])), json.load(open(sys.argv[2])), int(sys.argv[3]), int(sys.argv[4])
step = one["alone"]
print("--compute", step["step"] * max(1, size / cores), "--backward-share", step["backward"] / step["step"],
      "--bandwidth", two["link"]["gigabytes_per_second"], "--latency", two["link"]["latency_microseconds"])
' "$work/$name-1.json" "$work/$name-2.json" "$size" "$(nproc)") >"$work/$name-$size.expected"
}

uptime
for size in 1 2 4; do
    measure cifar-resnet32 "$size" train.batch_size=8 model.experts=2 model.backbone=cifar-resnet32
    measure resnet18 "$size" train.batch_size=8 model.experts=2 model.backbone=resnet18
done
uptime
for size in 1 2 4; do
    predict cifar-resnet32 "$size" train.batch_size=8 model.experts=2 model.backbone=cifar-resnet32
    predict resnet18 "$size" train.batch_size=8 model.experts=2 model.backbone=resnet18
done
/usr/bin/python3 - "$work" <<'END'
import json, sys
def load(name):
    return json.load(open(f"{sys.argv[1]}/{name}"))
print("| model | processes | step alone, ms | step, ms | expected | images/s | expected | speed-up | backward, gradients after it "
      "| statistics waited | expected | gradients | expected | hidden | expected | gained | network |")
print("|" + "---|" * 17)
for name in "cifar-resnet32", "resnet18":
    one = load(f"{name}-1.json")["alone"]["step"]
    for size in 1, 2, 4:
        run, expected = load(f"{name}-{size}.json"), load(f"{name}-{size}.expected")["steps"][0]
        step = run["together"] or run["alone"]
        cells = [name, size, f'{run["alone"]["step"]:.0f}', f'{step["step"]:.0f}', f'{expected["step"]:.0f}',
                 f'{1e3 * run["images"] / step["step"]:.1f}', f'{expected["images_per_second"]:.1f}',
                 f'{one / step["step"] * size:.2f}']
        if size > 1:
            after, link = run["afterwards"], run["link"]
            cells += [f'{after["step"]:.0f}', f'{step["statistics"]:.1f}', f'{expected["statistics"]:.1f}',
                      f'{after["gradients"]:.1f}', f'{expected["gradients"]:.1f}',
                      f'{1 - step["gradients"] / after["gradients"]:.0%}', f'{expected["hidden"]:.0%}',
                      f'{(after["step"] - step["step"]) / after["gradients"]:.0%}',
                      f'{link["gigabytes_per_second"]:.2f} GB/s, {link["latency_microseconds"]:.0f} us']
        else:
            cells += [""] * 9
        print("|", " | ".join(map(str, cells)), "|")
END
