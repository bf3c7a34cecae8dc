#!/bin/sh
# The prediction server under load, beside a plain loop over the same model in the same run, and then what bad requests are
# answered:
#
#   benchmarks/measurements/serve.sh [-c CHECKPOINT|ONNX] [-x] [-i IMAGE] [-t SECONDS] [-n CLIENTS] [SERVE OPTION ...]
#
#   -c   a checkpoint, a run directory, or a file that ends in .onnx; without it two epochs of configs/quickstart.yaml are trained
#        first, if that was not done before
#   -x   export the checkpoint to ONNX, with the experts' logits, and serve that file
#   -i   an image file, sent again and again; without it a BMP of 28 x 28 pixels of noise
#   -t   how long the load lasts, 120 by default
#   -n   clients at once, each with a connection of its own that sends its next request when it has the answer; 64 by default
#
# Needs the load generator hey (Debian: apt-get install hey) and curl, and Linux. The load generator runs on the same cores.
# Prints images/s, p50 and p99, answers by status, resident memory before, after a sixth of the time, in the middle and at the end;
# beside that a loop over the model without a server, and of an ONNX file one that calls ONNX Runtime directly. Then it sends
# malformed, huge, slow and half-sent requests, a minute of them, and looks after each whether a good one is answered. Ends with 1
# if a request under load failed, if a bad one got another status than it should, or if the server does not end with 0 when it is
# told to stop. SERVE OPTIONs that change limits change what is answered.
set -eu

# NCL4J names another launcher than ./ncl4j.
root=$(CDPATH='' cd -P "$(dirname "$0")/../.." && pwd)
ncl4j=${NCL4J:-$root/ncl4j}
work=$root/benchmarks/target/serve
model=
export=
image=
seconds=120
clients=64
while getopts c:xi:t:n: option; do
    case $option in
        c) model=$OPTARG ;;
        x) export=yes ;;
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
if [ -z "$model" ]; then
    model=$work/run
    [ -f "$model/checkpoints/last.safetensors" ] ||
        "$ncl4j" train "$root/configs/quickstart.yaml" --output "$model" --resume auto train.epochs=2 >"$work/train.log" 2>&1 ||
        { cat "$work/train.log" >&2; exit 1; }
fi

if [ -n "$export" ]; then
    rm -f "$work/model.onnx"
    "$ncl4j" model export "$model" --format onnx --expert-logits --output "$work/model.onnx" >"$work/export.log" 2>&1 ||
        { cat "$work/export.log" >&2; exit 1; }
    model=$work/model.onnx
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
    "$ncl4j" bench predict "$model" "$image" --seconds 10 2>"$work/loop.log" || { cat "$work/loop.log" >&2; exit 1; }
}

# What a request is answered: check STATUS WHAT COMMAND ..., where the command prints the status. Afterwards a good request must
# be answered.
wrong=0
check() {
    expected=$1
    what=$2
    shift 2
    found=$("$@") || true
    good=$(post "@$image") || true
    verdict=
    if [ "$found" != "$expected" ] || [ "$good" != 200 ]; then
        verdict="   WRONG: expected $expected"
        wrong=$((wrong + 1))
    fi
    printf '         %-58s %s, then a good request %s%s\n' "$what" "${found:-no answer}" "$good" "$verdict"
}

# Posts a body, of a type if that is to be another, and prints the status.
post() {
    curl -s -o /dev/null -w '%{http_code}' -H "Content-Type: ${2:-application/octet-stream}" --data-binary "$1" "${url}v1/predict"
}

# What a file has, in pieces without an announced length.
stream() {
    curl -s -o /dev/null -w '%{http_code}' -H 'Transfer-Encoding: chunked' -H 'Content-Type: application/octet-stream' -X POST -T - \
        "${url}v1/predict" <"$1"
}

form() {
    set --
    while [ $# -lt 66 ]; do
        set -- "$@" -F "a=@$image"
    done
    curl -s -o /dev/null -w '%{http_code}' "$@" "${url}v1/predict"
}

header() {
    curl -s -o /dev/null -w '%{http_code}' -H "X: $(head -c 20000 /dev/zero | tr '\0' x)" "${url}healthz"
}

# Sends what standard input has as it comes, and prints the status of what comes back before the server closes; after so many
# seconds it goes away.
raw() {
    curl -s -N -m "${1:-90}" "telnet:${url#http:}" 2>/dev/null | sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p'
}

# The writer ends when nobody reads any more.
drip() {
    {
        printf 'POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n'
        for _ in $(seq 70); do
            printf x
            sleep 0.5
        done
    } 2>/dev/null | raw
}

half() {
    { printf 'POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf of it'; sleep 15; } | raw
}

half_header() {
    { printf 'POST /v1/pre'; sleep 15; } | raw
}

gone() {
    { printf 'POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf of it'; sleep 3; } | raw 1
}

no_http() {
    { printf 'hello\r\n\r\n'; sleep 2; } | raw
}

bad_requests() {
    echo 'bad requests:'
    head -c 1000 "$image" | tr '\0-\377' 'x' >"$work/text"
    noise >"$work/whole.bmp"
    head -c 100 "$work/whole.bmp" >"$work/cut.bmp"
    printf '\211PNG\r\n\032\n\000\000\000\015IHDR\000\001\206\240\000\001\206\240\010\002\000\000\000\000\000\000\000' >"$work/bomb.png"
    head -c 22000000 /dev/zero >"$work/large"
    printf -- '--XX\r\nContent-Disposition: form-data; name="a"; filename="a.png"\r\n\r\nhalf' >"$work/form"
    check 400 'no body' post ''
    check 415 'no image' post "@$work/text"
    check 400 'an image that is cut off' post "@$work/cut.bmp"
    check 400 'a form that is cut off' post "@$work/form" 'multipart/form-data; boundary=XX'
    check 400 'no HTTP' no_http
    check 431 'a header of 20,000 bytes' header
    check 413 'a body of 22 MB' post "@$work/large"
    check 413 'the same in pieces, of no announced length' stream "$work/large"
    check 413 'an image of 100,000 x 100,000 pixels in 33 bytes' post "@$work/bomb.png"
    check 413 '33 files' form
    check 408 'a body that comes byte by byte' drip
    check 408 'a body that stops halfway' half
    check '' 'a header that stops halfway: cut off' half_header
    check '' 'a client that goes away halfway: nobody to answer' gone
}

direct
"$ncl4j" serve "$model" --port 0 "$@" >"$work/out" 2>"$work/err" &
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
sleep "$((seconds / 6))"
sixth=$(resident)
sleep "$((seconds / 2 - seconds / 6))"
middle=$(resident)
wait $load
end=$(resident)
curl -sS -f "${url}metrics" >"$work/metrics"
sed -n 's/^ *Requests\/sec:[[:space:]]*/server:  images\/s /p; s/^ *50% in \(.*\) secs$/         p50 \1 s/p; s/^ *99% in \(.*\) secs$/         p99 \1 s/p' "$work/hey"
sed -n '/^Status code distribution/,$p' "$work/hey" | sed '/^$/d; s/^/         /'
echo "$before $sixth $middle $end $((seconds / 6))" |
    awk '{ printf "memory:  %.1f MB before, %.1f MB after %d s, %.1f MB in the middle, %.1f MB at the end (%.3f of that after %d s)\n", $1 / 1024, $2 / 1024, $5, $3 / 1024, $4 / 1024, $4 / $2, $5 }'
awk '/^ncl4j_batch_images_sum/ { sum = $2 } /^ncl4j_batch_images_count/ { print "batches: " sum / $2 " images on average" }' "$work/metrics"
bad_requests
kill -TERM "$server"
code=0
wait "$server" || code=$?
server=
echo "stop:    exit code $code"
direct

failed=$(awk '/^ncl4j_http_requests_total/ && !/status="200"/ { n += $NF } END { print n + 0 }' "$work/metrics")
[ "$wrong" -eq 0 ] || { echo "serve.sh: $wrong bad requests were not answered as they should be" >&2; exit 1; }
[ "$failed" -eq 0 ] && [ "$code" -eq 0 ] && ! grep -q '^Error distribution' "$work/hey" || { echo "serve.sh: $failed failed requests, see $work" >&2; exit 1; }
