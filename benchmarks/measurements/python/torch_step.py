#!/usr/bin/python3
"""One training step of NCL in plain PyTorch, for benchmarks/measurements/step.sh: torch_step.py THREADS ROUNDS [--channels-last]

Three CIFAR ResNet-32, 64 images of 32 x 32, 100 classes, NCL's loss (balanced softmax, hard category mining, nested online
distillation; DESIGN of the losses: docs/guide/losses.md), SGD with Nesterov momentum; float32. Images are drawn once and stay
in memory: nothing is loaded. Each step ends with the loss and the number of correct predictions on the host, as a training's
does. Prints the median time of a step in milliseconds and the peak of resident memory in MB.
"""

import resource
import statistics
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

EXPERTS, BATCH, CLASSES, HARD = 3, 64, 100, 30
WARM_UP = 5


class Block(nn.Module):
    """Two convolutions, and a shortcut that takes every second pixel and adds channels of zeros (option A)."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.added = outputs - inputs

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.added:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.added // 2, self.added // 2))
        return F.relu(y + x)


class Expert(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        widths = [16] * 5 + [32] * 5 + [64] * 5
        blocks = []
        inputs = 16
        for width in widths:
            blocks.append(Block(inputs, width, 1 if width == inputs else 2))
            inputs = width
        self.blocks = nn.Sequential(*blocks)
        self.classifier = nn.Linear(64, CLASSES)

    def forward(self, x):
        x = self.blocks(F.relu(self.bn1(self.conv1(x))))
        return self.classifier(x.mean((2, 3)))


def distillation(balanced, factor):
    """KL between every ordered pair of experts, batch mean."""
    loss = 0
    for i, student in enumerate(balanced):
        log_probabilities = torch.log(F.softmax(student, 1) + 1e-9)
        for j, teacher in enumerate(balanced):
            if i != j:
                loss = loss + F.kl_div(log_probabilities, F.softmax(teacher, 1), reduction="batchmean")
    return factor / (len(balanced) - 1) * loss


def ncl(logits, targets, log_counts):
    balanced = [z + log_counts for z in logits]
    with torch.no_grad():
        ranked = logits[0].clone()
        ranked.scatter_(1, targets[:, None], float("inf"))
        mask = torch.zeros_like(ranked).scatter_(1, ranked.topk(HARD, 1).indices, 1.0)
    hard = [b * mask for b in balanced]
    individual = sum(F.cross_entropy(b, targets) + F.cross_entropy(h, targets) for b, h in zip(balanced, hard))
    return individual + distillation(balanced, 0.6) + distillation(hard, 0.6)


def main():
    threads, rounds = int(sys.argv[1]), int(sys.argv[2])
    layout = torch.channels_last if "--channels-last" in sys.argv else torch.contiguous_format
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    experts = nn.ModuleList(Expert() for _ in range(EXPERTS)).to(memory_format=layout)
    optimizer = torch.optim.SGD(experts.parameters(), 0.01, momentum=0.9, nesterov=True, weight_decay=2e-4)
    log_counts = torch.log(500 * 0.01 ** (torch.arange(CLASSES) / (CLASSES - 1)))
    images = torch.randn(BATCH, 3, 32, 32).contiguous(memory_format=layout)
    targets = torch.randint(CLASSES, (BATCH,))
    times = []
    for step in range(WARM_UP + rounds):
        start = time.perf_counter()
        logits = [expert(images) for expert in experts]
        loss = ncl(logits, targets, log_counts)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        loss.item()
        (torch.stack(logits).mean(0).argmax(1) == targets).sum().item()
        if step >= WARM_UP:
            times.append((time.perf_counter() - start) * 1e3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(round(statistics.median(times), 1), round(peak))


if __name__ == "__main__":
    main()
