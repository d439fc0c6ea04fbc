#!/usr/bin/env python3
"""Helpers of the runtime tests: data, comparison of runs, signals, terminals."""

import fcntl
import json
import os
import pathlib
import pty
import random
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time

sys.path.append(str(pathlib.Path(__file__).parents[2] / "Inputs"))
from tensor_files import read_safetensors, write_safetensors  # noqa: E402


def table(path, rows="500", y_scale="1", x_scale="1"):
    """CSV with y = 2 x0 - 3 x1 + 0.5 + noise before scaling, columns not in
    model order."""
    rng = random.Random(1)
    with open(path, "w") as file:
        file.write("x0,y,x1\n")
        for _ in range(int(rows)):
            a, b = rng.gauss(0, 1), rng.gauss(0, 1)
            y = (2 * a - 3 * b + 0.5 + rng.gauss(0, 0.1)) * float(y_scale)
            a, b = a * float(x_scale), b * float(x_scale)
            file.write(f"{a:.7g},{y:.6g},{b:.7g}\n")


def text(path):
    """A text a bigram model can learn something from."""
    rng = random.Random(2)
    words = "the cat sat on a mat and saw the dog run to the sea".split()
    with open(path, "w") as file:
        for _ in range(800):
            file.write(" ".join(rng.choice(words) for _ in range(8)) + ".\n")


def shard(path, first="0", count="4000"):
    """llm.c token file: 0 1 2 .. 99 0 1 2 .., beginning with `first`."""
    count = int(count)
    header = [20240520, 1, count] + [0] * 253
    tokens = [(int(first) + i) % 100 for i in range(count)]
    open(path, "wb").write(struct.pack("<256i", *header) + struct.pack(f"<{count}H", *tokens))


def metrics(directory):
    """Lines of metrics.jsonl without the time."""
    lines = []
    with open(os.path.join(directory, "metrics.jsonl")) as file:
        for line in file:
            entry = json.loads(line)
            del entry["ms"]
            lines.append(entry)
    return lines


def weights(directory):
    """Bytes of every file of the last checkpoint."""
    last = os.path.join(directory, "last")
    return {n: open(os.path.join(last, n), "rb").read() for n in os.listdir(last)}


def same_run(a, b):
    """Same logged losses and byte-identical last checkpoint."""
    assert metrics(a) == metrics(b), "metrics differ"
    assert weights(a) == weights(b), "last checkpoints differ"
    leftovers = [n for n in os.listdir(os.path.join(b, "checkpoints"))
                 if not re.fullmatch(r"step-\d+", n)]
    assert not leftovers, leftovers


def constant_loss(directory):
    """Training losses of a run agree to 0.5 %: the same rows, with noise that
    differs from step to step."""
    losses = [entry["loss"] for entry in metrics(directory) if "loss" in entry]
    assert max(losses) < 1.005 * min(losses), losses
    assert len(set(losses)) == len(losses), losses


def similar_run(a, b):
    """First losses and gradient norms agree to 3 %: same rows, same
    arithmetic, other noise."""
    for x, y in list(zip(metrics(a), metrics(b)))[:20]:
        for key in ("loss", "grad_norm", "rows"):
            assert abs(x[key] - y[key]) <= 0.03 * abs(x[key]), (key, x, y)


def rewind_everywhere(program, original, copy):
    """Resumes from every checkpoint of a run; each must end the same."""
    steps = sorted(os.listdir(os.path.join(original, "checkpoints")))
    assert len(steps) > 10, steps
    for index, step in enumerate(steps):
        # More threads than idle CPUs make these tiny steps slow: a few will do.
        threads = "2" if index < 2 else "1"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(original, copy, symlinks=True)
        start = os.path.join(copy, "checkpoints", step)
        subprocess.run([program, "train", "--out", copy, f"--resume={start}",
                        "--threads", threads, "--quiet"], check=True)
        same_run(original, copy)


def interrupt(expected, *command):
    """Sends SIGINT once the run has started; expects the exit code."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    process.stderr.readline()
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    sys.stderr.write(process.stderr.read())
    assert process.wait() == int(expected), process.returncode


def signal_while_reading(name, path, *command):
    """Sends a signal while the program sets up, waiting for the rest of its
    input."""
    data = open(path, "rb").read()
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    # More than a pipe holds: once it is written, the program is reading.
    half = 3 * len(data) // 4
    assert half > 2**17, half
    process.stdin.write(data[:half])
    process.stdin.flush()
    process.send_signal(getattr(signal, name))
    try:
        process.stdin.write(data[half:])
        process.stdin.close()
    except BrokenPipeError:
        pass
    return process.wait() % 256


def stop_output(name, path, *command):
    """Sends a signal once the output is being written; nothing of it stays."""
    folder, stem = os.path.split(path)
    found = lambda: [n for n in os.listdir(folder or ".") if n.startswith(stem)]
    number = getattr(signal, name)
    process = subprocess.Popen(
        command,
        preexec_fn=lambda: (signal.signal(number, signal.SIG_DFL),
                            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))),
    )
    while not found() and process.poll() is None:
        pass
    process.send_signal(number)
    assert process.wait() == -number, process.returncode
    assert not found(), found()


def kill_until_done(times, *command):
    """kill -9 at random moments, then lets it finish."""
    rng = random.Random(3)
    for _ in range(int(times)):
        process = subprocess.Popen(command)
        time.sleep(rng.uniform(0.005, 0.25))
        process.kill()
        code = process.wait()
        assert code in (0, -signal.SIGKILL), code
    assert subprocess.run(command).returncode == 0


def aligned(*paths):
    """Tensor data of files we write starts at a multiple of 256 bytes."""
    for path in paths:
        size = struct.unpack("<Q", open(path, "rb").read(8))[0]
        assert (8 + size) % 256 == 0, path


def linear_batch(batch, init, dtype="F64", poison="0"):
    """A batch of 5 rows and fixed weights for the linear program."""
    x = [0.5, -1.0, 2.0, 0.25, -0.75, 1.5, 1.0, 1.0, 0.0, -2.0]
    y = [1.0, -2.0, 0.5, 3.0, float("nan") if poison == "1" else 0.0]
    write_safetensors(batch, {"x": (dtype, [5, 2], x), "y": (dtype, [5], y)})
    linear_init(init, 0.3, -0.4, 0.1, dtype)


def linear_init(path, w0, w1, b, dtype="F32"):
    """Weights of the linear program."""
    weight = (dtype, [1, 2], [float(w0), float(w1)])
    write_safetensors(path, {"fc.weight": weight, "fc.bias": (dtype, [1], [float(b)])})


def check_linear_step(batch, init, gradients, outputs, loss_file):
    """Recomputes loss, output and gradients of `step`. The program adds noise
    of at most 0.005 to x in training, so that bounds the difference."""
    inputs, start = read_safetensors(batch), read_safetensors(init)
    x, y = inputs["x"][2], inputs["y"][2]
    w, b = start["fc.weight"][2], start["fc.bias"][2][0]
    rows = len(y)
    prediction = [x[2 * r] * w[0] + x[2 * r + 1] * w[1] + b for r in range(rows)]
    error = [2 * (p - t) / rows for p, t in zip(prediction, y)]
    expected = {
        "fc.weight": [sum(error[r] * x[2 * r + k] for r in range(rows)) for k in (0, 1)],
        "fc.bias": [sum(error)],
    }
    found = read_safetensors(gradients)
    assert set(found) == set(expected), found
    for name, values in expected.items():
        for a, e in zip(found[name][2], values):
            assert abs(a - e) < 0.05, (name, a, e)
    for a, e in zip(read_safetensors(outputs)["output"][2], prediction):
        assert abs(a - e) < 1e-6, (a, e)
    loss = sum((p - t) ** 2 for p, t in zip(prediction, y)) / rows
    printed = open(loss_file).read().strip()
    assert abs(float(printed) - loss) < 0.05, (printed, loss)
    assert f"{float(printed):.17g}" == printed, printed


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def event_file(directory, tag, count):
    """Framing and checksums of the TensorBoard file; how often a tag occurs."""
    (name,) = [n for n in os.listdir(directory) if n.startswith("events.out.tfevents.")]
    data = open(os.path.join(directory, name), "rb").read()
    position, records = 0, []
    while position < len(data):
        length, check = struct.unpack_from("<QI", data, position)
        assert check == masked(data[position:position + 8])
        payload = data[position + 12:position + 12 + length]
        assert struct.unpack_from("<I", data, position + 12 + length)[0] == masked(payload)
        records.append(payload)
        position += 16 + length
    assert b"brain.Event:2" in records[0], records[0]
    found = sum(tag.encode() in record for record in records)
    assert found == int(count), found


def terminal(columns, *command):
    """Runs on a pseudo-terminal of some width; prints what it wrote, with
    control characters visible."""
    pid, descriptor = pty.fork()
    if pid == 0:
        size = struct.pack("HHHH", 24, int(columns), 0, 0)
        fcntl.ioctl(2, termios.TIOCSWINSZ, size)
        os.execv(command[0], command)
    output = b""
    while True:
        try:
            chunk = os.read(descriptor, 4096)
        except OSError:
            break
        if not chunk:
            break
        output += chunk
    _, status = os.waitpid(pid, 0)
    shown = output.decode().replace("\r\n", "\n").replace("\x1b", "<ESC>")
    frames = [f.split("<ESC>[J")[-1] for f in re.split(r"[\r\n]", shown)]
    widest = max(len(re.sub(r"<ESC>\[[0-9;]*[mAJ]", "", f)) for f in frames
                 if f.startswith("step ") and "saved" not in f and ":" not in f)
    print(shown.replace("\r", "<CR>"))
    print(f"widest: {widest}")
    print("fits:", widest < int(columns))
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(globals()[sys.argv[1].replace("-", "_")](*sys.argv[2:]))
