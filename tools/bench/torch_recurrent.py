"""Training steps of recurrent networks in PyTorch: the other side of
`tools/bench/run lstm` and `sentiment`.

Usage: torch_recurrent.py lstm|sentiment THREADS [eager|compile]
Reads a number of steps per line; answers with their milliseconds (JSON).
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH, WINDOW, VOCABULARY = 32, 64, 10000


class LanguageModel(nn.Module):
    """tools/bench/lstm-lm.model."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(VOCABULARY, 256)
        self.lstm = nn.LSTM(256, 512, 2, batch_first=True)
        self.head = nn.Linear(512, VOCABULARY)

    def forward(self, tokens, targets):
        y, _ = self.lstm(self.embed(tokens))
        return F.cross_entropy(self.head(y).flatten(0, 1), targets.flatten())


class Sentiment(nn.Module):
    """examples/lstm-sentiment.model, without the recurrent dropout that PyTorch lacks and without lengths, which cost it more."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(1000, 32)
        self.lstm = nn.LSTM(32, 32, batch_first=True)
        self.head = nn.Linear(32, 1)

    def forward(self, words, favourable):
        _, (h, _) = self.lstm(self.embed(words))
        output = self.head(F.dropout(h[0], 0.2)).squeeze(1)
        return F.binary_cross_entropy_with_logits(output, favourable)


def main():
    name, threads, mode = (sys.argv[1:] + ["eager"])[:3]
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    if name == "lstm":
        model = LanguageModel()
        tokens = torch.randint(0, VOCABULARY, (BATCH, WINDOW + 1))
        inputs = tokens[:, :-1], tokens[:, 1:]
    else:
        model = Sentiment()
        inputs = torch.randint(1, 1000, (BATCH, 16)), torch.rand(BATCH).round()
    step = torch.compile(model) if mode == "compile" else model
    optimizer = torch.optim.Adam(model.parameters(), 1e-3, fused=True)
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            start = time.perf_counter()
            optimizer.zero_grad(set_to_none=True)
            step(*inputs).backward()
            if name == "lstm":
                nn.utils.clip_grad_norm_(model.parameters(), 1.0, foreach=True)
            optimizer.step()
            times.append(1000 * (time.perf_counter() - start))
        print(json.dumps(times), flush=True)


main()
