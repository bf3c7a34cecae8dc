#!/bin/sh
# One process of recipes/slurm.sh: says in torchrun's words what Slurm says in its own, and trains.
set -eu

: "${MASTER_ADDR:?is set by recipes/slurm.sh}" "${MASTER_PORT:?is set by recipes/slurm.sh}"
RANK=${SLURM_PROCID:?is set by srun}
WORLD_SIZE=${SLURM_NTASKS:?is set by srun}
LOCAL_RANK=${SLURM_LOCALID:?is set by srun}
LOCAL_WORLD_SIZE=${SLURM_NTASKS_PER_NODE:?is set by --ntasks-per-node}
export RANK WORLD_SIZE LOCAL_RANK LOCAL_WORLD_SIZE
exec ./ncl4j train "$@"
