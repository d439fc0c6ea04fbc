#!/usr/bin/env python3
"""Checks that @decode computes, token by token, what @generate does.

    decode-values.py FILE TOKENS [bmc-opt flags]

Derives @decode in FILE (f64), feeds both functions the same random parameters and TOKENS tokens of two rows, and
requires the logits of every position to agree to 1e-10.
"""
import pathlib
import random
import re
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parents[3] / "e2e" / "Inputs"))
from tensor_files import read_safetensors, write_safetensors

ROWS, VOCABULARY = 2, 5


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def parameters(module):
    result = {}
    for name, extents in re.findall(r"bmc\.parameter @\"?([\w.]+)\"? : tensor<((?:\d+x)+)f64>", module):
        shape = [int(extent) for extent in extents.split("x")[:-1]]
        count = 1
        for extent in shape:
            count *= extent
        result[name] = ("F64", shape, [random.gauss(0, 0.5) for _ in range(count)])
    return result


def main():
    path, count, flags = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    random.seed(1)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        derived, inputs, outputs = folder / "derived.mlir", folder / "in.safetensors", folder / "out.safetensors"
        run("bmc-opt", path, "--bmc-push-select-row", "--bmc-derive-decode", *flags, "-o", derived)
        tensors = parameters(derived.read_text())
        states = {f"{key}.carried": tensors.pop(key) for key in list(tensors) if key.startswith("state.")}
        if not states:
            sys.exit("nothing is carried")
        # Nothing has come before: no state of the rows.
        for key, (_, (_, width), _) in states.items():
            tensors[key] = ("F64", [ROWS, width], [0.0] * (ROWS * width))

        def call(function, tokens, position):
            write_safetensors(inputs, {**tensors, "tokens": tokens, "position": ("I32", [], [position])})
            run("bmc-eval", derived, "--exact", f"--function={function}", f"--input={inputs}", f"--output={outputs}")
            return read_safetensors(outputs)

        rows = [[random.randrange(VOCABULARY) for _ in range(count)] for _ in range(ROWS)]
        for position in range(count):
            seen = [token for row in rows for token in row[: position + 1]]
            expected = call("generate", ("I32", [ROWS, position + 1], seen), position)["logits"][2]
            found = call("decode", ("I32", [ROWS], [row[position] for row in rows]), position)
            tensors.update({key: ("F64", found[key][1], found[key][2]) for key in states})
            worst = max(abs(a - b) for a, b in zip(expected, found["logits"][2], strict=True))
            if not worst < 1e-10:
                sys.exit(f"position {position}: logits differ by {worst}")
    print(f"{count} positions, {len(states)} states: equal")


main()
