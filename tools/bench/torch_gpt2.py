"""One GPT-2 124M training step in PyTorch, as examples/gpt2-124m.model: the other
side of `tools/bench/run step-64` and of `tools/bench/gpu`.

Usage: torch_gpt2.py BATCH WINDOW THREADS [DEVICE [eager|compile]]
Reads a number of steps per line; answers with their milliseconds (JSON).
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

WIDTH, HEADS, LAYERS, VOCABULARY = 768, 12, 12, 50257


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.c_attn, self.attn_proj = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.c_fc, self.mlp_proj = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x):
        b, s, _ = x.shape
        q, k, v = (t.view(b, s, HEADS, -1).transpose(1, 2) for t in self.c_attn(self.ln_1(x)).chunk(3, -1))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.attn_proj(y.transpose(1, 2).reshape(b, s, WIDTH))
        return x + self.mlp_proj(F.gelu(self.c_fc(self.ln_2(x)), approximate="tanh"))


class Gpt2(nn.Module):
    def __init__(self, window):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(window, WIDTH)
        nn.init.normal_(self.wte.weight, 0, 0.02)
        self.h = nn.ModuleList(Block() for _ in range(LAYERS))
        self.ln_f = nn.LayerNorm(WIDTH)

    def forward(self, tokens, targets):
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1], device=tokens.device))
        for block in self.h:
            x = block(x)
        logits = F.linear(self.ln_f(x), self.wte.weight)
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


def main():
    batch, window, threads = map(int, sys.argv[1:4])
    device, mode = (sys.argv[4:] + ["cpu", "eager"][len(sys.argv) - 4:])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    # Products in f32 as they are asked for, not in TF32.
    torch.backends.cuda.matmul.allow_tf32 = False
    model = Gpt2(window).to(device)
    step = torch.compile(model) if mode == "compile" else model
    optimizer = torch.optim.AdamW(model.parameters(), 6e-4, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
    tokens = torch.randint(0, VOCABULARY, (batch, window + 1)).to(device)
    wait = torch.cuda.synchronize if device != "cpu" else lambda: None
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            wait()
            start = time.perf_counter()
            optimizer.zero_grad(set_to_none=True)
            step(tokens[:, :-1], tokens[:, 1:]).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0, foreach=True)
            optimizer.step()
            wait()
            times.append(1000 * (time.perf_counter() - start))
        print(json.dumps(times), flush=True)


main()
