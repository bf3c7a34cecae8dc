# shellcheck shell=sh
# For scripts that make network namespaces: a folder of their own, $work, and an end that leaves neither it, nor the namespaces
# that $namespaces names, nor what runs in them.
namespaces=
work=$(mktemp -d)
clean_up() {
    for name in $namespaces; do
        rm -rf "/etc/netns/${name:?}"
        [ -e "/run/netns/$name" ] || continue
        ip netns pids "$name" | xargs -r kill -KILL 2>/dev/null || true
        ip netns delete "$name"
    done
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
