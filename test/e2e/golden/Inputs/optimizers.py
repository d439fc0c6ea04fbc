"""Trains a small net with every optimizer and compares with what torch.optim computed.

Usage: optimizers.py GOLDENS NAME..   (in an empty folder)
"""

import json
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Inputs"))
import e2e

MODEL = pathlib.Path(__file__).with_name("optimizers.model").read_text()
# What the language says for the rows of make_goldens.py of the same names.
TRAIN = {
    "sgd": "optimizer = SGD(lr = 0.1)",
    "momentum": "optimizer = SGD(lr = 0.05, momentum = 0.9, dampening = 0.1, weight_decay = 0.01)",
    "nesterov": "optimizer = SGD(lr = 0.05, momentum = 0.8, nesterov = true)",
    "maximize": "optimizer = SGD(lr = 0.001, momentum = 0.5, weight_decay = 0.1, maximize = true)",
    "adam": "optimizer = Adam(lr = 0.02, betas = (0.8, 0.99), eps = 1e-6, weight_decay = 0.1)",
    "amsgrad": "optimizer = Adam(lr = 0.1, betas = (0.8, 0.9), amsgrad = true)",
    "adamw": "optimizer = AdamW(lr = 0.02, weight_decay = 0.1)",
    "adagrad": "optimizer = Adagrad(lr = 0.05, lr_decay = 0.01, weight_decay = 0.01, initial_accumulator_value = 0.1)",
    "adadelta": "optimizer = Adadelta(rho = 0.8, weight_decay = 0.01)",
    "rmsprop": "optimizer = RMSprop(lr = 0.01, alpha = 0.9, weight_decay = 0.01)",
    "rmsprop_centered": "optimizer = RMSprop(lr = 0.002, momentum = 0.5, centered = true)",
    "adamax": "optimizer = Adamax(lr = 0.02, weight_decay = 0.01)",
    "nadam": "optimizer = NAdam(lr = 0.005, weight_decay = 0.01)",
    "nadam_decoupled": "optimizer = NAdam(lr = 0.02, weight_decay = 0.1, momentum_decay = 0.01, "
                       "decoupled_weight_decay = true)",
    "radam": "optimizer = RAdam(lr = 0.02, weight_decay = 0.01)",
    "radam_decoupled": "optimizer = RAdam(lr = 0.02, betas = (0.8, 0.9), weight_decay = 0.1, "
                       "decoupled_weight_decay = true)",
    "lion": "optimizer = Lion(lr = 0.01, weight_decay = 0.1)",
    "muon": "optimizer = Muon(lr = 0.02)",
    "muon_rms": "optimizer = Muon(lr = 0.02, momentum = 0.8, nesterov = false, ns_steps = 3, weight_decay = 0.05, "
                'ns_coefficients = (3.0, -4.0, 1.9), adjust_lr_fn = "match_rms_adamw", '
                "others = AdamW(lr = 0.01, betas = (0.8, 0.9), weight_decay = 0.1))",
    "groups": 'optimizer = AdamW(lr = 0.02, weight_decay = 0.1); no_decay = "*.bias"\n'
              '  groups = [{params: "fc2.*", lr: 0.05}]',
    "freeze": 'optimizer = SGD(lr = 0.1, momentum = 0.9); freeze = ["fc1.*"]',
    "clip_value": "optimizer = SGD(lr = 0.1); clip_grad_value = 0.05",
    "ema": "optimizer = Adam(lr = 0.02); ema = 0.9",
}
GPU_STEPS = 8


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def compare(name, what, found, expected, tolerance):
    worst = max(abs(f - e) / abs(e) for f, e in zip(found, expected, strict=True))
    print(f"{name}: {len(found)} of {what}, largest difference {worst:.1e}")
    assert worst <= tolerance, (found, expected)


def follow(name, directory, golden, steps, tolerance):
    for key in ("loss", "grad_norm"):
        compare(name, f"{key} ({directory})", e2e.losses(directory, key), golden[key][:steps], tolerance)


def check(name, goldens):
    golden = json.loads((goldens / "curve.json").read_text())[name]
    steps = len(golden["loss"])
    pathlib.Path(f"{name}.model").write_text(MODEL.replace("TRAIN", TRAIN[name]))
    start = ["train", "--init", str(goldens / "weights.safetensors"), "--quiet", "--threads", "1"]
    run("bmc", f"{name}.model", "--precision=f64", "--target=cpu,sm_80", "-o", name)
    run(f"./{name}", *start, "--device=cpu", "--out", f"{name}-cpu")
    follow(name, f"{name}-cpu", golden, steps, 1e-10)
    run(f"./{name}", *start, "--device=cuda", "--steps", str(GPU_STEPS), "--out", f"{name}-gpu")
    follow(name, f"{name}-gpu", golden, GPU_STEPS, 1e-10)
    # Stopped at a checkpoint and gone on with: the same to the bit.
    e2e.rewind(f"{name}-cpu", f"{name}-again", 20)
    run(f"./{name}", "train", "--resume", "--device=cpu", "--quiet", "--threads", "1", "--out", f"{name}-again")
    e2e.same_run(f"{name}-cpu", f"{name}-again")
    if name == "adam":
        cut = pathlib.Path(f"{name}.model").read_text().replace("batch_size = 16", "batch_size = 4; accumulate = 4")
        pathlib.Path("cut.model").write_text(cut)
        run("bmc", "cut.model", "--precision=f64", "-o", "cut")
        run("./cut", *start, "--out", "cut-cpu")
        follow(name, "cut-cpu", golden, steps, 1e-10)
    run("bmc", f"{name}.model", "-o", f"{name}32")
    run(f"./{name}32", *start, "--out", f"{name}-f32")
    # Single precision is off by more each step.
    follow(name, f"{name}-f32", golden, steps, 1e-4 if name == "amsgrad" else 1e-5)
    check_averages(name, goldens, golden)


def check_averages(name, goldens, golden):
    """Where weights are averaged: the loss of a batch with those that ./NAME left in NAME-cpu."""
    if "averaged" not in golden:
        return
    loss = run(f"./{name}", "step", "--device=cpu", "--batch", str(goldens / "batch.safetensors"),
               "--init", f"{name}-cpu/last/model.safetensors")
    compare(name, "averaged losses", [float(loss)], golden["averaged"], 1e-10)


def check_named(train, check):
    """check(NAME, GOLDENS) for the names of the command line, or all."""
    goldens = pathlib.Path(sys.argv[1])
    shutil.copy(goldens / "rows.csv", "rows.csv")
    for name in sys.argv[2:] or train:
        check(name, goldens)


if __name__ == "__main__":
    check_named(TRAIN, check)
