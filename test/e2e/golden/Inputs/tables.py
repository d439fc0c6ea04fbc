"""Trains tables by the rows of a batch and compares with what torch computed.

Usage: tables.py GOLDENS NAME..   (in an empty folder)
"""

import json
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Inputs"))
import e2e
from optimizers import check_averages, check_named, follow, run

MODEL = pathlib.Path(__file__).with_name("tables.model").read_text()
# What the language says for the rows of make_tables.py of the same names, and whether tables are then trained by rows.
TRAIN = {
    "sgd": ("optimizer = SGD(lr = 0.5)", "false", True),
    "clip": ("optimizer = SGD(lr = 0.5); clip_grad_norm = 0.1", "false", True),
    "ema": ("optimizer = SGD(lr = 0.5); ema = 0.8", "false", True),
    "adagrad": ("optimizer = Adagrad(lr = 0.1, lr_decay = 0.01, initial_accumulator_value = 0.1)", "false", True),
    "sparse_adam": ("optimizer = SparseAdam(lr = 0.05, betas = (0.8, 0.9), eps = 1e-3, "
                    "others = AdamW(lr = 0.02, weight_decay = 0.1))", "true", True),
    "adamw": ("optimizer = AdamW(lr = 0.05, weight_decay = 0.3)", "true", True),
    "dense": ("optimizer = Adam(lr = 0.05)", "false", False),
}


def trains_by_rows(model):
    return "embedding_backward_rows" in run("bmc", model, "--emit=step")


def check(name, goldens):
    golden = json.loads((goldens / "curve.json").read_text())[name]
    steps = len(golden["loss"])
    optimizer, sparse, by_rows = TRAIN[name]
    text = MODEL.replace("SPARSE", f"sparse = {sparse}").replace("TRAIN", optimizer)
    pathlib.Path(f"{name}.model").write_text(text)
    assert trains_by_rows(f"{name}.model") == by_rows
    start = ["train", "--init", str(goldens / "weights.safetensors"), "--quiet", "--threads", "2"]
    run("bmc", f"{name}.model", "--precision=f64", "--target=cpu,sm_80", "-o", name)
    for device in ("cpu", "cuda"):
        run(f"./{name}", *start, f"--device={device}", "--out", f"{name}-{device}")
        follow(name, f"{name}-{device}", golden, steps, 1e-10)
        # Stopped at a checkpoint and gone on with: the same to the bit.
        e2e.rewind(f"{name}-{device}", f"{name}-again", 10)
        run(f"./{name}", "train", "--resume", f"--device={device}", "--quiet", "--out", f"{name}-again")
        e2e.same_run(f"{name}-{device}", f"{name}-again")
        shutil.rmtree(f"{name}-again")
    # Micro-batches name some rows twice.
    pathlib.Path("cut.model").write_text(text.replace("batch_size = 6", "batch_size = 2; accumulate = 3"))
    run("bmc", "cut.model", "--precision=f64", "-o", "cut")
    run("./cut", *start, "--out", f"{name}-cut")
    follow(name, f"{name}-cut", golden, steps, 1e-10)
    run("bmc", f"{name}.model", "-o", f"{name}32")
    run(f"./{name}32", *start, "--out", f"{name}-f32")
    follow(name, f"{name}-f32", golden, steps, 1e-4)
    check_averages(name, goldens, golden)


check_named(TRAIN, check)
