#!/usr/bin/env python3
"""A batch cut into micro-batches gives the step of the whole batch, and an
evaluation does not depend on the size of its batches, whatever the loss."""

import os
import pathlib
import random
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Inputs"))
from e2e import difference, losses  # noqa: E402
from tensor_files import read_safetensors, write_safetensors  # noqa: E402

ROWS = 16
CUTS = (1, 2, 4, 16)

MODEL = """
param CUTS = 1
dim B
data table = csv("table.csv") {{
  x: f32[3]
  y: f32
  weight: f32
  label: i32
  split = {{train: 0.6, val: 0.4}}
}}
model Net {{
  up = Linear(3, 8)
  down = Linear(8, 4)
  forward(x: f32[B, 3]) -> f32[B, 4] {{ return down(tanh(up(x))) }}
}}
train Net on table {{
  loss = {}
  optimizer = AdamW(lr = 0.01)
  batch_size = 16 / CUTS
  accumulate = CUTS
  max_steps = 4
  clip_grad_norm = 0.5
  eval every 2 {{ batches = 1000 }}
}}
"""

LOSSES = {
    "cross-entropy": "cross_entropy(output, label)",
    "mse": "mse(mean(output, dim = -1), y)",
    "l1": "l1(mean(output, dim = -1), y)",
    "bce": "bce_with_logits(sum(output, dim = -1), where(y > 0, 1.0, 0.0))",
    "sum": "0.01 * sum(output * output)",
    "terms": "cross_entropy(output, label) + 0.1 * mean(output * output) - 0.001 * sum(output) + 0.5",
    "weighted": "sum(weight * max(output, dim = -1)) / sum(weight)",
    "mean-weight": "mean(weight * max(output, dim = -1)) / mean(weight)",
    "inner-weight": "sum(weight / sum(weight) * max(output, dim = -1))",
    "columns": "sum(mean(output * output, dim = 0)) + mean(sum(output, dim = 0) * 0.01)",
    "picked": "-sum(where(label > 0, weight, 0.0) * max(log_softmax(output), dim = -1))"
              " / (1.0 + sum(where(label > 0, weight, 0.0)))",
}


def write_table(path):
    rng = random.Random(3)
    with open(path, "w") as file:
        file.write("x0,x1,x2,y,weight,label\n")
        for row in range(160):
            x = [rng.gauss(0, 1) for _ in range(4)]
            # Two of three targets do not count, in some micro-batches none.
            label = rng.randrange(4) if rng.random() < 0.3 else -100
            file.write(",".join(f"{v:.5f}" for v in x) + f",{rng.random():.5f},{label}\n")


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def flat(path):
    return [v for _, (_, _, values) in sorted(read_safetensors(path).items()) for v in values]


def check(what, found, expected):
    worst = difference(found, expected)
    print(f"{what}: largest difference {worst:.1e}")
    assert worst <= 1e-10, (what, found, expected)


def train(name, cuts, *options):
    program, out = f"./{name}-{cuts}", f"{name}-{cuts}-run"
    run("bmc", f"{name}.model", "--precision", "f64", "-D", f"CUTS={cuts}", "-o", program, *options)
    run(program, "train", "--quiet", "--threads", "1", "--out", out)
    return program, out


def check_cuts(name, *options):
    """The curves and the weights after four steps."""
    whole, expected = train(name, 1, *options)
    for cuts in CUTS[1:]:
        _, found = train(name, cuts, *options)
        for key in ("loss", "grad_norm", "val_loss"):
            check(f"{name}, {cuts} cuts, {key}", losses(found, key), losses(expected, key))
        check(f"{name}, {cuts} cuts, weights", flat(f"{found}/last/model.safetensors"),
              flat(f"{expected}/last/model.safetensors"))
    return whole, expected


def loss_of(text):
    return float(text.split()[1])


def check_evaluation(name, program, out):
    """The loss over a split, in batches of any size."""
    sizes = (16, 7, 1)
    values = [loss_of(run(program, "eval", "--out", out, "--batches", "0", "--batch-size", str(s))) for s in sizes]
    for size, value in zip(sizes, values):
        # Printed with nine digits.
        assert abs(value - values[0]) <= 2e-9 * abs(values[0]), (name, size, values)
    return values[0]


def main():
    write_table("table.csv")
    for name, loss in LOSSES.items():
        pathlib.Path(f"{name}.model").write_text(MODEL.format(loss))
        program, out = check_cuts(name)
        check_evaluation(name, program, out)


if __name__ == "__main__":
    main()
