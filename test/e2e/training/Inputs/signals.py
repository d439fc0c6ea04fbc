#!/usr/bin/env python3
"""Sends signals at known places of a run and compares what becomes of it with
the run nobody disturbed."""

import json
import os
import pathlib
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Inputs"))
from e2e import metrics, same_run  # noqa: E402


def start(program, out, *options):
    command = [program, "train", "--out", out, "--threads", "1", "--log-format", "json", *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def send_after(process, step, number):
    """Sends the signal once the log has the loss of a step. Returns the exit code."""
    for line in process.stderr:
        entry = json.loads(line) if line.startswith("{") else {}
        if entry.get("step") == step and "loss" in entry:
            process.send_signal(number)
            break
    process.stderr.read()
    return process.wait()


def finish(program, out):
    subprocess.run([program, "train", "--out", out, "--threads", "1", "--resume", "--quiet"], check=True)


def saved_steps(out):
    return sorted(int(name.split("-")[1]) for name in os.listdir(f"{out}/checkpoints"))


def state(out):
    return json.loads(pathlib.Path(out, "last", "state.json").read_text())


def stop_in_evaluation(program, whole, number):
    """Step 3 is saved without its evaluation, which the resumed run makes up for."""
    out = f"{whole}-eval-{number.name}"
    code = send_after(start(program, out), 3, number)
    assert code == 130, code
    assert saved_steps(out) == [3] and state(out)["run"]["eval_pending"], saved_steps(out)
    assert not any("val_loss" in entry for entry in metrics(out))
    finish(program, out)
    same_run(whole, out)
    assert os.readlink(f"{out}/best") == os.readlink(f"{whole}/best")


def stop_in_step(program, whole, number):
    """Between two micro-batches of step 2: step 1 is saved."""
    out = f"{whole}-step-{number.name}"
    code = send_after(start(program, out), 1, number)
    assert code == 130, code
    assert saved_steps(out) == [1], saved_steps(out)
    finish(program, out)
    same_run(whole, out)


def save_and_go_on(program, whole, step):
    out = f"{whole}-save-{step}"
    code = send_after(start(program, out), step, signal.SIGUSR1)
    assert code == 0, code
    assert saved_steps(out) == sorted({step, 3, 6}), saved_steps(out)
    same_run(whole, out)


def main():
    for program, whole in (("./plain", "plain-run"), ("./cut", "cut-run")):
        subprocess.run([program, "train", "--out", whole, "--threads", "1", "--quiet"], check=True)
    for number in (signal.SIGTERM, signal.SIGUSR2, signal.SIGXCPU):
        stop_in_evaluation("./plain", "plain-run", number)
    save_and_go_on("./plain", "plain-run", 3)
    stop_in_step("./cut", "cut-run", signal.SIGINT)
    save_and_go_on("./cut", "cut-run", 1)


if __name__ == "__main__":
    main()
