#!/bin/sh
# One training step of NCL, ours and plain PyTorch's (benchmarks/measurements/python/torch_step.py) in turns, with equal threads:
#
#   benchmarks/measurements/step.sh DATA [TURNS [KEY=VALUE ...]]
#
#   DATA        the official archive of CIFAR-100, or one of its layout
#   TURNS       how often each is measured, 3 by default; the table has their medians
#   KEY=VALUE   settings as for ./ncl4j train, for ours
#
# Needs Debian's python3-torch. Ours loads, augments and normalises its images; PyTorch's are ready. Both wait for the loss.
# PyTorch is measured as it is, channels-last, and channels-last with malloc set as ./ncl4j sets it.
set -eu

data=${1:?usage: benchmarks/measurements/step.sh DATA [TURNS [KEY=VALUE ...]]}
turns=${2:-3}
shift
[ $# -eq 0 ] || shift
cd "$(dirname "$0")/../.."
rounds=12
figures=benchmarks/target/step
environment=$(./ncl4j --print environment)
malloc=$(printf '%s\n' "$environment" | grep '^MALLOC_')
# shellcheck disable=SC2046 # variables are words
export $(printf '%s\n' "$environment" | grep -v 'MALLOC_\|^GLIBC_TUNABLES')

ours() { # THREADS [KEY=VALUE ...]
    threads=$1
    shift
    ./ncl4j bench step configs/cifar100-lt-if100-ncl.yaml --threads "$threads" --rounds $rounds --json \
        "data.path=$data" "$@" | /usr/bin/python3 -c '
import json, sys
report = json.load(sys.stdin)
run = report["runs"][0]
print(run["step"]["median"], report["memory"]["peak"] / 2**20, run["share"], run["cpu_share"], report["java_share"])'
}

torch() { # THREADS [--channels-last]
    threads=$1
    shift
    OMP_NUM_THREADS=$threads /usr/bin/python3 benchmarks/measurements/python/torch_step.py "$threads" $rounds "$@"
}

mkdir -p "$(dirname $figures)"
: >$figures
./ncl4j --version
/usr/bin/python3 -c 'import torch; print("PyTorch", torch.__version__)'
uptime
for turn in $(seq "$turns"); do
    for threads in 1 2; do
        echo "$threads torch $(torch $threads)" >>$figures
        echo "$threads torch-channels-last $(torch $threads --channels-last)" >>$figures
        echo "$threads torch-malloc $(export $malloc && torch $threads --channels-last)" >>$figures
        echo "$threads ncl4j $(ours $threads "$@")" >>$figures
    done
done
uptime
cat $figures
/usr/bin/python3 - $figures <<'END'
import statistics, sys
runs = {}
for line in open(sys.argv[1]):
    threads, name, *figures = line.split()
    runs.setdefault(threads, {}).setdefault(name, []).append([float(figure) for figure in figures])
print("| threads | engine | ms | ncl4j's speed over it | peak, MB |")
print("|---|---|---|---|---|")
for threads, sides in runs.items():
    def median(name, column):
        return statistics.median(run[column] for run in sides[name])
    def ratio(name):
        return statistics.median(other[0] / own[0] for other, own in zip(sides[name], sides["ncl4j"]))
    for name in sides:
        print(f"| {threads} | {name} | {median(name, 0):.0f} | {ratio(name):.2f} | {median(name, 1):.0f} |")
    print(f"{threads} threads: share of the ceiling", *[run[2] for run in sides["ncl4j"]], "by CPU time",
          *[run[3] for run in sides["ncl4j"]], "Java's share", *[run[4] for run in sides["ncl4j"]])
END
