#!/bin/sh
# An exported file beside its checkpoint, on 2,000 test images of CIFAR-10: benchmarks/measurements/onnx.sh [SHARED]
# SHARED holds data/weights/resnet32-d509ac18.th (akamaster/pytorch_resnet_cifar10) and data/cifar-10-lt-if100.tar.gz.
# NCL4J names another launcher than ./ncl4j.
set -eu
cd "$(dirname "$0")/../.."
shared=${1:-../shared}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

${NCL4J:-./ncl4j} model import "$shared/data/weights/resnet32-d509ac18.th" --config configs/cifar10-lt-if100-ncl.yaml \
    --output "$work/resnet32.safetensors" "data.path=$shared/data/cifar-10-lt-if100.tar.gz" 'data.long_tail={profile: none}' \
    model.experts=1 'model.classifier={type: linear}' 'loss={type: cross-entropy}' \
    'augment.normalization={mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}'
for options in '' '--input uint8' '--weights float16' '--weights int8'; do
    echo
    echo "model export --format onnx --check-nodes --compare $options"
    # shellcheck disable=SC2086 # the options are words
    ${NCL4J:-./ncl4j} model export "$work/resnet32.safetensors" --format onnx --output "$work/resnet32$(echo "$options" | tr -d ' ').onnx" \
        --check-nodes --compare $options
done
