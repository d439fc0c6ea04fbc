"""Training steps of tools/bench/recommender.model in PyTorch, with dense gradients and the fused AdamW.

Usage: torch_recommender.py BATCH THREADS
Reads a number of steps per line; answers with their milliseconds (JSON).
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

USERS, ITEMS, RANK, ROWS = 100_000, 20_000, 64, 50_000


class Recommender(nn.Module):
    def __init__(self):
        super().__init__()
        self.users = nn.Embedding(USERS, RANK)
        self.items = nn.Embedding(ITEMS, RANK)

    def forward(self, user, item):
        return (self.users(user) * self.items(item)).sum(-1)


def main():
    batch, threads = map(int, sys.argv[1:])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = Recommender()
    optimizer = torch.optim.AdamW(model.parameters(), 1e-3, fused=True)
    user, item = (torch.randint(0, size, (ROWS,)) for size in (USERS, ITEMS))
    liked = torch.rand(ROWS).round()

    def step():
        begin = time.perf_counter()
        rows = torch.randint(0, ROWS, (batch,))
        optimizer.zero_grad()
        F.binary_cross_entropy_with_logits(model(user[rows], item[rows]), liked[rows]).backward()
        optimizer.step()
        return (time.perf_counter() - begin) * 1000

    for line in sys.stdin:
        print(json.dumps([step() for _ in range(int(line))]), flush=True)


main()
