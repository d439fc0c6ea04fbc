#!/usr/bin/env python3
"""Weights of other writers: any name of a tie, prefixes, save_model's metadata."""

import json
import pathlib
import struct
import subprocess
import sys
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Inputs"))
from tensor_files import read_safetensors, write_safetensors  # noqa: E402

LINEAR = ("first.a.weight", "first.a.bias")


def step(name, tensors, metadata=None):
    path = f"{name}.safetensors"
    write_safetensors(path, tensors)
    if metadata:
        data = pathlib.Path(path).read_bytes()
        length = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8:8 + length]) | {"__metadata__": metadata}
        text = json.dumps(header).encode()
        pathlib.Path(path).write_bytes(struct.pack("<Q", len(text)) + text + data[8 + length:])
    return run(path)


def run(path):
    return subprocess.run(["./tied", "step", "--batch", "batch.safetensors", "--init", path], capture_output=True, text=True)


def main():
    own = read_safetensors("run/last/model.safetensors")
    assert sorted(own) == sorted(["tok.weight", *LINEAR]), sorted(own)
    write_safetensors("batch.safetensors", {n: ("I32", [2, 4], list(range(8))) for n in ("tokens", "targets")})
    expected = step("own", own)
    assert expected.returncode == 0, expected.stderr

    head = {("head.weight" if n == "tok.weight" else n): t for n, t in own.items()}
    block = {n.replace("first.a", "second.again.a"): t for n, t in own.items()}
    for name, tensors, metadata in (
            ("alias", head, None),
            ("both", own | head, None),
            ("block", block, None),
            ("all", own | head | block, None),
            ("module", {f"module.{n}": t for n, t in head.items()}, None),
            ("compiled", {f"_orig_mod.module.{n}": t for n, t in own.items()}, None),
            ("metadata", {("kept" if n == "tok.weight" else n): t for n, t in own.items()}, {"head.weight": "kept"})):
        found = step(name, tensors, metadata)
        assert found.returncode == 0 and found.stdout == expected.stdout, (name, found.stderr)

    def refused(result, message):
        assert result.returncode == 1 and message in result.stderr, result.stderr

    dtype, shape, values = own["tok.weight"]
    other = own | {"head.weight": (dtype, shape, [v + 1 for v in values])}
    refused(step("differ", other), "tensors 'tok.weight' and 'head.weight' are one weight of this model, but differ")
    refused(step("missing", {n: t for n, t in own.items() if n != "first.a.bias"}),
            "no tensor 'first.a.bias', expected f32 [8]; the file holds tok.weight [256, 8], first.a.weight [8, 8]")
    refused(step("extra", own | {"x": ("F32", [1], [0.0])}), "found tensor 'x' [1], which the model does not have")
    with zipfile.ZipFile("weights.pt", "w") as archive:
        archive.writestr("archive/data.pkl", b"\x80\x02}q\x00.")
    refused(run("weights.pt"), "found a zip file, as torch.save writes them, expected safetensors; convert it in Python")
    pathlib.Path("old.pt").write_bytes(b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.")
    refused(run("old.pt"), "found a pickle, as torch.save once wrote them")


if __name__ == "__main__":
    main()
