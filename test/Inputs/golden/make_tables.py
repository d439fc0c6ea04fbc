"""Training of tables by the rows of a batch, as torch does it in f64, for test/e2e/golden/tables.test.

  tables/{weights.safetensors, batch.safetensors, rows.csv, curve.json}
                                20 steps on 6 of 30 rows at a time with each way to train

Usage: python3 make_tables.py       (needs torch and safetensors; one second)
"""

import copy
import os

import torch
from torch import nn
from torch.nn import functional as F

from make_goldens import FOLDER, order, randomize, save, save_curves

ROWS, BATCH, STEPS, EMA, CLIP = 30, 6, 20, 0.8, 0.1
USERS, ITEMS, WIDTH = 24, 15, 3


class Net(nn.Module):
    def __init__(self, sparse):
        super().__init__()
        self.users = nn.Embedding(USERS, WIDTH, sparse=sparse)
        self.items = nn.Embedding(ITEMS, WIDTH, sparse=sparse)
        self.fc = nn.Linear(WIDTH, 1)

    def forward(self, user, liked, other):
        return self.fc(torch.tanh(self.users(user) * (self.items(liked) - 0.5 * self.items(other)))).squeeze(-1)

    def tables(self):
        return [self.users.weight, self.items.weight]


class Several:
    """Optimizers that take their steps together."""

    def __init__(self, *optimizers):
        self.optimizers = optimizers

    def step(self):
        for optimizer in self.optimizers:
            optimizer.step()


class ByRows:
    """A dense optimizer after which the rows without a gradient have everything back."""

    def __init__(self, model, optimizer):
        self.model, self.optimizer = model, optimizer

    def step(self):
        def tensors(p):
            return [p.data] + [v for v in self.optimizer.state[p].values() if v.shape == p.shape]

        before = {p: [t.clone() for t in tensors(p)] for p in self.model.tables()}
        self.optimizer.step()
        for p, old in before.items():
            rest = (p.grad == 0).all(1)
            for i, tensor in enumerate(tensors(p)):
                tensor[rest] = old[i][rest] if i < len(old) else 0


def sparse_adam(m, **options):
    return Several(torch.optim.SparseAdam(m.tables(), lr=0.05, betas=(0.8, 0.9), eps=1e-3),
                   torch.optim.AdamW(m.fc.parameters(), lr=0.02, weight_decay=0.1))


# Names are those of test/e2e/golden/Inputs/tables.py, which has what the language says.
TRAIN = {
    "sgd": (True, lambda m: torch.optim.SGD(m.parameters(), lr=0.5)),
    "clip": (False, lambda m: torch.optim.SGD(m.parameters(), lr=0.5)),
    "ema": (False, lambda m: torch.optim.SGD(m.parameters(), lr=0.5)),
    "adagrad": (True, lambda m: torch.optim.Adagrad(m.parameters(), lr=0.1, lr_decay=0.01, initial_accumulator_value=0.1)),
    "sparse_adam": (True, sparse_adam),
    "adamw": (False, lambda m: ByRows(m, torch.optim.AdamW(m.parameters(), lr=0.05, weight_decay=0.3))),
    "dense": (False, lambda m: torch.optim.Adam(m.parameters(), lr=0.05)),
}


def curve(name, model, columns, y):
    optimizer = TRAIN[name][1](model)
    average = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(EMA))
    visited = [row for epoch in range(STEPS * BATCH // ROWS) for row in order(ROWS, epoch)]
    found = {"loss": [], "grad_norm": []}
    for step in range(STEPS):
        rows = torch.tensor(visited[step * BATCH:(step + 1) * BATCH])
        model.zero_grad()
        loss = F.mse_loss(model(*(column[rows] for column in columns)), y[rows])
        loss.backward()
        gradients = [p.grad.to_dense() for p in model.parameters()]
        found["loss"].append(loss.item())
        found["grad_norm"].append(nn.utils.get_total_norm(gradients).item())
        if name == "clip":
            nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        average.update_parameters(model)
    if name == "ema":
        found["averaged"] = [F.mse_loss(average(*(column[:BATCH] for column in columns)), y[:BATCH]).item()]
    return found


def main():
    generator = torch.Generator().manual_seed(7)
    columns = [torch.randint(0, size, (ROWS,), generator=generator) for size in (USERS, ITEMS, ITEMS)]
    y = (torch.randn(ROWS, generator=generator) * 8).round() / 8
    model = Net(sparse=False)
    randomize(model, generator)
    save("tables", "weights", dict(model.named_parameters()))
    save("tables", "batch", {name: column[:BATCH].int() for name, column in zip(("user", "liked", "other"), columns)} | {"y": y[:BATCH]})
    with open(os.path.join(FOLDER, "tables", "rows.csv"), "w") as file:
        file.write("user,liked,other,y\n")
        for row in zip(*(column.tolist() for column in columns), y.tolist()):
            file.write(",".join(f"{value:g}" for value in row) + "\n")
    curves = {}
    for name, (sparse, _) in TRAIN.items():
        net = Net(sparse)
        net.load_state_dict(copy.deepcopy(model.state_dict()))
        curves[name] = curve(name, net.double(), columns, y.double())
    save_curves("tables", curves)


if __name__ == "__main__":
    main()
