#!/usr/bin/env python3
"""Checks that @decode computes, token by token, what @generate does.

    decode-values.py FILE TOKENS [bmc-opt or bmc flags]

Derives @decode in FILE, MLIR of f64 or a .model, feeds both functions the same random parameters and TOKENS tokens, and requires
the logits of every position to agree to 1e-10: of tokens one by one, and of tokens behind a prompt that @generate took.
"""
import math
import pathlib
import random
import re
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parents[3] / "e2e" / "Inputs"))
from tensor_files import read_safetensors, write_safetensors


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def noise(shape):
    return ("F64", shape, [random.gauss(0, 0.5) for _ in range(math.prod(shape))])


def zeros(shape):
    return ("F64", shape, [0.0] * math.prod(shape))


class Functions:
    """@generate and @decode of a module, with parameters."""

    def __init__(self, folder, path, flags):
        self.module, self.inputs = folder / "derived.mlir", folder / "in.safetensors"
        self.outputs = folder / "out.safetensors"
        if path.endswith(".model"):
            run("bmc", path, "--emit=step", "--precision=f64", *flags, "-o", self.module)
        else:
            run("bmc-opt", path, "--bmc-push-select-row", "--bmc-derive-decode", *flags, "-o", self.module)
        text = self.module.read_text()
        self.parameters, self.states = {}, {}
        for name, extents in re.findall(r"bmc\.parameter @\"?([\w.]+)\"? : tensor<((?:\d+x)+)f64>", text):
            shape = [int(extent) for extent in extents.split("x")[:-1]]
            if name.startswith("state."):
                self.states[f"{name}.carried"] = shape
            else:
                self.parameters[name] = noise(shape)
        if not self.states:
            sys.exit("nothing is carried")
        self.window = int(re.search(r"func\.func @generate\(%\w+: tensor<1x(\d+|\?)xi32", text)[1].replace("?", "0"))

    def call(self, function, tokens, position, states):
        write_safetensors(self.inputs, {**self.parameters, **states, "tokens": tokens, "position": ("I32", [], [position])})
        run("bmc-eval", self.module, "--exact", f"--function={function}", f"--input={self.inputs}", f"--output={self.outputs}")
        found = read_safetensors(self.outputs)
        return found["logits"][2], {name: ("F64", *found[name][1:]) for name in states if name in found}

    def generate(self, tokens):
        """Logits after the tokens, and what they leave in place of anything that was there."""
        filled = tokens + [0] * (self.window - len(tokens))
        states = {name: noise(shape) for name, shape in self.states.items()}
        return self.call("generate", ("I32", [1, len(filled)], filled), len(tokens) - 1, states)

    def start(self):
        """Nothing has come before; keys and values of later positions may be anything."""
        return {name: zeros(shape) if len(shape) == 2 else noise(shape) for name, shape in self.states.items()}


def check(functions, tokens, begin, states, expected):
    for position in range(begin, len(tokens)):
        found, states = functions.call("decode", ("I32", [1], [tokens[position]]), position, states)
        worst = max(abs(a - b) for a, b in zip(expected[position], found, strict=True))
        if not worst < 1e-10 or set(states) != set(functions.states):
            sys.exit(f"position {position} from {begin}: logits differ by {worst}")


def main():
    path, count, flags = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    random.seed(1)
    with tempfile.TemporaryDirectory() as name:
        functions = Functions(pathlib.Path(name), path, flags)
        tokens = [random.randrange(5) for _ in range(count)]
        expected, left = zip(*(functions.generate(tokens[:n + 1]) for n in range(count)))
        check(functions, tokens, 0, functions.start(), expected)
        for begin in (1, count // 2):
            check(functions, tokens, begin, left[begin - 1], expected)
    print(f"{count} positions, {len(functions.states)} states: equal")


main()
