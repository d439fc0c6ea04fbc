"""A training step of a convolutional network in PyTorch, as the examples and the
models of this folder have it: the other side of `tools/bench/run mnist-cnn`,
`resnet`, `resnet18` and `separable`.

Usage: torch_cnn.py mnist-cnn|resnet|resnet18|separable BATCH THREADS
Reads a number of steps per line; answers with their milliseconds (JSON).
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class MnistCnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(1, 32, 3, padding=1), nn.BatchNorm2d(32)
        self.conv2, self.norm2 = nn.Conv2d(32, 64, 3, padding=1), nn.BatchNorm2d(64)
        self.fc1, self.fc2 = nn.Linear(64 * 7 * 7, 128), nn.Linear(128, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.norm1(self.conv1(x))), 2)
        x = F.max_pool2d(F.relu(self.norm2(self.conv2(x))), 2)
        return self.fc2(F.relu(self.fc1(F.dropout(x.flatten(1), 0.25))))


def conv_norm(inputs, outputs, kernel, stride):
    return nn.Sequential(nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs))


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first, self.second = conv_norm(inputs, outputs, 3, stride), conv_norm(outputs, outputs, 3, 1)
        self.shortcut = conv_norm(inputs, outputs, 1, stride) if stride != 1 or inputs != outputs else nn.Identity()

    def forward(self, x):
        return F.relu(self.second(F.relu(self.first(x))) + self.shortcut(x))


class ResNet(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.stem = conv_norm(1, width, 3, 1)
        self.blocks = nn.Sequential(BasicBlock(width, width, 1), BasicBlock(width, 2 * width, 2),
                                    BasicBlock(2 * width, 4 * width, 2))
        self.head = nn.Linear(4 * width, 10)

    def forward(self, x):
        return self.head(F.adaptive_avg_pool2d(self.blocks(F.relu(self.stem(x))), 1).flatten(1))


class ResNet18(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.stem = conv_norm(3, width, 3, 1)
        sizes = [(1, 1, 1), (1, 1, 1), (1, 2, 2), (2, 2, 1), (2, 4, 2), (4, 4, 1), (4, 8, 2), (8, 8, 1)]
        self.blocks = nn.Sequential(*(BasicBlock(a * width, b * width, stride) for a, b, stride in sizes))
        self.head = nn.Linear(8 * width, 10)

    def forward(self, x):
        return self.head(F.adaptive_avg_pool2d(self.blocks(F.relu(self.stem(x))), 1).flatten(1))


class Separable(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.depthwise = nn.Conv2d(inputs, inputs, 3, stride, 1, groups=inputs, bias=False)
        self.norm1 = nn.BatchNorm2d(inputs)
        self.pointwise, self.norm2 = nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.relu(self.norm2(self.pointwise(F.relu(self.norm1(self.depthwise(x))))))


class SeparableNet(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.stem = conv_norm(3, width, 3, 1)
        sizes = [(1, 2, 1), (2, 4, 2), (4, 4, 1), (4, 8, 2), (8, 8, 1), (8, 16, 2), (16, 16, 1)]
        self.blocks = nn.Sequential(*(Separable(a * width, b * width, stride) for a, b, stride in sizes))
        self.head = nn.Linear(16 * width, 10)

    def forward(self, x):
        return self.head(F.adaptive_avg_pool2d(self.blocks(F.relu(self.stem(x))), 1).flatten(1))


NETWORKS = {
    "mnist-cnn": (MnistCnn, (1, 28, 28)),
    "resnet": (ResNet, (1, 28, 28)),
    "resnet18": (ResNet18, (3, 32, 32)),
    "separable": (SeparableNet, (3, 32, 32)),
}


def main():
    name, batch, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network, shape = NETWORKS[name]
    model = network()
    if name == "mnist-cnn":
        optimizer = torch.optim.Adam(model.parameters(), 3e-3, fused=True)
    else:
        optimizer = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9, weight_decay=1e-4, nesterov=True, fused=True)
    images, labels = torch.randn(batch, *shape), torch.randint(0, 10, (batch,))
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            optimizer.zero_grad(set_to_none=True)
            F.cross_entropy(model(images), labels).backward()
            optimizer.step()
            times.append(1000 * (time.perf_counter() - start))
        print(json.dumps(times), flush=True)


main()
