#!/bin/bash
# One training on several machines under Slurm, a process for each GPU. Submit it in the repository's folder, which all machines
# must see, as well as the data:
#
#   sbatch recipes/slurm.sh CONFIG RUN [KEY=VALUE ...]
#
#   CONFIG      the configuration
#   RUN         the run directory; what is there already goes on
#   KEY=VALUE   settings as for ./ncl4j train
#
# Ten minutes before its time is over the run is told to stop; it saves its state and ends. Submitted again with the same RUN it
# goes on; with --dependency=singleton as many times as you like in advance.
#
# Tested: recipes/slurm-task.sh with Slurm's variables made up: two processes of one machine without GPUs trained together, and saved
# their state when they were told to stop. Not tested: this file, for which no Slurm was at hand, beyond shellcheck.
#
#SBATCH --job-name=ncl4j
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=4
#SBATCH --gpus-per-node=4
#SBATCH --cpus-per-task=8
#SBATCH --time=24:00:00
#SBATCH --signal=TERM@600
#SBATCH --open-mode=append
#
# Processes, GPUs: ntasks-per-node and gpus-per-node are equal, and every process sees all GPUs of its machine and takes that of its
# LOCAL_RANK. So neither --gpus-per-task nor --gpu-bind, which hide the others. Without GPUs leave out gpus-per-node.
# Cores: the loader's and two more; docs/guide/sizing.md tells how many the loader wants.
set -euo pipefail

[ $# -ge 2 ] || {
    echo "usage: sbatch recipes/slurm.sh CONFIG RUN [KEY=VALUE ...]" >&2
    exit 2
}
config=$1
run=$2
shift 2
cd "${SLURM_SUBMIT_DIR:?is set by sbatch}"

# Where rank 0 is: task 0 runs on the first machine of the list.
MASTER_ADDR=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)
MASTER_PORT=$((20000 + SLURM_JOB_ID % 10000))
export MASTER_ADDR MASTER_PORT

# Builds, and unpacks the engine into ~/.javacpp, before all processes want both at once. What a step exchanges goes to the log.
./ncl4j bench scaling configs/quickstart.yaml --classes 10

# srun does not take the cores of each task over from sbatch (Slurm 22.05 and newer).
# If one process is lost the others end by themselves, and say which it was. Slurm is not to kill them before rank 0 has saved.
srun --cpus-per-task="${SLURM_CPUS_PER_TASK:?is set by --cpus-per-task}" --kill-on-bad-exit=0 recipes/slurm-task.sh "$config" --output "$run" --resume auto "$@"
