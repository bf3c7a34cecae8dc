"""What PyTorch makes of files of ncl4j, and files for ncl4j to read. Prints a line 'name type shape sha256' for each tensor.

    checkpoints.py read FILE        a file for torch.load
    checkpoints.py safetensors FILE
    checkpoints.py write FOLDER     makes zip.pth and legacy.pth
"""
import hashlib
import inspect
import json
import sys
from collections import OrderedDict

import torch


def show(name, kind, shape, data):
    print(name, kind, "x".join(map(str, shape)), hashlib.sha256(data).hexdigest())


def show_all(tensors):
    for name, tensor in tensors.items():
        data = tensor.detach().contiguous().flatten()
        show(name, str(tensor.dtype).replace("torch.", ""), tensor.shape, data.view(torch.uint8).numpy().tobytes())


def read(path):
    tensors = torch.load(path, map_location="cpu")
    assert type(tensors) is OrderedDict, type(tensors)
    if "weights_only" in inspect.signature(torch.load).parameters:
        restricted = torch.load(path, map_location="cpu", weights_only=True)
        assert restricted.keys() == tensors.keys()
        assert all(torch.equal(restricted[name], tensors[name]) for name in tensors)
    show_all(tensors)


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    for name, info in header.items():
        if name != "__metadata__":
            begin, end = info["data_offsets"]
            show(name, {"F32": "float32"}[info["dtype"]], info["shape"], data[begin:end])


def write(folder):
    torch.manual_seed(1)
    base = torch.randn(6, 5)
    tensors = OrderedDict(
        matrix=torch.randn(3, 4),
        images=torch.randn(2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
        transposed=base.t(),
        part=base[1:4, 2:],
        scalar=torch.tensor(2.5),
        empty=torch.zeros(0, 3),
        parameter=torch.nn.Parameter(torch.randn(7)),
        flags=torch.randn(9) > 0,
        bfloat16=torch.randn(8).bfloat16(),
        half=torch.randn(8).half(),
        double=torch.randn(8).double(),
        long=torch.randint(-(2**60), 2**60, (5,)),
        byte=torch.randint(0, 255, (5,), dtype=torch.uint8),
    )
    checkpoint = {"epoch": 90, "state_dict": tensors, "args": ["--lr", 0.1], "optimizer": {"state": {0: {"step": 3}}}}
    torch.save(checkpoint, folder + "/zip.pth")
    torch.save(checkpoint, folder + "/legacy.pth", _use_new_zipfile_serialization=False)
    show_all(tensors)


{"read": read, "safetensors": read_safetensors, "write": write}[sys.argv[1]](sys.argv[2])
