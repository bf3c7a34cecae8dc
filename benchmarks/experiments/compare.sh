#!/bin/sh
# Compares cross-entropy, balanced softmax and NCL over three seeds on the built-in long-tailed Fashion-MNIST subset, and draws the plot
# of docs/results.md. Runs that are finished are read and not repeated, so start it again if it was stopped.
#
#   benchmarks/experiments/compare.sh
set -eu

cd "$(dirname "$0")/../.."
configs=benchmarks/experiments/fashion-mnist-lt

./ncl4j compare "$configs/cross-entropy.yaml" "$configs/balanced-softmax.yaml" "$configs/ncl.yaml" \
    --seeds 1,2,3 --output benchmarks/target/compare --png docs/fashion-mnist-lt.png
