#!/bin/sh
# Trains the methods beside each other on CIFAR-10-LT (factor 100), on one short schedule and one seed, and writes the table of
# docs/results.md. An interrupted run is resumed and a finished one is not repeated, so start it again until it ends.
#
#   benchmarks/experiments/results.sh DATA
#
#   DATA       the official archive, or one of its layout: cifar-10-binary.tar.gz
set -eu

data=${1:?usage: benchmarks/experiments/results.sh DATA}
cd "$(dirname "$0")/../.."
results=benchmarks/target/results
document=docs/results.md

# What every run has: the published settings of cifar10-lt-if100-ncl.yaml but for the schedule. Ten epochs at the published rate
# want a start in small steps. One thread, so that a second core of the machine changes neither the numbers nor the time.
schedule='train.epochs=10 train.warmup_steps=200 train.clip_norm=2 train.threads=1'

train() { # KEY NAME CONFIG [KEY=VALUE ...]
    run=$results/$1
    name=$2
    config=$3
    shift 3
    if [ ! -f "$run/row.md" ]; then
        # shellcheck disable=SC2086 # the settings are words
        ./ncl4j train "configs/$config.yaml" --output "$run" --resume auto "data.path=$data" $schedule \
            'train.schedule={type: cosine, minimum: 0}' "$@"
        java -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)" \
            io.github.ncl4j.benchmarks.ResultRow "$name" "$run" >"$run/row.new"
        mv "$run/row.new" "$run/row.md"
        write_table
    fi
}

# Replaces what stands between the two marks.
write_table() {
    cat $results/*/row.md >$results/rows.md
    awk -v rows=$results/rows.md '
        /<!-- results end -->/ { inside = 0 }
        !inside { print }
        /<!-- results begin -->/ {
            inside = 1
            print "| method | epochs | ensemble, last epoch | best expert, last epoch | ensemble, best epoch | best expert, best epoch | many | medium | few | minutes |"
            print "|---|---|---|---|---|---|---|---|---|---|"
            while ((getline row < rows) > 0) print row
        }' "$document" >$results/document.md
    cp $results/document.md "$document"
}

mkdir -p $results
./mvnw -q -B -pl benchmarks -am -DskipTests package
train 1-cross-entropy 'cross-entropy, one expert' cifar10-lt-if100-ncl loss.type=cross-entropy model.experts=1
train 2-balanced-softmax 'balanced softmax, one expert' cifar10-lt-if100-ncl loss.type=balanced-softmax model.experts=1
train 3-ncl 'NCL, three experts' cifar10-lt-if100-ncl
train 4-ncl-contrastive 'NCL with the contrastive branch, three experts' cifar10-lt-if100-ncl-contrastive
train 5-ncl-plus 'NCL++, two experts, four views' cifar10-lt-if100-ncl-plus train.epochs=5
