#!/usr/bin/env python3
"""Sends signals at known places of a run and compares what becomes of it with
the run nobody disturbed."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Inputs"))
from e2e import metrics, same_run  # noqa: E402


def start(program, out, *options):
    command = [program, "train", "--out", out, "--threads", "1", "--log-format", "json", *options]
    # Under nohup it would rightly ignore what its parent ignores.
    restore = lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL)
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=restore)


def wait_for(process, step):
    """Until the log has the loss of a step."""
    for line in process.stderr:
        entry = json.loads(line) if line.startswith("{") else {}
        if entry.get("step") == step and "loss" in entry:
            return


def send_after(process, step, *numbers):
    """Sends signals once the log has the loss of a step; the program meets all
    of them at once. Returns the exit code."""
    wait_for(process, step)
    process.send_signal(signal.SIGSTOP)
    for number in numbers:
        process.send_signal(number)
    process.send_signal(signal.SIGCONT)
    process.stderr.read()
    return process.wait()


def finish(program, out):
    subprocess.run([program, "train", "--out", out, "--threads", "1", "--resume", "--quiet"], check=True)


def saved_steps(out):
    folder = pathlib.Path(out, "checkpoints")
    return sorted(int(name.split("-")[1]) for name in os.listdir(folder))


def state(out):
    return json.loads(pathlib.Path(out, "last", "state.json").read_text())


def stop_in_evaluation(program, whole, *numbers):
    """Step 3 is saved without its evaluation, which the resumed run makes up for."""
    out = "-".join([whole, "eval", *(number.name for number in numbers)])
    code = send_after(start(program, out), 3, *numbers)
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


def end_at_once(program, whole, first, second):
    """Somebody insists: nothing is saved any more."""
    out = f"{whole}-twice-{first.name}-{second.name}"
    code = send_after(start(program, out), 3, first, second)
    assert code == 130, code
    assert saved_steps(out) == [] and not os.path.exists(f"{out}/report.json")


def save_and_go_on(program, whole, step):
    out = f"{whole}-save-{step}"
    code = send_after(start(program, out), step, signal.SIGUSR1)
    assert code == 0, code
    assert saved_steps(out) == sorted({step, 3, 6}), saved_steps(out)
    same_run(whole, out)


def save_all_the_time(program, whole):
    """More often than a step or an evaluation takes: the run ends all the same."""
    out = f"{whole}-flood"
    process = start(program, out)
    wait_for(process, 1)
    log = threading.Thread(target=process.stderr.read)
    log.start()
    end = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < end:
        process.send_signal(signal.SIGUSR1)
        time.sleep(0.01)
    process.kill()
    log.join()
    assert process.wait() == 0, process.returncode
    same_run(whole, out)


def main():
    for program, whole in (("./plain", "plain-run"), ("./cut", "cut-run")):
        subprocess.run([program, "train", "--out", whole, "--threads", "1", "--quiet"], check=True)
        save_all_the_time(program, whole)
    for number in (signal.SIGTERM, signal.SIGUSR2, signal.SIGXCPU):
        stop_in_evaluation("./plain", "plain-run", number)
    # What a cluster sends on its own is never somebody who insists.
    stop_in_evaluation("./plain", "plain-run", signal.SIGUSR2, signal.SIGXCPU, signal.SIGTERM)
    stop_in_evaluation("./plain", "plain-run", signal.SIGXCPU, signal.SIGUSR2, signal.SIGINT)
    end_at_once("./plain", "plain-run", signal.SIGINT, signal.SIGTERM)
    end_at_once("./plain", "plain-run", signal.SIGTERM, signal.SIGHUP)
    save_and_go_on("./plain", "plain-run", 3)
    stop_in_step("./cut", "cut-run", signal.SIGINT)
    save_and_go_on("./cut", "cut-run", 1)


if __name__ == "__main__":
    main()
