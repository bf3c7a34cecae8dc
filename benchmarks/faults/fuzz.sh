#!/bin/sh
# Feeds broken files to every reader of files from outside: benchmarks/faults/fuzz.sh [INPUTS [SEED [READER]]]
#
# 20000 inputs for each reader and seed 1 by default; READER is the beginning of a reader's name, for example "image". Each input
# must be read or end in the reader's own exception, within 10 s and a heap of 256 MB. Prints a line for each reader, and exits
# with 1 if any input failed; such inputs are kept in benchmarks/target/fuzz. "most MB" is what reading one input allocated in all,
# not what it held at once.
set -eu
cd "$(dirname "$0")/../.."

./mvnw -q -B -ntp -pl benchmarks -am -DskipTests package
classes=
for module in benchmarks app predict core weights image; do
    classes=$classes$module/target/classes:
done
exec java -Xmx256m -Xss1m -XX:+UseSerialGC -cp "$classes$(cat benchmarks/target/classpath.txt)" \
    io.github.ncl4j.benchmarks.fuzz.Fuzz . "${1:-20000}" "${2:-1}" ${3:+"$3"}
