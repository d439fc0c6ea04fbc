#!/usr/bin/env python3
"""Random small models, each in a random spelling, fused and as written.

    random_models.py FIRST LAST         check the seeds FIRST..LAST-1
    random_models.py --print SEED       print one model

For every seed a model of attention, feed-forward, normalization and elementwise
layers is written in `graph` form, with hand-written spellings of each chosen at
random. Its loss, and the gradient of every parameter, must be the same with and
without fusion to 1e-10 in f64. The same seeds make the same models everywhere.
"""

import json
import math
import os
import random
import re
import struct
import subprocess
import sys
import tempfile

SAME_VALUES = os.path.join(os.path.dirname(__file__), "..", "..", "Inputs", "same-values.py")
NEGATIVE_INFINITY = "0xFFF0000000000000"
ROOT_2_OVER_PI = 0.7978845608028654


def number(value):
    """A float as the IR spells it: always with a point."""
    mantissa, mark, exponent = repr(float(value)).partition("e")
    return (mantissa if "." in mantissa else mantissa + ".0") + mark + exponent


class Model:
    """A function under construction: values are (name, extents) pairs; an extent
    is a number or the name of a run-time size."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.parameters = []
        self.lines = []
        self.count = 0
        self.dynamic = self.random.random() < 0.6
        self.batch = "B" if self.dynamic else self.random.randint(1, 3)
        self.length = "S" if self.dynamic else self.random.randint(1, 5)
        self.heads = self.random.choice([1, 2, 3])
        self.width = self.heads * self.random.choice([2, 4])

    def chance(self, probability=0.5):
        return self.random.random() < probability

    def choose(self, *options):
        return self.random.choice(options)

    # Types and ops.

    @staticmethod
    def type(extents, element="f32"):
        shape = "".join("?x" if isinstance(e, str) else f"{e}x" for e in extents)
        names = [f'"{e}"' for e in extents if isinstance(e, str)]
        dims = f", #bmc.dims<{', '.join(names)}>" if names else ""
        return f"tensor<{shape}{element}{dims}>"

    def emit(self, text, extents, results=1):
        name = f"%v{self.count}"
        self.count += 1
        others = "".join(f", {name}_{i}" for i in range(1, results))
        self.lines.append(f"  {name}{others} = bmc.{text}")
        return name, extents

    def parameter(self, *extents):
        name = f"%p{len(self.parameters)}"
        self.parameters.append((name, extents))
        return name, extents

    def constant(self, value, extents):
        return self.emit(f"constant {number(value)} : {self.type(extents)}", extents)

    def infinity(self, extents):
        return self.emit(f"constant {NEGATIVE_INFINITY} : {self.type(extents)}", extents)

    def unary(self, op, x, attributes=""):
        return self.emit(f"{op} {x[0]}{attributes} : {self.type(x[1])}", x[1])

    def binary(self, op, a, b):
        assert a[1] == b[1]
        if op in ("add", "mul") and self.chance():
            a, b = b, a
        return self.emit(f"{op} {a[0]}, {b[0]} : {self.type(a[1])}", a[1])

    def scale(self, x, factor):
        how = self.random.randrange(3)
        if how == 0:
            return self.binary("mul", x, self.constant(factor, x[1]))
        if how == 1:
            return self.binary("div", x, self.constant(1 / factor, x[1]))
        return self.unary("neg", self.binary("mul", x, self.constant(-factor, x[1])))

    def reshape(self, x, *extents):
        return self.emit(f"reshape {x[0]} : {self.type(x[1])} -> {self.type(extents)}", extents)

    def transpose(self, x, *permutation):
        extents = tuple(x[1][axis] for axis in permutation)
        return self.emit(f"transpose {x[0]}, {list(permutation)} : {self.type(x[1])} -> {self.type(extents)}", extents)

    def broadcast(self, x, extents, *axes):
        return self.emit(f"broadcast {x[0]}, {list(axes)} : {self.type(x[1])} -> {self.type(extents)}", extents)

    def slice(self, x, axis, offset, size):
        extents = x[1][:axis] + (size,) + x[1][axis + 1:]
        return self.emit(f"slice {x[0]} axis {axis} offset {offset} size {size} : "
                         f"{self.type(x[1])} -> {self.type(extents)}", extents)

    def reduce(self, op, x):
        """Over the last axis."""
        extents = x[1][:-1]
        return self.emit(f"{op} {x[0]}, [{len(extents)}] : {self.type(x[1])} -> {self.type(extents)}", extents)

    def along_rows(self, number, extents):
        """One number per row, repeated in the row."""
        if self.chance(0.3):
            kept = self.reshape(number, *number[1], 1)
            return self.broadcast(kept, extents, *range(len(extents)))
        return self.broadcast(number, extents, *range(len(extents) - 1))

    def matmul(self, a, b, transpose_b=False):
        columns = b[1][-2] if transpose_b else b[1][-1]
        extents = a[1][:-1] + (columns,)
        flag = " transpose_b" if transpose_b else ""
        return self.emit(f"matmul {a[0]}, {b[0]}{flag} : {self.type(a[1])}, {self.type(b[1])} -> "
                         f"{self.type(extents)}", extents)

    # Layers, each in a random spelling.

    def linear(self, x, size, bias=None, stored=None):
        """A weight is stored [out, in] or [in, out]."""
        if stored == "in out" or stored is None and self.chance(0.25):
            return self.linear_in_out(x, size, bias)
        weight = self.parameter(size, x[1][-1])
        bias = self.chance() if bias is None else bias
        vector = self.parameter(size) if bias else None
        extents = x[1][:-1] + (size,)
        if self.chance(0.6):
            operands = [x, weight] + ([vector] if bias else [])
            names = ", ".join(o[0] for o in operands)
            types = ", ".join(self.type(o[1]) for o in operands)
            return self.emit(f"linear {names} : ({types}) -> {self.type(extents)}", extents)
        if self.chance():
            y = self.matmul(x, weight, transpose_b=True)
        else:
            y = self.matmul(x, self.transpose(weight, 1, 0))
        if bias:
            y = self.binary("add", y, self.broadcast(vector, extents, len(extents) - 1))
        return y

    def linear_in_out(self, x, size, bias):
        weight = self.parameter(x[1][-1], size)
        if self.chance(0.3):
            y = self.matmul(x, self.transpose(weight, 1, 0), transpose_b=True)
        else:
            y = self.matmul(x, weight)
        if self.chance() if bias is None else bias:
            y = self.binary("add", y, self.broadcast(self.parameter(size), y[1], len(y[1]) - 1))
        return y

    def gelu_tanh(self, x):
        cube = (self.binary("pow", x, self.constant(3.0, x[1])) if self.chance()
                else self.binary("mul", self.binary("mul", x, x), x))
        inner = self.binary("add", x, self.scale(cube, 0.044715))
        tanh = self.unary("tanh", self.scale(inner, ROOT_2_OVER_PI))
        one_plus = self.binary("add", tanh, self.constant(1.0, x[1]))
        if self.chance():
            return self.binary("mul", self.scale(x, 0.5), one_plus)
        return self.scale(self.binary("mul", x, one_plus), 0.5)

    def silu(self, x):
        if self.chance():
            return self.binary("mul", x, self.unary("sigmoid", x))
        denominator = self.binary("add", self.unary("exp", self.unary("neg", x)), self.constant(1.0, x[1]))
        return self.binary("div", x, denominator)

    def activation(self, x):
        kind = self.choose("relu", "gelu", "gelu_tanh", "silu", "tanh", "sigmoid", "by hand")
        if kind == "by hand":
            return self.choose(self.gelu_tanh, self.silu)(x)
        if kind == "gelu_tanh":
            return self.unary("gelu", x, " approximate tanh")
        return self.unary(kind, x)

    def feed_forward(self, x):
        u = self.linear(x, self.random.randint(1, 9))
        h = self.activation(u)
        if self.chance(0.15):
            h = self.binary("mul", h, u)
        return self.linear(h, x[1][-1])

    def gated_feed_forward(self, x):
        """Two projections, or one cut into halves, the gate first or second."""
        width, stored = self.random.randint(1, 9), self.choose("in out", "out in", None)
        if self.chance():
            halves = [self.linear(x, width, stored=stored) for _ in range(2)]
        else:
            joint = self.linear(x, 2 * width, stored=stored)
            halves = [self.slice(joint, len(x[1]) - 1, i * width, width) for i in range(2)]
        gate, other = halves if self.chance() else halves[::-1]
        return self.linear(self.binary("mul", self.activation(gate), other), x[1][-1], stored=stored)

    def rms_norm(self, x):
        weight = self.parameter(x[1][-1]) if self.chance(0.8) else None
        square = (self.binary("mul", x, x) if self.chance()
                  else self.binary("pow", x, self.constant(2.0, x[1])))
        mean = self.reduce("mean", square)
        shifted = self.binary("add", mean, self.constant(self.choose(1e-6, 1e-3), mean[1]))
        if self.chance():
            y = self.binary("mul", x, self.along_rows(self.unary("rsqrt", shifted), x[1]))
        else:
            y = self.binary("div", x, self.along_rows(self.unary("sqrt", shifted), x[1]))
        return self.binary("mul", y, self.broadcast(weight, x[1], len(x[1]) - 1)) if weight else y

    def norm(self, x):
        return self.rms_norm(x) if self.chance(0.3) else self.layer_norm(x)

    def layer_norm(self, x):
        weight = self.parameter(x[1][-1]) if self.chance(0.8) else None
        bias = self.parameter(x[1][-1]) if weight and self.chance(0.8) else None
        eps = self.choose(1e-5, 1e-3)
        if self.chance(0.6):
            vectors = [v for v in (weight, bias) if v]
            words = "".join(f" {w} {v[0]}" for w, v in zip(("weight", "bias"), vectors))
            types = ", ".join(self.type(o[1]) for o in [x] + vectors)
            rows = self.type(x[1][:-1])
            return self.emit(f"layer_norm {x[0]}{words} eps {number(eps)} : ({types}) -> ({self.type(x[1])}, {rows}, {rows})",
                             x[1], results=3)
        centred = self.binary("sub", x, self.along_rows(self.reduce("mean", x), x[1]))
        square = (self.binary("mul", centred, centred) if self.chance()
                  else self.binary("pow", centred, self.constant(2.0, x[1])))
        variance = self.reduce("mean", square)
        shifted = self.binary("add", variance, self.constant(eps, variance[1]))
        if self.chance():
            y = self.binary("mul", centred, self.along_rows(self.unary("rsqrt", shifted), x[1]))
        else:
            y = self.binary("div", centred, self.along_rows(self.unary("sqrt", shifted), x[1]))
        for op, vector in (("mul", weight), ("add", bias)):
            if vector:
                y = self.binary(op, y, self.broadcast(vector, x[1], len(x[1]) - 1))
        return y

    def softmax(self, x):
        if self.chance(0.6):
            return self.unary("softmax", x)
        shifted = self.binary("sub", x, self.along_rows(self.reduce("max", x), x[1]))
        numbers = self.unary("exp", shifted)
        return self.binary("div", numbers, self.along_rows(self.reduce("sum", numbers), x[1]))

    def causal(self, scores):
        how = self.choose("op", "where", "add")
        extents = scores[1]
        if how == "op":
            return self.emit(f"causal_mask {scores[0]} fill {self.choose(NEGATIVE_INFINITY, '-1.0e9')} : "
                             f"{self.type(extents)}", extents)
        if how == "add":
            square = extents[-2:]
            zero = self.constant(0.0, square)
            mask = self.emit(f"causal_mask {zero[0]} fill {NEGATIVE_INFINITY} : {self.type(square)}", square)
            axes = range(len(extents) - 2, len(extents))
            return self.binary("add", scores, self.broadcast(mask, extents, *axes))
        length = extents[-1:]
        count = self.emit(f"arange : {self.type(length, 'i32')}", length)
        integers = self.type(extents, "i32")
        rows = self.emit(f"broadcast {count[0]}, [{len(extents) - 2}] : {self.type(length, 'i32')} -> {integers}", extents)
        columns = self.emit(f"broadcast {count[0]}, [{len(extents) - 1}] : {self.type(length, 'i32')} -> {integers}", extents)
        condition = self.emit(f"compare le, {columns[0]}, {rows[0]} : {integers}", extents)
        hidden = self.infinity(extents)
        return self.emit(f"select {condition[0]}, {scores[0]}, {hidden[0]} : {self.type(extents, 'i1')}, "
                         f"{self.type(extents)}", extents)

    def segments(self, scores):
        """Neighbouring positions see each other."""
        extents = scores[1]
        length, square, rank = extents[-1:], extents[-2:], len(extents)
        numbers = self.type(length, "i32")
        count = self.emit(f"arange : {numbers}", length)
        size = self.emit(f"constant {self.choose(1, 2, 3)}.0 : {numbers}", length)
        own = self.emit(f"integer floor_div {count[0]}, {size[0]} : {numbers}", length)
        rows, columns = (self.emit(f"broadcast {own[0]}, [{axis}] : {numbers} -> {self.type(square, 'i32')}", square)
                         for axis in range(2))
        how = self.choose("where", "hide", "add", "numbers")
        predicate = "ne" if how == "hide" else "eq"
        small = self.emit(f"compare {predicate}, {rows[0]}, {columns[0]} : {self.type(square, 'i32')}", square)
        axes = (rank - 2, rank - 1)
        if how == "add":
            mask = self.emit(f"select {small[0]}, {self.constant(0.0, square)[0]}, {self.infinity(square)[0]} : "
                             f"{self.type(square, 'i1')}, {self.type(square)}", square)
            return self.binary("add", scores, self.broadcast(mask, extents, *axes))
        if how == "numbers":
            ones = self.emit(f"convert {small[0]} : {self.type(square, 'i1')} -> {self.type(square)}", square)
            mask = self.scale(self.binary("sub", self.constant(1.0, square), ones), -1e9)
            return self.binary("add", scores, self.broadcast(mask, extents, *axes))
        condition = self.emit(f"broadcast {small[0]}, {list(axes)} : {self.type(square, 'i1')} -> "
                              f"{self.type(extents, 'i1')}", extents)
        a, b = scores, self.constant(self.choose(-1e9, -1e30), extents)
        if how == "hide":
            a, b = b, a
        return self.emit(f"select {condition[0]}, {a[0]}, {b[0]} : {self.type(extents, 'i1')}, {self.type(extents)}", extents)

    def split_heads(self, x, size):
        batch, length, width = x[1]
        heads = width // size
        if self.heads == 1 and self.chance():
            return x
        if self.chance(0.8):
            return self.transpose(self.reshape(x, batch, length, heads, size), 0, 2, 1, 3)
        turned = self.transpose(x, 0, 2, 1)
        return self.transpose(self.reshape(turned, batch, heads, size, length), 0, 1, 3, 2)

    def repeat_heads(self, x, group):
        """Each head of [B, G, S, E] for a group of queries."""
        if group == 1:
            return x
        batch, heads, length, size = x[1]
        extents = (batch, heads, group, length, size)
        if self.chance():
            repeated = self.broadcast(x, extents, 0, 1, 3, 4)
        else:
            repeated = self.broadcast(self.reshape(x, batch, heads, 1, length, size), extents, *range(5))
        return self.reshape(repeated, batch, heads * group, length, size)

    def counts(self, extent):
        integers = self.emit(f"arange : {self.type((extent,), 'i32')}", (extent,))
        return self.emit(f"convert {integers[0]} : {self.type((extent,), 'i32')} -> {self.type((extent,))}", (extent,))

    def concat(self, parts):
        axis = len(parts[0][1]) - 1
        extents = parts[0][1][:axis] + (sum(part[1][axis] for part in parts),)
        types = ", ".join(self.type(part[1]) for part in parts)
        return self.emit(f"concat {', '.join(part[0] for part in parts)} axis {axis} : {types} -> {self.type(extents)}", extents)

    def rotary(self, x):
        """Features e and e + E/2 turn together, by angles of position and e."""
        length, size = x[1][-2:]
        half, last = size // 2, len(x[1]) - 1
        rows = self.broadcast(self.counts(length), (length, half), 0)
        columns = self.broadcast(self.scale(self.counts(half), -0.3), (length, half), 1)
        angles = self.binary("mul", rows, self.unary("exp", columns))
        low, high = (self.slice(x, last, offset, half) for offset in (0, half))
        if self.chance():
            cos, sin = (self.broadcast(self.unary(f, angles), low[1], last - 1, last) for f in ("cos", "sin"))
            first = self.binary("sub", self.binary("mul", low, cos), self.binary("mul", high, sin))
            second = self.binary("add", self.binary("mul", high, cos), self.binary("mul", low, sin))
            return self.concat([first, second])
        angles = self.concat([angles, angles])
        cos, sin = (self.broadcast(self.unary(f, angles), x[1], last - 1, last) for f in ("cos", "sin"))
        turned = self.concat([self.unary("neg", high), low])
        return self.binary("add", self.binary("mul", x, cos), self.binary("mul", turned, sin))

    def trained_bias(self, scores):
        """Added to the scores of each head, or of all alike; parameters have no run-time sizes."""
        if self.dynamic or not self.chance(0.4):
            return scores
        extents = scores[1]
        axes = list(range(self.choose(1, len(extents) - 2), len(extents)))
        bias = self.parameter(*(extents[axis] for axis in axes))
        return self.binary("add", scores, self.broadcast(bias, extents, *axes))

    def dropout(self, x):
        if not self.chance(0.3):
            return x
        return self.emit(f"dropout {x[0]}, %rng p 0.3 stream {self.count} : {self.type(x[1])}, tensor<2xi64>", x[1])

    def merge_heads(self, x, extents):
        if len(x[1]) == 3:
            return x
        return self.reshape(self.transpose(x, 0, 2, 1, 3), *extents)

    def attention(self, x):
        width = x[1][-1]
        size = width // self.heads
        group = self.choose(1, self.heads)
        few = width // group
        if self.chance():
            together = self.linear(x, width + 2 * few)
            q = self.slice(together, 2, 0, width)
            k, v = (self.slice(together, 2, width + i * few, few) for i in range(2))
        else:
            q, k, v = (self.linear(x, columns) for columns in (width, few, few))
        factor = 1 / (width // self.heads) ** 0.5
        place = self.choose("q", "k", "scores", "both", "none", "split q")
        if place == "q":
            q = self.scale(q, factor)
        # All of q, k, v have the same number of axes or the products do not fit.
        q = self.split_heads(q, size)
        rank = len(q[1])
        split = []
        for value in (k, v):
            heads = self.split_heads(value, size)
            while len(heads[1]) != rank:
                heads = self.split_heads(value, size)
            split.append(heads)
        if self.chance(0.3):
            q, split[0] = self.rotary(q), self.rotary(split[0])
        split = [self.repeat_heads(heads, group) for heads in split]
        k, v = split
        if place == "split q":
            q = self.scale(q, factor)
        if place == "k":
            k = self.scale(k, factor)
        if place == "both":
            q, k = self.scale(q, factor ** 0.5), self.scale(k, factor ** 0.5)
        if self.chance():
            scores = self.matmul(q, k, transpose_b=True)
        else:
            axes = list(range(rank - 2)) + [rank - 1, rank - 2]
            scores = self.matmul(q, self.transpose(k, *axes))
        causal = self.chance()
        if causal and self.chance(0.3):
            scores, causal = self.causal(scores), False
        if place == "scores":
            scores = self.scale(scores, factor)
        if self.chance(0.2):
            bound = self.choose(0.5, 2.0)
            scores = self.scale(self.unary("tanh", self.scale(scores, 1 / bound)), bound)
        scores = self.trained_bias(scores)
        if self.chance(0.3):
            scores = self.segments(scores)
        if causal:
            scores = self.causal(scores)
        if self.chance(0.1):
            scores = self.unary("tanh", scores)
        out = self.matmul(self.dropout(self.softmax(scores)), v)
        return self.linear(self.merge_heads(out, x[1]), width)

    def elementwise(self, x):
        return self.choose(self.gelu_tanh, self.silu, self.layer_norm, lambda y: self.scale(y, 0.7),
                           lambda y: self.unary("tanh", y))(x)

    def block(self, x):
        layer = self.choose(self.attention, self.attention, self.feed_forward, self.gated_feed_forward, self.elementwise)
        inner = self.norm(x) if self.chance() else x
        y = layer(inner)
        y = self.binary("add", x, y) if self.chance(0.8) else y
        return self.norm(y) if self.chance(0.3) else y

    def loss(self, x):
        if self.chance(0.3):
            square = self.binary("mul", x, x)
            axes = list(range(len(x[1])))
            return self.emit(f"mean {square[0]}, {axes} : {self.type(x[1])} -> tensor<f32>", ())
        logits = self.linear(x, self.random.randint(2, 7), bias=self.chance(0.3))
        targets = self.type(x[1][:-1], "i32")
        return self.emit(f"cross_entropy {logits[0]}, %targets : {self.type(logits[1])}, {targets} -> tensor<f32>", ())

    def build(self):
        x = ("%x", (self.batch, self.length, self.width))
        value = x
        for _ in range(self.random.randint(1, 3)):
            value = self.block(value)
        loss = self.loss(value)
        return self.print(x, loss)

    def print(self, x, loss):
        text = "bmc.dim @B max 3\nbmc.dim @S max 5\n" if self.dynamic else ""
        arguments = [f"%x: {self.type(x[1])} {{bmc.name = \"x\"}}",
                     f"%targets: {self.type(x[1][:-1], 'i32')} {{bmc.name = \"targets\"}}",
                     '%rng: tensor<2xi64> {bmc.name = "rng"}']
        for name, extents in self.parameters:
            text += f"bmc.parameter @{name[1:]} : {self.type(extents)} init <normal, 0.0, 1.0>\n"
            arguments.append(f"{name}: {self.type(extents)} {{bmc.parameter = @{name[1:]}, bmc.group = \"param\"}}")
        signature = ",\n    ".join(arguments)
        body = "\n".join(self.lines)
        return (f"{text}func.func @loss(\n    {signature}) -> (tensor<f32> {{bmc.name = \"loss\"}}) {{\n"
                f"{body}\n  return {loss[0]} : tensor<f32>\n}}\n")


def write_weights(model, path):
    """Weights scaled as a fresh model has them: gradients of saturated softmaxes
    cancel so much that rounding alone exceeds the tolerance."""
    header, data = {}, b""
    for name, extents in model.parameters:
        matrix = len(extents) == 2
        scale = extents[-1] ** -0.5 if matrix else 0.3
        values = [(0 if matrix else 1) + scale * model.random.gauss(0, 1) for _ in range(math.prod(extents))]
        start = len(data)
        data += struct.pack(f"<{len(values)}f", *values)
        header[name[1:]] = {"dtype": "F32", "shape": list(extents), "data_offsets": [start, len(data)]}
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def check(seed, folder):
    """Returns the fused ops, or exits with the first difference."""
    model = Model(seed)
    text = model.build()
    path = os.path.join(folder, f"model-{seed}.mlir")
    weights = os.path.join(folder, f"model-{seed}.safetensors")
    with open(path, "w") as file:
        file.write(text)
    write_weights(model, weights)
    checks = [["--function=loss", f"--input={weights}", "--bmc-fused"],
              ["--function=train", f"--input={weights}", "--bmc-grad", "--against", "--bmc-fused", "--bmc-grad"]]
    for flags in checks:
        result = subprocess.run([sys.executable, SAME_VALUES, path, *flags], capture_output=True, text=True)
        if result.returncode != 0:
            sys.exit(f"seed {seed}, {' '.join(flags)}:\n{result.stdout}{result.stderr}\n{text}")
    run = subprocess.run(["bmc-opt", path, "--bmc-fused"], capture_output=True, text=True)
    fused = run.stdout
    attentions = re.findall(r"bmc\.attention (.*)", fused)
    kinds = {"dropout": " dropout ", "bias": " bias ", "segments": " segments ", "softcap": " softcap "}
    turns = run.stderr.count("recognised: rotary positions")
    found = [f"attention with {kind}" for kind, word in kinds.items() for line in attentions if word in line]
    found += ["rotary"] * turns
    return found + re.findall(r"bmc\.(attention|feed_forward|gated_feed_forward|add_layer_norm|add_rms_norm|linear_cross_entropy)\b", fused)


def main():
    if sys.argv[1] == "--print":
        print(Model(int(sys.argv[2])).build(), end="")
        return
    counts = {}
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(int(sys.argv[1]), int(sys.argv[2])):
            for op in check(seed, folder):
                counts[op] = counts.get(op, 0) + 1
    print(", ".join(f"{op}: {counts[op]}" for op in sorted(counts)))


main()
