#!/usr/bin/env python3
"""Writes damaged files and runs programs under limits for the robustness tests."""

import gzip
import json
import os
import resource
import signal
import struct
import subprocess
import sys

SHARDS = {
    "good": {},
    "magic": {"magic": 1},
    "version": {"version": 9},
    "cut": {"cut": 11},
    "negative": {"announced": -5},
    "more": {"announced": 2**31 - 1},
    "fewer": {"announced": 100},
    "few": {"count": 10},
    "token": {"wrong": 123},
}


def shard(path, variant, vocabulary="100"):
    """llm.c token file with one thing wrong."""
    options = {"magic": 20240520, "version": 1, "count": 2000, "cut": 0} | SHARDS[variant]
    count = options["count"]
    tokens = [i * 7 % int(vocabulary) for i in range(count)]
    if "wrong" in options:
        tokens[options["wrong"]] = int(vocabulary)
    header = [options["magic"], options["version"], options.get("announced", count)] + [0] * 253
    data = struct.pack("<256i", *header) + struct.pack(f"<{count}H", *tokens)
    open(path, "wb").write(data[:len(data) - options["cut"]])


def entry(shape, begin, end, dtype="F32"):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def safetensors(path, variant):
    """Weights of linear.model with one thing wrong."""
    weight, bias = entry([1, 1], 0, 4), entry([1], 4, 8)
    blob = struct.pack("<2f", 1.5, 0.5)
    headers = {
        "good": {"fc.weight": weight, "fc.bias": bias},
        "shape": {"fc.weight": entry([1, 2], 0, 8), "fc.bias": entry([1], 8, 12)},
        "size": {"fc.weight": entry([1, 1], 0, 8), "fc.bias": entry([1], 8, 12)},
        "name": {"fc.weigth": weight, "fc.bias": bias},
        "missing": {"fc.weight": weight},
        "extra": {"fc.weight": weight, "fc.bias": bias, "head": entry([1], 8, 12)},
        "overlap": {"fc.weight": weight, "fc.bias": entry([1], 2, 6)},
        "outside": {"fc.weight": weight, "fc.bias": entry([1], 4, 1 << 62)},
        "hole": {"fc.weight": weight, "fc.bias": entry([1], 8, 12)},
        "negative": {"fc.weight": entry([-1, -1], 0, 4), "fc.bias": bias},
        "overflow": {"fc.weight": entry([1 << 33, 1 << 33], 0, 4), "fc.bias": bias},
        "dtype": {"fc.weight": weight | {"dtype": "Q4"}, "fc.bias": bias},
        "integer": {"fc.weight": weight | {"dtype": "I32"}, "fc.bias": bias},
        "nan": {"fc.weight": weight, "fc.bias": bias},
    }
    blob += {"shape": 4, "size": 4, "extra": 4, "hole": 4}.get(variant, 0) * b"\0"
    text = json.dumps(headers.get(variant, headers["good"])).encode()
    if variant == "duplicate":
        text = text.replace(b"fc.bias", b"fc.weight")
    if variant == "deep":
        text = b"[" * 100000
    if variant == "json":
        text = text[:-1]
    size = {"huge": 1 << 60, "long": 1 << 20}.get(variant, len(text))
    if variant == "missing":
        blob = blob[:4]
    if variant == "nan":
        blob = struct.pack("<2f", float("nan"), 0.5)
    data = struct.pack("<Q", size) + text + blob
    if variant.startswith("cut"):
        data = data[:int(variant[3:])]
    open(path, "wb").write(data)


def integers(path, *tensors):
    """A file of i32 tensors of one axis, given as name=1,2,3."""
    header, blob = {}, b""
    for text in tensors:
        name, values = text.split("=")
        raw = struct.pack(f"<{values.count(',') + 1}i", *map(int, values.split(",")))
        header[name] = entry([len(raw) // 4], len(blob), len(blob) + len(raw), "I32")
        blob += raw
    head = json.dumps(header).encode()
    open(path, "wb").write(struct.pack("<Q", len(head)) + head + blob)


def flip(path, position):
    """One bit of a file is wrong; a negative position counts from the end."""
    data = bytearray(open(path, "rb").read())
    data[int(position)] ^= 4
    open(path, "wb").write(data)


def limited(bytes_per_file, *command):
    """No file may grow beyond a size: what a full disk looks like without
    one."""
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(bytes_per_file),) * 2)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return subprocess.run(command, preexec_fn=limit).returncode


def closed(streams, *command):
    """Runs with standard streams closed ("0", "12", ..)."""
    def close():
        for stream in streams:
            os.close(int(stream))
    return subprocess.run(command, preexec_fn=close, close_fds=False).returncode


def terminate(name, *command):
    """Sends a signal once the first step is logged; prints the exit code.

    The program starts with the signal's default action: under nohup, or in the
    background of a script, it would rightly ignore what its parent ignores.
    """
    number = getattr(signal, name)
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    )
    for line in process.stderr:
        if line.startswith("step "):
            break
    process.send_signal(number)
    sys.stderr.write(process.stderr.read())
    return process.wait() % 256


def broken_pipe(*command):
    """Standard output is a pipe nobody reads any more."""
    reader, writer = os.pipe()
    os.close(reader)
    restore = lambda: signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    code = subprocess.run(command, stdout=writer, preexec_fn=restore).returncode
    return code % 256


def memory(directory, slack, *command):
    """Peak memory of a run lies within 5 % of `info`, or within `slack` bytes
    where that is more."""
    planned = json.loads(subprocess.run([command[0], "info", "--json"], check=True, stdout=subprocess.PIPE).stdout)
    planned = planned["memory"]["peak_bytes"]
    subprocess.run([*command, "--out", directory], check=True)
    peak = json.load(open(os.path.join(directory, "report.json")))["peak_memory_bytes"]
    print(f"planned {planned}, peak {peak}, ratio {peak / planned:.3f}")
    assert abs(peak - planned) <= max(0.05 * planned, float(slack)), (planned, peak)


def bomb(path, line, members):
    """A gzip file of so many members that are each 16 MiB of one line."""
    line = line.encode().decode("unicode_escape").encode()
    member = gzip.compress(line * ((1 << 24) // len(line)), 9)
    open(path, "wb").write(member * int(members))


def within(mebibytes, *command):
    """The exit code of a command that takes so much memory at most."""
    code = subprocess.run(command).returncode
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert peak <= float(mebibytes), f"{peak:.0f} MiB"
    return code


def finite(directory):
    """Every number of the last checkpoint is one."""
    for name in ("model", "optimizer"):
        data = open(os.path.join(directory, "last", name + ".safetensors"), "rb").read()
        values = data[8 + struct.unpack("<Q", data[:8])[0]:]
        assert all(abs(v) < 3e38 for (v,) in struct.iter_unpack("<f", values)), name


if __name__ == "__main__":
    sys.exit(globals()[sys.argv[1].replace("-", "_")](*sys.argv[2:]))
