#!/bin/sh
# The data benchmarks, ours and torchvision's in turn, on the same files and one thread: benchmarks/measurements/data.sh [SHARED]
# Needs Debian's python3-torchvision and python3-pil; SHARED holds data/photos-lt and data/cifar-100-lt-if100.tar.gz.
set -eu
cd "$(dirname "$0")/../.."
shared=${1:-../shared}
cifar=$shared/data/cifar-100-lt-if100.tar.gz
photos=benchmarks/target/photos

./mvnw -q -B -pl benchmarks -am -DskipTests package
/usr/bin/python3 benchmarks/measurements/python/prepare_photos.py "$shared/data/photos-lt/images/train" "$photos"
uptime
/usr/bin/python3 benchmarks/measurements/python/torchvision_data.py "$photos" "$cifar"
# shellcheck disable=SC2046 # variables are words
env $(./ncl4j --print environment) java \
    -cp "benchmarks/target/classes:$(./ncl4j --print jars | paste -sd :):$(cat benchmarks/target/classpath.txt)" \
    org.openjdk.jmh.Main 'CifarBenchmark|PhotoBenchmark' -p "photos=$photos" -p "cifar=$cifar" \
    -jvmArgsAppend "$(./ncl4j --print options | paste -sd ' ')"
uptime
