#!/usr/bin/env python3
"""Writes the golden files of this folder with PyTorch.

The models are examples/mlp.model and examples/gpt.model written with torch.nn,
at the small sizes of SIZES, with the same parameter names. All arithmetic is in
f64. Weights and batches are exact in f32, so that f32 programs start from the
same numbers.

  <model>/weights.safetensors   parameters
  <model>/batch.safetensors     one batch
  <model>/expected.safetensors  loss, output and the gradient of every parameter
  gpt/corpus.txt, gpt/curve.json
                                20 steps of AdamW as in gpt.model (warmup of 5):
                                loss and norm of the gradient
  schedules/rates.json
                                learning rates of torch.optim.lr_scheduler's schedules over 50 steps
  optimizers/{weights.safetensors, rows.csv, curve.json}
                                20 steps on all rows at once with each optimizer
  batch-norm/{weights.safetensors, rows.csv, trained.safetensors, accumulated.safetensors, predictions.json}
                                6 steps on all rows at once, or in two micro-batches: the state
                                after them, and what evaluation makes of the rows
  carry-state/{weights.safetensors, corpus.txt, curve.json}
                                20 steps of recurrent layers whose state goes on from batch to batch,
                                and two evaluations

Usage: python3 make_goldens.py       (needs torch, safetensors, numpy; one second)
"""

import copy
import json
import math
import os
import random
import unittest.mock
from collections import OrderedDict

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

FOLDER = os.path.dirname(os.path.abspath(__file__))
# As in `bmc -D`; the curve trains on windows of CTX tokens.
SIZES = {"HIDDEN": 64, "D": 12, "H": 3, "L": 2, "CTX": 11}  # and no dropout: p = 0
VOCABULARY = 256
STEPS, BATCH, SEED = 20, 3, 1337
PEAK, LOW, WARMUP = 2e-3, 2e-4, 5  # cosine schedule


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(10, SIZES["HIDDEN"])
        self.fc2 = nn.Linear(SIZES["HIDDEN"], SIZES["HIDDEN"])
        self.fc3 = nn.Linear(SIZES["HIDDEN"], 1)

    def forward(self, x):
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x))))).squeeze(-1)

    def loss(self, output, batch):
        return F.mse_loss(output, batch["y"])


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        b, s, d = x.shape
        split = lambda t: t.view(b, s, self.heads, d // self.heads).transpose(1, 2)
        q, k, v = map(split, self.qkv(x).chunk(3, dim=-1))
        scores = q @ k.transpose(-1, -2) / math.sqrt(d / self.heads)
        future = torch.ones(s, s, dtype=torch.bool).triu(1)
        weights = scores.masked_fill(future, -math.inf).softmax(dim=-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(b, s, d))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln1 = nn.LayerNorm(width)
        self.attn = Attention(width, heads)
        self.ln2 = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, x):
        h = x + self.attn(self.ln1(x))
        return h + self.down(F.gelu(self.up(self.ln2(h))))


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        width, heads, layers, context = (SIZES[n] for n in ("D", "H", "L", "CTX"))
        self.tok = nn.Embedding(VOCABULARY, width)
        self.pos = nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.ln = nn.LayerNorm(width)

    def forward(self, tokens):
        x = self.tok(tokens) + self.pos(torch.arange(tokens.shape[1]))
        for block in self.blocks:
            x = block(x)
        return F.linear(self.ln(x), self.tok.weight)  # tied head

    def loss(self, output, batch):
        return F.cross_entropy(output.flatten(0, 1), batch["targets"].flatten())


def randomize(model, generator):
    """Draws every parameter anew, norms and biases too, so that a wrong
    gradient of any of them shows."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator, dtype=torch.float32)
            norm = "ln" in name and name.endswith("weight")
            parameter.copy_((1 if norm else 0) + 0.2 * noise)


def save(folder, name, tensors):
    os.makedirs(os.path.join(FOLDER, folder), exist_ok=True)
    save_file({k: v.detach().contiguous() for k, v in tensors.items()},
              os.path.join(FOLDER, folder, name + ".safetensors"))


def one_step(folder, model, data_input, batch):
    """Weights, batch, and what one forward and backward pass gives."""
    inputs = {k: v.long() if v.dtype == torch.int32 else v.double() for k, v in batch.items()}
    output = model(inputs[data_input])
    loss = model.loss(output, inputs)
    loss.backward()
    save(folder, "weights", {n: p.float() for n, p in model.named_parameters()})
    save(folder, "batch", batch)
    expected = {n: p.grad for n, p in model.named_parameters()}
    save(folder, "expected", expected | {"loss": loss, "output": output})


def write_corpus(path):
    rng = random.Random(5)
    words = "the quick brown fox jumps over a lazy dog; être, naïve! 中文 42 = 6 * 7".split()
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(rng.choice(words) + rng.choice(" \n ") for _ in range(300)))


def philox(counter, key):
    """Philox4x32-10, as runtime/core/Rng.h."""
    key = list(key)
    for _ in range(10):
        p0, p1 = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = [(p1 >> 32) ^ counter[1] ^ key[0], p1 & 0xFFFFFFFF,
                   (p0 >> 32) ^ counter[3] ^ key[1], p0 & 0xFFFFFFFF]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return counter


def window_position(batch, row, positions):
    """Where the runtime takes the window of a row (runtime/README.md, Data)."""
    words = philox([row // 2, 0, batch, 0x20000000], [SEED, 0])
    high, low = words[row % 2 * 2], words[row % 2 * 2 + 1]
    return ((high << 32 | low) * positions) >> 64


def learning_rate(step):
    """Step counts from 1."""
    if step <= WARMUP:
        return PEAK * step / WARMUP
    progress = (step - WARMUP) / (STEPS - WARMUP)
    return LOW + (PEAK - LOW) * 0.5 * (1 + math.cos(math.pi * progress))


def training_curve(dtype, path):
    """Training as in gpt.model, from weights.safetensors."""
    text = open(path, encoding="utf-8").read()
    ids = torch.tensor([sorted(set(text)).index(c) for c in text])
    train, window = int(0.9 * len(ids)), SIZES["CTX"]
    model = Gpt()
    randomize(model, torch.Generator().manual_seed(2))
    model = model.to(dtype)
    optimizer = torch.optim.AdamW(model.parameters(), betas=(0.9, 0.95), weight_decay=0.1)
    curve = {"loss": [], "grad_norm": []}
    for step in range(STEPS):
        starts = [window_position(step, row, train - window) for row in range(BATCH)]
        tokens = torch.stack([ids[p : p + window] for p in starts])
        targets = torch.stack([ids[p + 1 : p + 1 + window] for p in starts])
        loss = model.loss(model(tokens), {"targets": targets})
        optimizer.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step + 1)
        optimizer.step()
        curve["loss"].append(loss.item())
        curve["grad_norm"].append(norm.item())
    return curve


class Lion(torch.optim.Optimizer):
    """Algorithm 2 of Chen and others 2023; torch has none."""

    def __init__(self, params, lr, betas, weight_decay):
        super().__init__(params, {"lr": lr, "betas": betas, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                m = self.state[p].setdefault("exp_avg", torch.zeros_like(p))
                direction = torch.sign(beta1 * m + (1 - beta1) * p.grad)
                m.mul_(beta2).add_(p.grad, alpha=1 - beta2)
                p.sub_(group["lr"] * (direction + group["weight_decay"] * p))


class Muon:
    """torch.optim.Muon for the matrices, in f64 instead of bfloat16, AdamW for the rest."""

    def __init__(self, model, others, **options):
        self.matrices = torch.optim.Muon([p for p in model.parameters() if p.ndim == 2], **options)
        self.others = torch.optim.AdamW([p for p in model.parameters() if p.ndim != 2], **others)

    def zero_grad(self):
        self.matrices.zero_grad()
        self.others.zero_grad()

    def step(self):
        with unittest.mock.patch.object(torch, "bfloat16", torch.float64):
            self.matrices.step()
        self.others.step()


def named_groups(model):
    """As no_decay = "*.bias" and a rate of its own for fc2."""
    by_name = dict(model.named_parameters())
    return [{"params": [p], **({"lr": 0.05} if name.startswith("fc2") else {}),
             **({"weight_decay": 0.0} if name.endswith("bias") else {})} for name, p in by_name.items()]


def frozen(model):
    model.fc1.requires_grad_(False)
    return [p for p in model.parameters() if p.requires_grad]


# Names are those of Inputs/optimizers.py, which has what the language says.
OPTIMIZERS = {
    "sgd": lambda m: torch.optim.SGD(m.parameters(), lr=0.1),
    "momentum": lambda m: torch.optim.SGD(m.parameters(), lr=0.05, momentum=0.9, dampening=0.1, weight_decay=0.01),
    "nesterov": lambda m: torch.optim.SGD(m.parameters(), lr=0.05, momentum=0.8, nesterov=True),
    "maximize": lambda m: torch.optim.SGD(m.parameters(), lr=0.001, momentum=0.5, weight_decay=0.1, maximize=True),
    "adam": lambda m: torch.optim.Adam(m.parameters(), lr=0.02, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.1),
    "amsgrad": lambda m: torch.optim.Adam(m.parameters(), lr=0.1, betas=(0.8, 0.9), amsgrad=True),
    "adamw": lambda m: torch.optim.AdamW(m.parameters(), lr=0.02, weight_decay=0.1),
    "adagrad": lambda m: torch.optim.Adagrad(m.parameters(), lr=0.05, lr_decay=0.01, weight_decay=0.01,
                                             initial_accumulator_value=0.1),
    "adadelta": lambda m: torch.optim.Adadelta(m.parameters(), rho=0.8, weight_decay=0.01),
    "rmsprop": lambda m: torch.optim.RMSprop(m.parameters(), lr=0.01, alpha=0.9, weight_decay=0.01),
    "rmsprop_centered": lambda m: torch.optim.RMSprop(m.parameters(), lr=0.002, momentum=0.5, centered=True),
    "adamax": lambda m: torch.optim.Adamax(m.parameters(), lr=0.02, weight_decay=0.01),
    "nadam": lambda m: torch.optim.NAdam(m.parameters(), lr=0.005, weight_decay=0.01),
    "nadam_decoupled": lambda m: torch.optim.NAdam(m.parameters(), lr=0.02, weight_decay=0.1, momentum_decay=0.01,
                                                   decoupled_weight_decay=True),
    "radam": lambda m: torch.optim.RAdam(m.parameters(), lr=0.02, weight_decay=0.01),
    "radam_decoupled": lambda m: torch.optim.RAdam(m.parameters(), lr=0.02, betas=(0.8, 0.9), weight_decay=0.1,
                                                   decoupled_weight_decay=True),
    "lion": lambda m: Lion(m.parameters(), 0.01, (0.9, 0.99), 0.1),
    "muon": lambda m: Muon(m, {"lr": 0.02}, lr=0.02),
    "muon_rms": lambda m: Muon(m, {"lr": 0.01, "betas": (0.8, 0.9), "weight_decay": 0.1}, lr=0.02, momentum=0.8,
                               nesterov=False, ns_steps=3, ns_coefficients=(3.0, -4.0, 1.9), weight_decay=0.05,
                               adjust_lr_fn="match_rms_adamw"),
    "groups": lambda m: torch.optim.AdamW(named_groups(m), lr=0.02, weight_decay=0.1),
    "freeze": lambda m: torch.optim.SGD(frozen(m), lr=0.1, momentum=0.9),
    "clip_value": lambda m: torch.optim.SGD(m.parameters(), lr=0.1),
    "ema": lambda m: torch.optim.Adam(m.parameters(), lr=0.02),
}
OPTIMIZER_STEPS, CLIP_VALUE, EMA = 50, 0.05, 0.9


def optimizer_curve(name, model, x, y):
    optimizer = OPTIMIZERS[name](model)
    average = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(EMA))
    trained = [p for p in model.parameters() if p.requires_grad]
    curve = {"loss": [], "grad_norm": []}
    for _ in range(OPTIMIZER_STEPS):
        loss = F.mse_loss(model(x).squeeze(-1), y)
        optimizer.zero_grad()
        loss.backward()
        curve["loss"].append(loss.item())
        curve["grad_norm"].append(nn.utils.get_total_norm([p.grad for p in trained]).item())
        if name == "clip_value":
            nn.utils.clip_grad_value_(trained, CLIP_VALUE)
        optimizer.step()
        average.update_parameters(model)
    if name == "ema":
        curve["averaged"] = [F.mse_loss(average(x).squeeze(-1), y).item()]
    return curve


def optimizer_curves():
    """A small net on 16 rows; in f64 their order changes the last digits only."""
    generator = torch.Generator().manual_seed(3)
    x = torch.randint(-100, 100, (16, 3), generator=generator).double() / 50
    y = (torch.sin(x.sum(1)) * 1000).round() / 1000
    net = nn.Sequential(OrderedDict(fc1=nn.Linear(3, 5), act=nn.Tanh(), fc2=nn.Linear(5, 1)))
    randomize(net, generator)
    save("optimizers", "weights", dict(net.named_parameters()))
    save("optimizers", "batch", {"x": x, "y": y})
    with open(os.path.join(FOLDER, "optimizers", "rows.csv"), "w") as file:
        file.write("x0,x1,x2,y\n")
        for row, target in zip(x.tolist(), y.tolist()):
            file.write(",".join(f"{value:g}" for value in [*row, target]) + "\n")
    # The type of scalar states, NAdam's product, follows this default.
    torch.set_default_dtype(torch.float64)
    curves = {name: optimizer_curve(name, copy.deepcopy(net).double(), x, y) for name in OPTIMIZERS}
    torch.set_default_dtype(torch.float32)
    return curves


SCHEDULES = {
    "step": lambda o: torch.optim.lr_scheduler.StepLR(o, 7, gamma=0.5),
    "multi_step": lambda o: torch.optim.lr_scheduler.MultiStepLR(o, [5, 20, 21], gamma=0.3),
    "exponential": lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9),
    "one_cycle": lambda o: torch.optim.lr_scheduler.OneCycleLR(o, 0.1, total_steps=50),
    "one_cycle_late": lambda o: torch.optim.lr_scheduler.OneCycleLR(o, 0.1, total_steps=50, pct_start=0.5, div_factor=10,
                                                                    final_div_factor=100),
}


def schedule_rates():
    rates = {}
    for name, make in SCHEDULES.items():
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
        schedule = make(optimizer)
        rates[name] = []
        for _ in range(50):
            rates[name].append(schedule.get_last_lr()[0])
            optimizer.step()
            schedule.step() if len(rates[name]) < 50 else None
    return rates


def below(seed, stream, draw, index, bound):
    """Rng::below of runtime/core/Rng.h."""
    words = philox([index // 2, 0, draw, stream], [seed, 0])
    half = index % 2 * 2
    return ((words[half] << 32 | words[half + 1]) * bound) >> 64


def order(count, epoch):
    """In which order the runtime visits so many rows (runtime/data/RowDataset.cpp)."""
    rows = list(range(count))
    for i in range(count, 1, -1):
        j = below(SEED, 0x30000000, epoch, i, i)
        rows[i - 1], rows[j] = rows[j], rows[i - 1]
    return rows


class Norms(nn.Module):
    """Batch norm of every kind; norm1 is called twice."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 4, 3, padding=1)
        self.norm1 = nn.BatchNorm2d(4)
        self.norm2 = nn.BatchNorm2d(4, momentum=None, affine=False)
        self.fc = nn.Linear(48, 5)
        self.norm3 = nn.BatchNorm1d(5, eps=1e-3, momentum=0.3)
        self.norm4 = nn.BatchNorm1d(6, track_running_stats=False)
        self.out = nn.Linear(5, 1)

    def forward(self, x):
        h = torch.tanh(self.norm1(self.conv(x.view(-1, 2, 3, 4))))
        h = self.norm2(self.norm1(h * h))
        h = self.norm4(h.flatten(1).view(-1, 6, 8)).flatten(1)
        return self.out(torch.tanh(self.norm3(self.fc(h)))).squeeze(-1)


def train_norms(model, x, y, steps, path):
    """Steps of micro-batches, each a list of rows."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for step in steps:
        optimizer.zero_grad()
        for rows in step:
            (F.mse_loss(model(x[rows]), y[rows]) / len(step)).backward()
        optimizer.step()
    save_file({n: v.double() for n, v in model.state_dict().items()}, path)


def batch_norm(generator):
    folder = os.path.join(FOLDER, "batch-norm")
    os.makedirs(folder, exist_ok=True)
    model = Norms().double()
    randomize(model, generator)
    for name, buffer in model.named_buffers():
        if name.endswith("mean") or name.endswith("var"):
            buffer.copy_((torch.rand(buffer.shape, generator=generator) + 0.5).float())
    save_file({n: v.float() for n, v in model.state_dict().items()}, os.path.join(folder, "weights.safetensors"))
    x = (torch.randn(16, 24, generator=generator) * 8).round() / 8
    y = (torch.randn(16, generator=generator) * 8).round() / 8
    with open(os.path.join(folder, "rows.csv"), "w") as file:
        file.write(",".join([f"x{i}" for i in range(24)] + ["y"]) + "\n")
        for row, target in zip(x.tolist(), y.tolist()):
            file.write(",".join(f"{value:g}" for value in row + [target]) + "\n")
    x, y = x.double(), y.double()
    halves = copy.deepcopy(model)
    train_norms(model, x, y, [[list(range(16))]] * 6, os.path.join(folder, "trained.safetensors"))
    train_norms(halves, x, y, [[order(16, step)[:8], order(16, step)[8:]] for step in range(6)],
                os.path.join(folder, "accumulated.safetensors"))
    model.eval()
    with open(os.path.join(folder, "predictions.json"), "w") as file:
        json.dump(model(x).tolist(), file)
        file.write("\n")


class Carrying(nn.Module):
    """Two layers of torch's, and a loop over a cell."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(12, 6)
        self.lstm = nn.LSTM(6, 5, num_layers=2, batch_first=True)
        self.cell = nn.GRUCell(5, 4)
        self.head = nn.Linear(4, 12)

    def forward(self, tokens, state):
        """Logits and the state behind the window; state None is zero."""
        layers, h = state or (None, torch.zeros(len(tokens), 4, dtype=self.head.weight.dtype))
        x, layers = self.lstm(self.embed(tokens), layers)
        outputs = []
        for t in range(x.shape[1]):
            h = self.cell(x[:, t], h)
            outputs.append(h)
        return self.head(torch.stack(outputs, dim=1)), (tuple(s.detach() for s in layers), h.detach())


class Walk:
    """The loss of window after window of a text, each row of a batch with a part of it."""

    def __init__(self, model, ids, window, rows):
        self.model, self.ids, self.window = model, ids, window
        windows = (len(ids) - 1) // window
        self.per_row, self.rest = divmod(windows, rows)
        self.rows, self.state = rows, None

    def loss(self, starts):
        tokens = torch.stack([self.ids[p : p + self.window] for p in starts])
        targets = torch.stack([self.ids[p + 1 : p + 1 + self.window] for p in starts])
        if self.state:  # fewer rows at the end of an evaluation
            layers, h = self.state
            self.state = tuple(s[:, : len(starts)].contiguous() for s in layers), h[: len(starts)]
        logits, self.state = self.model(tokens, self.state)
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())

    def train(self, number):
        number %= self.per_row
        if number == 0:
            self.state = None
        return self.loss([(row * self.per_row + number) * self.window for row in range(self.rows)])

    def evaluate(self):
        total = count = 0
        for number in range(self.per_row + (self.rest > 0)):
            rows = self.rows if number < self.per_row else self.rest
            starts = [(row * self.per_row + min(row, self.rest) + number) * self.window for row in range(rows)]
            total += self.loss(starts).item() * rows
            count += rows
        return total / count


def carried_curve(dtype, text, accumulate):
    ids = torch.tensor([sorted(set(text)).index(c) for c in text])
    split = int(0.8 * len(ids))
    model = Carrying()
    randomize(model, torch.Generator().manual_seed(4))
    model = model.to(dtype)
    walk = Walk(model, ids[:split], 7, 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.9)
    curve = {"loss": [], "grad_norm": [], "val_loss": []}
    for step in range(20):
        optimizer.zero_grad()
        loss = sum(walk.train(step * accumulate + micro) / accumulate for micro in range(accumulate))
        loss.backward()
        norms = torch.stack([p.grad.norm() for p in model.parameters()])
        optimizer.step()
        curve["loss"].append(loss.item())
        curve["grad_norm"].append(norms.norm().item())
        if step % 10 == 9:
            with torch.no_grad():
                curve["val_loss"].append(Walk(model, ids[split:], 7, 3).evaluate())
    return curve


def carry_state():
    folder = os.path.join(FOLDER, "carry-state")
    os.makedirs(folder, exist_ok=True)
    rng = random.Random(6)
    words = ["ache", "bad", "cafe", "deaf", "gab", "high"]
    text = "".join(rng.choice(words) + rng.choice(" \n.") for _ in range(100))[:300]
    with open(os.path.join(folder, "corpus.txt"), "w") as file:
        file.write(text)
    model = Carrying()
    randomize(model, torch.Generator().manual_seed(4))
    save("carry-state", "weights", {n: p.float() for n, p in model.named_parameters()})
    save_curves("carry-state", {"f64": carried_curve(torch.float64, text, 1),
                                "f32": carried_curve(torch.float32, text, 1),
                                "accumulated": carried_curve(torch.float64, text, 2)})


def save_curves(folder, curves):
    with open(os.path.join(FOLDER, folder, "curve.json"), "w") as file:
        json.dump({"torch": torch.__version__, **curves}, file, indent=1)
        file.write("\n")


def main():
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(1)
    mlp = Mlp()
    randomize(mlp, generator)
    one_step("mlp", mlp.double(), "x", {"x": torch.randn(7, 10, generator=generator),
                                        "y": torch.randn(7, generator=generator)})
    gpt = Gpt()
    randomize(gpt, torch.Generator().manual_seed(2))
    tokens = torch.randint(0, VOCABULARY, (2, 8), generator=generator, dtype=torch.int32)
    one_step("gpt", gpt.double(), "tokens", {"tokens": tokens[:, :-1], "targets": tokens[:, 1:]})

    corpus = os.path.join(FOLDER, "gpt", "corpus.txt")
    write_corpus(corpus)
    save_curves("gpt", {"f64": training_curve(torch.float64, corpus), "f32": training_curve(torch.float32, corpus)})
    save_curves("optimizers", optimizer_curves())
    batch_norm(torch.Generator().manual_seed(3))
    carry_state()
    os.makedirs(os.path.join(FOLDER, "schedules"), exist_ok=True)
    with open(os.path.join(FOLDER, "schedules", "rates.json"), "w") as file:
        json.dump({"torch": torch.__version__, **schedule_rates()}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
