# shellcheck shell=sh
# For scripts that compare runs: what is read of a run directory.

# Epoch and step of the last checkpoint in a run directory, as its header says; 1 0 if there is none.
position() {
    head -c 65536 "$1/checkpoints/last.safetensors" 2>/dev/null |
        grep -ao 'epoch\\":[0-9]*,\\"step\\":[0-9]*' | head -n 1 | tr -cs '0-9\n' ' ' | sed 's/^ *//' | grep . || echo '1 0'
}

# The metrics without what differs from one time to the next.
without_times() {
    sed -E 's/"(data_wait|images_per_second|seconds)":[^,}]*//g' "$1/metrics.jsonl"
}

# Fails unless two runs ended with the same checkpoint, and metrics equal but for times; the caller has fail and $work.
# shellcheck disable=SC2154
require_same_run() {
    cmp "$1/checkpoints/last.safetensors" "$2/checkpoints/last.safetensors" || fail "another end"
    without_times "$1" >"$work/expected"
    without_times "$2" | cmp "$work/expected" - || fail "other metrics"
}
