"""Made the files beside it, with Debian's python3-torch (1.13.0a0) and NumPy 1.24: python3 make.py

What is in them is written in TorchFileTest.
"""
from collections import Counter, OrderedDict

import numpy
import torch

ramp = torch.arange(24, dtype=torch.float32)
weights = OrderedDict(
    double=torch.tensor([0.1, -1e300], dtype=torch.float64),
    float=torch.tensor([[1.5, -2.0], [0.25, 3e38]]),
    half=torch.tensor([1.5, -2.0]).half(),
    bfloat16=torch.tensor([1.5, 3e38]).bfloat16(),
    long=torch.tensor([-(2**62), 7]),
    int=torch.tensor([-(2**30)], dtype=torch.int32),
    short=torch.tensor([-300], dtype=torch.int16),
    char=torch.tensor([-5], dtype=torch.int8),
    byte=torch.tensor([250], dtype=torch.uint8),
    bool=torch.tensor([True, False, True]),
    scalar=torch.tensor(42),
    empty=torch.zeros(2, 0, 3),
    transposed=ramp.view(4, 6).t(),
    part=ramp.view(4, 6)[1:3, 2:4],
    repeated=ramp[5].expand(3, 2),
    channels_last=torch.arange(16.0).view(1, 2, 2, 4).contiguous(memory_format=torch.channels_last),
    parameter=torch.nn.Parameter(torch.tensor([9.0])),
)
module = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.BatchNorm1d(1))
optimizer = torch.optim.SGD(module.parameters(), lr=0.1, momentum=0.9)
module(torch.ones(2, 2)).sum().backward()
optimizer.step()
schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [1, 2])
checkpoint = {
    "epoch": 90,
    "arch": "resnet50",
    "best": numpy.float64(0.75),
    "accuracy": 0.5,
    "shape": torch.Size([3, 4]),
    "device": torch.device("cpu"),
    "history": [(1, 2.5, None, True), [2**80]],
    "state_dict": weights,
    "optimizer": optimizer.state_dict(),
    "scheduler": schedule.state_dict(),
}
torch.save(checkpoint, "checkpoint.pth")
torch.save(checkpoint, "checkpoint-legacy.pth", _use_new_zipfile_serialization=False)
torch.save(checkpoint, "checkpoint-protocol4.pth", pickle_protocol=4)
# A state dict with its _metadata, as modules give it, alone in the file.
torch.save(module.state_dict(), "state-dict.pth")
