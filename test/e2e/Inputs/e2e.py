#!/usr/bin/env python3
"""Helpers of the end-to-end tests: comparison with goldens, runs, kills."""

import json
import math
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import time

from tensor_files import read_safetensors, write_safetensors


def difference(found, expected):
    """Largest difference, relative to the element or, where elements cancel to
    little, to the root mean square of the tensor."""
    assert len(found) == len(expected)
    scale = math.sqrt(sum(e * e for e in expected) / len(expected))
    worst = 0.0
    for f, e in zip(found, expected):
        assert math.isfinite(f), f
        worst = max(worst, abs(f - e) / (max(abs(e), scale) or 1.0))
    return worst


def check_step(program, golden, dtype, tolerance, *lengths):
    """One `step` on a golden batch, or on that of each length: loss, output and every gradient."""
    for suffix in [f"-{length}" for length in lengths] or [""]:
        check_batch(program, golden, dtype, tolerance, suffix)


def check_batch(program, golden, dtype, tolerance, suffix):
    batch = read_safetensors(f"{golden}/batch{suffix}.safetensors")
    typed = {n: (dtype if d != "I32" else d, s, v) for n, (d, s, v) in batch.items()}
    write_safetensors("batch.safetensors", typed)
    run = subprocess.run(
        [program, "step", "--batch", "batch.safetensors", "--init", f"{golden}/weights.safetensors",
         "--gradients", "gradients.safetensors", "--outputs", "outputs.safetensors"],
        stdout=subprocess.PIPE, text=True, check=True)
    expected = read_safetensors(f"{golden}/expected{suffix}.safetensors")
    found = read_safetensors("gradients.safetensors") | read_safetensors("outputs.safetensors")
    found["loss"] = (dtype, [], [float(run.stdout.split()[-1])])
    assert found.keys() == expected.keys(), found.keys() ^ expected.keys()
    worst = {}
    for name, (_, shape, values) in expected.items():
        assert found[name][0] == dtype and found[name][1] == shape, (name, found[name][:2], shape)
        worst[name] = difference(found[name][2], values)
    name = max(worst, key=worst.get)
    print(f"{program}{suffix}: {len(worst)} tensors, largest difference {worst[name]:.1e} in {name}")
    assert worst[name] <= float(tolerance), worst


def metrics(directory):
    """Lines of metrics.jsonl without the time."""
    with open(os.path.join(directory, "metrics.jsonl")) as file:
        return [{k: v for k, v in json.loads(line).items() if k != "ms"} for line in file]


def losses(directory, key="loss"):
    return [entry[key] for entry in metrics(directory) if key in entry]


def check_curve(directory, golden, dtype, tolerance):
    """Logged losses and norms of gradients follow the recorded ones."""
    for key, expected in json.loads(pathlib.Path(golden).read_text())[dtype].items():
        found = losses(directory, key)
        assert len(found) == len(expected), (len(found), len(expected))
        worst = max(abs(f - e) / e for f, e in zip(found, expected))
        print(f"{key}: {len(found)} steps, largest difference {worst:.1e}")
        assert worst <= float(tolerance), list(zip(found, expected))


def random_batch(path, dtype, *inputs):
    """A batch of normal numbers for inputs NAME=EXTENTxEXTENT.., one after the other."""
    rng = random.Random(3)
    tensors = {}
    for name, shape in (item.split("=") for item in inputs):
        extents = [int(extent) for extent in shape.split("x")]
        tensors[name] = (dtype, extents, [rng.gauss(0, 1) for _ in range(math.prod(extents))])
    write_safetensors(path, tensors)


def same_tensors(a, b, tolerance):
    """Two files of tensors hold the same numbers."""
    found, expected = read_safetensors(a), read_safetensors(b)
    assert found.keys() == expected.keys(), found.keys() ^ expected.keys()
    worst = {name: difference(found[name][2], values) for name, (_, _, values) in expected.items()}
    name = max(worst, key=worst.get)
    print(f"{len(worst)} tensors, largest difference {worst[name]:.1e} in {name}")
    assert worst[name] <= float(tolerance), worst


def same_val_loss(directory, found):
    """`eval --json` gives what an evaluation of the run gave, to the bit."""
    loss = json.loads(pathlib.Path(found).read_text())["loss"]
    assert loss in losses(directory, "val_loss"), (loss, losses(directory, "val_loss"))


def check_rates(directory, golden, name, tolerance):
    """The learning rate of every step."""
    with open(golden) as file:
        expected = json.load(file)[name]
    found = [line["lr"] for line in metrics(directory) if "lr" in line]
    assert len(found) == len(expected), (len(found), len(expected))
    worst = max(abs(f - e) / e for f, e in zip(found, expected))
    print(f"{name}: {len(found)} rates, largest difference {worst:.1e}")
    assert worst <= float(tolerance), list(zip(found, expected))


def check_metrics(found, golden, tolerance):
    """Metrics as `eval --json` prints them, against the recorded ones."""
    found = json.loads(pathlib.Path(found).read_text())["metrics"]
    expected = json.loads(pathlib.Path(golden).read_text())
    assert found.keys() == expected.keys(), found.keys() ^ expected.keys()

    def flat(value):
        return sum(map(flat, value), []) if isinstance(value, list) else [value]

    worst = {}
    for name, value in expected.items():
        assert len(flat(found[name])) == len(flat(value)), name
        worst[name] = max(abs(f - e) / max(abs(e), 1e-3) for f, e in zip(flat(found[name]), flat(value)))
    name = max(worst, key=worst.get)
    print(f"{len(worst)} metrics, largest difference {worst[name]:.1e} in {name}")
    assert worst[name] <= float(tolerance), worst


def check_early_stop(directory, name, patience, min_delta):
    """The run ended when its evaluations say so, `best` is the best of them, and a plateau lowered the rate."""
    lines = [line for line in metrics(directory) if f"val_{name}" in line]
    best, stale = None, 0
    for line in lines:
        assert stale < int(patience), line
        value = line[f"val_{name}"]
        stale += 1
        if best is None or value > best + float(min_delta):
            best, stale = value, 0
    assert stale == int(patience), stale
    report = json.loads(pathlib.Path(directory, "report.json").read_text())
    assert report["outcome"] == "stopped early" and report["steps"] == lines[-1]["step"], report
    top = max(lines, key=lambda line: line[f"val_{name}"])
    assert report["best"] == {"step": top["step"], f"val_{name}": top[f"val_{name}"]}, (report, top)
    link = os.readlink(os.path.join(directory, "best"))
    assert link == f"checkpoints/step-{top['step']:06}", link
    rates = [line["lr"] for line in metrics(directory) if "lr" in line]
    assert rates[0] > rates[-1], rates
    print(f"stopped at step {report['steps']}, best at {top['step']}, rate {rates[0]} -> {rates[-1]}")


def same_as_best(directory, evaluated, name):
    report = json.loads(pathlib.Path(directory, "report.json").read_text())
    found = json.loads(pathlib.Path(evaluated).read_text())["metrics"][name]
    assert found == report["best"][f"val_{name}"], (found, report)


def same_weights(a, b):
    """Byte-identical last weights, and the same rates on the way."""
    read = [pathlib.Path(run, "last", "model.safetensors").read_bytes() for run in (a, b)]
    assert read[0] == read[1], "last weights differ"
    assert losses(a, "lr") == losses(b, "lr"), "rates differ"


def to_json(table, path):
    """The rows of a table as JSON objects; columns x0, x1, .. as a list x."""
    with open(table) as file, open(path, "w") as out:
        names = file.readline().strip().split(",")
        for line in file:
            row = dict(zip(names, line.strip().split(",")))
            xs = [float(row.pop(n)) for n in names if re.fullmatch(r"x\d+", n)]
            out.write(json.dumps({"x": xs} | row) + "\n")


def points(path, rows="300"):
    """Three clouds that overlap a little, and a number that depends on the place."""
    rng = random.Random(5)
    centers = {"oak": (0, 1), "ash": (1, -0.5), "fir": (-1, -0.5)}
    with open(path, "w") as file:
        file.write("x0,x1,kind,size\n")
        for _ in range(int(rows)):
            kind = rng.choice(sorted(centers))
            x, y = (c + rng.gauss(0, 0.45) for c in centers[kind])
            file.write(f"{x:.4f},{y:.4f},{kind},{x - y + rng.gauss(0, 0.1):.4f}\n")


def metrics_above(found, *bounds):
    """Metrics as `eval --json` prints them: NAME BOUND .."""
    values = json.loads(pathlib.Path(found).read_text())["metrics"]
    for name, bound in zip(bounds[::2], bounds[1::2]):
        print(f"{name} {values[name]}")
        assert values[name] > float(bound), (name, values)


def loss_below(directory, key, bound):
    """The last loss of a kind (loss, val_loss)."""
    last = losses(directory, key)[-1]
    print(f"{key} {last}")
    assert last < float(bound), last


def loss_falls(directory, factor):
    """The last losses are below `factor` times the first ones."""
    values = losses(directory)
    first, last = sum(values[:3]) / 3, sum(values[-3:]) / 3
    print(f"loss {first} -> {last}")
    assert last < float(factor) * first, values


def same_losses(a, b, tolerance):
    """The losses that two evaluations printed as JSON."""
    first, second = (json.loads(pathlib.Path(path).read_text())["loss"] for path in (a, b))
    assert abs(first - second) <= float(tolerance) * abs(first), (first, second)


def checkpoint(directory):
    """Bytes of every file of the last checkpoint."""
    last = os.path.join(directory, "last")
    return {n: pathlib.Path(last, n).read_bytes() for n in os.listdir(last)}


def check_state(directory, golden, tolerance):
    """Parameters and buffers of the last checkpoint."""
    found = read_safetensors(f"{directory}/last/model.safetensors")
    expected = read_safetensors(golden)
    assert found.keys() == expected.keys(), found.keys() ^ expected.keys()
    worst = {}
    for name, (_, shape, values) in expected.items():
        assert found[name][1] == shape, (name, found[name][1], shape)
        worst[name] = difference(found[name][2], values)
    name = max(worst, key=worst.get)
    print(f"{directory}: {len(worst)} tensors, largest difference {worst[name]:.1e} in {name}")
    assert worst[name] <= float(tolerance), worst


def check_predictions(table, golden, tolerance):
    """The only column of a table of predictions."""
    with open(table) as file:
        found = [float(line) for line in file.read().split()[1:]]
    with open(golden) as file:
        worst = difference(found, json.load(file))
    print(f"{table}: largest difference {worst:.1e}")
    assert worst <= float(tolerance)


def same_run(a, b):
    """Same logged losses, byte-identical last checkpoint, nothing left over."""
    assert metrics(a) == metrics(b), "metrics differ"
    assert checkpoint(a) == checkpoint(b), "last checkpoints differ"
    names = os.listdir(os.path.join(b, "checkpoints"))
    leftovers = [n for n in names if not re.fullmatch(r"step-\d+", n)]
    assert not leftovers, leftovers


def rewind(original, copy, step):
    """A copy of a run as if it had been stopped right after a checkpoint."""
    shutil.copytree(original, copy, symlinks=True)
    for name in os.listdir(os.path.join(copy, "checkpoints")):
        if int(name.split("-")[1]) > int(step):
            shutil.rmtree(os.path.join(copy, "checkpoints", name))
    for link in ("last", "best"):
        if not os.path.lexists(os.path.join(copy, link)):
            continue
        os.remove(os.path.join(copy, link))
        os.symlink(f"checkpoints/step-{int(step):06}", os.path.join(copy, link))


def kill(times, uninterrupted, *command):
    """kill -9 at random moments, each while the run is under way; then lets
    it finish. All attempts together take less than the uninterrupted run."""
    seconds = json.loads(pathlib.Path(uninterrupted, "report.json").read_text())["seconds"]
    longest = min(0.08, seconds / int(times))
    rng = random.Random(int(times))
    for round in range(int(times)):
        process = subprocess.Popen(command)
        time.sleep(rng.uniform(0.0, longest))
        process.kill()
        code = process.wait()
        assert code == -signal.SIGKILL, f"kill {round}: the run had already ended with {code}"
    subprocess.run(command, check=True)


def interrupt(*command):
    """Ctrl-C once the first step is logged; the run must exit 130."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if line.startswith("step "):
            break
    process.send_signal(signal.SIGINT)
    process.stderr.read()
    assert process.wait() == 130, process.returncode


def check_program(path):
    """Small, stripped, and depending on libc and libm only (without sanitizers)."""
    if "BMC_SANITIZE" in os.environ:
        return
    size = os.path.getsize(path)
    assert size <= 5_000_000, size
    dynamic = subprocess.run(["readelf", "-dW", path], stdout=subprocess.PIPE, text=True, check=True).stdout
    needed = set(re.findall(r"\(NEEDED\).*\[(.*?)\]", dynamic))
    assert needed <= {"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}, needed
    sections = subprocess.run(["readelf", "-SW", path], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert ".symtab" not in sections
    print(f"{size} bytes, needs {sorted(needed)}")


def text(path, lines="400"):
    """A text a small model can learn something from."""
    rng = random.Random(2)
    words = "the cat sat on a mat and saw the dog run to the sea".split()
    with open(path, "w") as file:
        for _ in range(int(lines)):
            file.write(" ".join(rng.choice(words) for _ in range(8)) + ".\n")


if __name__ == "__main__":
    globals()[sys.argv[1].replace("-", "_")](*sys.argv[2:])
