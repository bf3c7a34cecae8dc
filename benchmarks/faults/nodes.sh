#!/bin/sh
# Trains on two nodes, network namespaces of this machine with a cable between them, and on one: is the end the same?
#
#   benchmarks/faults/nodes.sh [PROCESSES]        of each node, 1 by default
#
# The training is that of kills.sh for two epochs. First one `launch` trains it with all processes in one namespace, then two
# launches with half of them each, in two namespaces between which a pair of virtual interfaces is the only way. It fails if the
# last checkpoint or the metrics differ in a byte of anything but times, or if the second node writes anything. The first node's
# name has on that node the address 127.0.1.1, as Debian's installer writes it, and its real one on the second.
#
# Linux alone, as root.
set -eu

root=$(CDPATH='' cd -P "$(dirname "$0")/../.." && pwd)
each=${1:-1}
export NCL4J_JAVA_OPTS="${NCL4J_JAVA_OPTS:--XX:TieredStopAtLevel=1}"

# shellcheck source=benchmarks/faults/namespaces.sh
. "$root/benchmarks/faults/namespaces.sh"
# shellcheck source=benchmarks/faults/run-files.sh
. "$root/benchmarks/faults/run-files.sh"

# Names that are nobody else's, so that nothing is taken down that is not this script's.
node0=ncl4j-$$-0
node1=ncl4j-$$-1
namespaces="$node0 $node1"

fail() {
    echo "nodes.sh: $*" >&2
    tail -n +1 "$work"/*.log >&2
    exit 1
}

# In a namespace, to an output folder, with options of launch.
train() {
    node=$1
    output=$2
    shift 2
    ip netns exec "$node" "$root/ncl4j" launch "$@" -- train "$root/configs/quickstart.yaml" --output "$work/$output" \
        name=nodes train.epochs=2 train.batch_size=24 model.experts=2 train.threads=1 \
        'augment.train=[{type: random-crop, size: 8}]' 'augment.evaluate=[{type: center-crop, size: 8}]' \
        >"$work/$output.log" 2>&1
}

# Built here, or both nodes would want to.
"$root/ncl4j" --version
ip netns add "$node0"
ip netns add "$node1"
ip link add cable netns "$node0" type veth peer name cable netns "$node1"
for node in 0 1; do
    name=ncl4j-$$-$node
    ip -netns "$name" address add "10.77.0.$((node + 1))/24" dev cable
    ip -netns "$name" link set lo up
    ip -netns "$name" link set cable up
    mkdir -p "/etc/netns/$name"
done
# `ip netns exec` lays these over /etc/hosts.
printf '127.0.0.1 localhost\n127.0.1.1 first-node\n' >"/etc/netns/$node0/hosts"
printf '127.0.0.1 localhost\n10.77.0.1 first-node\n' >"/etc/netns/$node1/hosts"

train "$node0" together --nproc-per-node $((2 * each)) || fail "the processes of one node failed"

train "$node1" second --nproc-per-node "$each" --nnodes 2 --node-rank 1 --master-addr first-node &
second=$!
train "$node0" apart --nproc-per-node "$each" --nnodes 2 --node-rank 0 --master-addr first-node || fail "node 0 failed"
wait "$second" || fail "node 1 failed"

[ ! -e "$work/second" ] || fail "node 1 wrote a run directory"
require_same_run "$work/together" "$work/apart"
sent=$(ip netns exec "$node0" cat /sys/class/net/cable/statistics/tx_bytes)
echo "$((2 * each)) processes on two nodes, $((sent / 1000000)) MB from the first to the second: last.safetensors and the" \
    "metrics are those of $((2 * each)) processes on one"
