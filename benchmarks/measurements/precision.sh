#!/bin/sh
# Trains NCL on CIFAR-10-LT (factor 100) in float32 and in bfloat16, with the same seed and the short schedule of results.sh, and
# prints a row of docs/benchmarks.md for each. An interrupted run is resumed and a finished one is not repeated, so start it
# again until it ends.
#
#   benchmarks/measurements/precision.sh DATA [NAME [KEY=VALUE ...]]
#
#   DATA        the official archive, or one of its layout: cifar-10-binary.tar.gz
#   NAME        folder of the runs under benchmarks/target/precision, full by default; other settings need another one
#   KEY=VALUE   settings as for ./ncl4j train, for both runs
#
# Where the processor lacks the instructions for bfloat16 (./ncl4j then warns), that run takes about eight times as
# long as the other.
set -eu

data=${1:?usage: benchmarks/measurements/precision.sh DATA [NAME [KEY=VALUE ...]]}
name=${2:-full}
shift
[ $# -eq 0 ] || shift
cd "$(dirname "$0")/../.."
results=benchmarks/target/precision/$name

train() { # PRECISION [KEY=VALUE ...]
    precision=$1
    shift
    run=$results/$precision
    if [ ! -f "$run/row.md" ]; then
        # Without the instructions for bfloat16 an evaluation takes minutes, and two are enough to compare.
        ./ncl4j train configs/cifar10-lt-if100-ncl.yaml --output "$run" --resume auto "data.path=$data" \
            train.epochs=10 train.warmup_steps=200 train.clip_norm=2 train.threads=1 'train.schedule={type: cosine, minimum: 0}' \
            train.checkpoint_steps=20 evaluate.every_epochs=5 "$@" "train.precision=$precision"
        java -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)" \
            io.github.ncl4j.benchmarks.ResultRow "$precision" "$run" >"$run/row.new"
        mv "$run/row.new" "$run/row.md"
    fi
}

mkdir -p "$results"
./mvnw -q -B -pl benchmarks -am -DskipTests package
train float32 "$@"
train bfloat16 "$@"
echo '| precision | epochs | ensemble, last epoch | best expert, last epoch | ensemble, best epoch | best expert, best epoch | many | medium | few | minutes |'
echo '|---|---|---|---|---|---|---|---|---|---|'
cat "$results/float32/row.md" "$results/bfloat16/row.md"
