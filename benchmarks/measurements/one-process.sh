# shellcheck shell=sh
# For scripts that start one process at a time: a folder of their own, $work, and an end that leaves neither it nor $process.
process=
work=$(mktemp -d)
clean_up() {
    if [ -n "$process" ]; then
        kill -KILL "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
