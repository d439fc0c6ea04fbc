#!/usr/bin/env python3
"""Checks that @decode computes, token by token, what @generate does.

    decode-values.py FILE TOKENS [bmc-opt or bmc flags]

Derives @decode in FILE, MLIR of f64 or a .model, feeds both functions the same random parameters and TOKENS tokens, and requires
the logits of every position to agree to 1e-10: of tokens one by one, of tokens behind a prompt that @generate took, and of several
sequences at once, each at a position of its own.
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
        for name, extents in re.findall(r"bmc\.parameter @\"?([\w.:]+)\"? : tensor<((?:\d+x)+)f64>", text):
            shape = [int(extent) for extent in extents.split("x")[:-1]]
            if name.startswith("state:"):
                self.states[f"{name}.carried"] = shape
            else:
                self.parameters[name] = noise(shape)
        if not self.states:
            sys.exit("nothing is carried")
        self.takes_sequences = re.search(r"func\.func @decode\(%\w+: tensor<\?xi32", text) is not None
        self.window = int(re.search(r"func\.func @generate\(%\w+: tensor<1x(\d+|\?)xi32", text)[1].replace("?", "0"))

    def call(self, function, tokens, position, states):
        write_safetensors(self.inputs, {**self.parameters, **states, "tokens": tokens, "position": position})
        run("bmc-eval", self.module, "--exact", f"--function={function}", f"--input={self.inputs}", f"--output={self.outputs}")
        found = read_safetensors(self.outputs)
        return rows(found["logits"]), {name: ("F64", *found[name][1:]) for name in states if name in found}

    def generate(self, tokens):
        """Logits after the tokens, and what they leave in place of anything that was there."""
        filled = tokens + [0] * (self.window - len(tokens))
        states = {name: noise([1, *shape[1:]]) for name, shape in self.states.items()}
        logits, left = self.call("generate", ("I32", [1, len(filled)], filled), ("I32", [], [len(tokens) - 1]), states)
        return logits[0], left

    def decode(self, tokens, positions, states):
        """Logits after a token of each sequence, and what is left of each."""
        count = len(tokens)
        shape = [count] if self.takes_sequences else []
        return self.call("decode", ("I32", [count], tokens), ("I32", shape, positions), states)

    def start(self):
        """Nothing has come before; keys and values of later positions may be anything."""
        return {name: zeros([1, *shape[1:]]) if len(shape) == 2 else noise([1, *shape[1:]]) for name, shape in self.states.items()}


def rows(tensor):
    _, shape, values = tensor
    width = math.prod(shape[1:])
    return [values[at:at + width] for at in range(0, len(values), width)]


def together(states):
    """What is carried of several sequences, each given by itself."""
    return {name: ("F64", [len(states), *states[0][name][1][1:]], [x for state in states for x in state[name][2]])
            for name in states[0]}


def check(functions, tokens, begins, states, expected):
    """Sequences that begin at these positions, with what is carried of each, go on to the end of the longest."""
    positions, states = list(begins), together(states)
    while max(positions) < len(tokens):
        logits, states = functions.decode([tokens[p] for p in positions], positions, states)
        for position, found in zip(positions, logits, strict=True):
            worst = max(abs(a - b) for a, b in zip(expected[position], found, strict=True))
            if not worst < 1e-10 or set(states) != set(functions.states):
                sys.exit(f"position {position} of sequences from {begins}: logits differ by {worst}")
        positions = [p + 1 for p in positions]


def main():
    path, count, flags = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    random.seed(1)
    with tempfile.TemporaryDirectory() as name:
        functions = Functions(pathlib.Path(name), path, flags)
        tokens = [random.randrange(5) for _ in range(count)]
        expected, left = zip(*(functions.generate(tokens[:n + 1]) for n in range(count)))
        for begin in (1, count // 2):
            check(functions, tokens, [begin], [left[begin - 1]], expected)
        check(functions, tokens, [0], [functions.start()], expected)
        sequences = 1
        if functions.takes_sequences:
            begins = [count // 2, 0, 1]
            check(functions, tokens, begins, [left[begin - 1] if begin else functions.start() for begin in begins], expected)
            sequences = len(begins)
    print(f"{count} positions, {len(functions.states)} states, {sequences} sequences: equal")


main()
