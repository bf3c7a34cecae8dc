#!/bin/sh
# The prediction server under load, beside a plain loop over the same model in the same run:
#
#   benchmarks/serve.sh [-c CHECKPOINT] [-i IMAGE] [-t SECONDS] [-n CLIENTS] [SERVE OPTION ...]
#
#   -c   a checkpoint or a run directory; without it two epochs of configs/quickstart.yaml are trained first, if that was not
#        done before
#   -i   an image file, sent again and again; without it a BMP of 28 x 28 pixels of noise
#   -t   how long the load lasts, 120 by default
#   -n   clients at once, each with a connection of its own that sends its next request when it has the answer; 64 by default
#
# Needs the load generator hey (Debian: apt-get install hey) and curl, and Linux. The load generator runs on the same cores.
# Prints images/s, p50 and p99, answers by status, resident memory before, after 20 seconds and at the end. Ends with 1 if a
# request failed, or if the server does not end with 0 when it is told to stop.
set -eu

# NCL4J names another launcher than ./ncl4j.
root=$(CDPATH='' cd -P "$(dirname "$0")/.." && pwd)
ncl4j=${NCL4J:-$root/ncl4j}
work=$root/benchmarks/target/serve
checkpoint=
image=
seconds=120
clients=64
while getopts c:i:t:n: option; do
    case $option in
        c) checkpoint=$OPTARG ;;
        i) image=$OPTARG ;;
        t) seconds=$OPTARG ;;
        n) clients=$OPTARG ;;
        *) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done
shift $((OPTIND - 1))
for program in hey curl; do
    command -v $program >/dev/null || { echo "serve.sh: $program is missing; install it (Debian: apt-get install $program)" >&2; exit 1; }
done
mkdir -p "$work"

# 54 bytes of header, then 28 rows of 28 pixels of three bytes.
noise() {
    printf 'BM\146\011\000\000\000\000\000\000\066\000\000\000\050\000\000\000\034\000\000\000\034\000\000\000\001\000\030\000'
    head -c 24 /dev/zero
    head -c 2352 /dev/urandom
}

if [ -z "$image" ]; then
    image=$work/noise.bmp
    noise >"$image"
fi
if [ -z "$checkpoint" ]; then
    checkpoint=$work/run
    [ -f "$checkpoint/checkpoints/last.safetensors" ] ||
        "$ncl4j" train "$root/configs/quickstart.yaml" --output "$checkpoint" --resume auto train.epochs=2 >"$work/train.log" 2>&1 ||
        { cat "$work/train.log" >&2; exit 1; }
fi

server=
clean_up() {
    if [ -n "$server" ]; then
        kill -KILL "$server" 2>/dev/null || true
    fi
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

resident() {
    sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$server/status"
}

direct() {
    printf 'loop:    '
    "$ncl4j" bench predict "$checkpoint" "$image" --seconds 10 2>"$work/loop.log" || { cat "$work/loop.log" >&2; exit 1; }
}

direct
"$ncl4j" serve "$checkpoint" --port 0 "$@" >"$work/out" 2>"$work/err" &
server=$!
until grep -q '^serving ' "$work/out"; do
    kill -0 "$server" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
    sleep 0.2
done
url=$(sed -n 's/^serving .* at \(http:.*\)/\1/p' "$work/out")
curl -sS -f -o "$work/answer.json" --data-binary "@$image" -H 'Content-Type: application/octet-stream' "${url}v1/predict"
before=$(resident)
hey -z "${seconds}s" -c "$clients" -t 60 -m POST -T application/octet-stream -D "$image" "${url}v1/predict" >"$work/hey" &
load=$!
sleep 20
after20=$(resident)
wait $load
end=$(resident)
curl -sS -f "${url}metrics" >"$work/metrics"
kill -TERM "$server"
code=0
wait "$server" || code=$?
server=

sed -n 's/^ *Requests\/sec:[[:space:]]*/server:  images\/s /p; s/^ *50% in \(.*\) secs$/         p50 \1 s/p; s/^ *99% in \(.*\) secs$/         p99 \1 s/p' "$work/hey"
sed -n '/^Status code distribution/,$p' "$work/hey" | sed '/^$/d; s/^/         /'
echo "$before $after20 $end" |
    awk '{ printf "memory:  %.1f MB before, %.1f MB after 20 s, %.1f MB at the end (%.3f of that after 20 s)\n", $1 / 1024, $2 / 1024, $3 / 1024, $3 / $2 }'
awk '/^ncl4j_batch_images_sum/ { sum = $2 } /^ncl4j_batch_images_count/ { print "batches: " sum / $2 " images on average" }' "$work/metrics"
echo "stop:    exit code $code"
direct

failed=$(awk '/^ncl4j_http_requests_total/ && !/status="200"/ { n += $NF } END { print n + 0 }' "$work/metrics")
[ "$failed" -eq 0 ] && [ "$code" -eq 0 ] && ! grep -q '^Error distribution' "$work/hey" || { echo "serve.sh: $failed failed requests, see $work" >&2; exit 1; }
