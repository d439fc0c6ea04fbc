#!/usr/bin/env python3
"""Random graphs of ops: the same values as they stand, as kernels, and compiled.

    random_graphs.py FIRST LAST [MCPU | ARCH]

Every seed makes a module of functions of 5 to 30 ops of mixed kinds and shapes over shared values: kernels with
several results, values that several kernels use, reshapes between them, sums made in place, results returned twice.
The reference evaluates each before and after --bmc-kernels; then bmc-eval --native compiles and compares it, to 1e-6
since sums in another order cancel differently. With the architecture of a GPU (sm_80) only that is compiled and run.
"""

import os
import random
import subprocess
import sys
import tempfile

SAME_VALUES = os.path.join(os.path.dirname(__file__), "..", "Inputs", "same-values.py")
UNARY = ["neg", "abs", "tanh", "sigmoid", "relu", "silu", "erf", "sin", "cos", "gelu", "gelu_grad"]
BINARY = ["add", "sub", "mul", "maximum", "minimum"]


def type_of(extents, element="f64"):
    shape = "".join("?x" if isinstance(e, str) else f"{e}x" for e in extents)
    names = [f'"{e}"' for e in extents if isinstance(e, str)]
    dims = f", #bmc.dims<{', '.join(names)}>" if names else ""
    return f"tensor<{shape}{element}{dims}>"


class Graph:
    """One function while it is made. Values are (name, extents) pairs of f64 tensors."""

    def __init__(self, rng, name):
        self.rng, self.name = rng, name
        self.arguments, self.lines, self.values = [], [], []
        self.width = rng.choice([3, 8, 17])
        for extents in [("B", "S", self.width), ("B", self.width), (self.width,), ("B", "S", 2 * self.width)]:
            self.argument(extents)
        self.argument(("B", "S"), "i32")
        self.indices = self.arguments[-1][0]

    def argument(self, extents, element="f64"):
        name = f"%a{len(self.arguments)}"
        self.arguments.append((name, type_of(extents, element)))
        if element == "f64":
            self.values.append((name, extents))
        return name

    def emit(self, text, extents, results=1):
        name = f"%v{len(self.lines)}"
        self.lines.append(f"  {name}{f':{results}' if results > 1 else ''} = bmc.{text}")
        if extents is not None:
            self.values.append((f"{name}#0" if results > 1 else name, extents))
        return name

    def pick(self, condition=lambda extents: True):
        """A value, more often a recent one."""
        fitting = [value for value in self.values if condition(value[1])]
        if not fitting:
            return None
        return self.rng.choice(fitting[-4:] if self.rng.random() < 0.6 else fitting)

    def step(self):
        kinds = [self.unary, self.unary, self.binary, self.binary, self.binary, self.broadcast, self.reduce, self.reduce,
                 self.transpose, self.slice, self.concat, self.reshape, self.linear, self.dweight, self.matmul,
                 self.softmax, self.norm, self.norm_backward, self.embedding, self.scatter, self.select, self.constant,
                 self.mask, self.loss, self.one_hot]
        self.rng.choice(kinds)()

    def unary(self):
        name, extents = self.pick()
        self.emit(f"{self.rng.choice(UNARY)} {name} : {type_of(extents)}", extents)

    def binary(self):
        name, extents = self.pick()
        other, _ = self.pick(lambda e: e == extents)
        self.emit(f"{self.rng.choice(BINARY)} {name}, {other} : {type_of(extents)}", extents)

    def constant(self):
        _, extents = self.pick()
        number = self.rng.choice(["0.5", "-1.0", "2.0"])
        self.emit(f"constant {number} : {type_of(extents)}", extents)

    def select(self):
        a, extents = self.pick()
        b, _ = self.pick(lambda e: e == extents)
        kind = type_of(extents)
        condition = self.emit(f"compare {self.rng.choice(['lt', 'ge'])}, {a}, {b} : {kind}", None)
        c, _ = self.pick(lambda e: e == extents)
        self.emit(f"select {condition}, {c}, {b} : {type_of(extents, 'i1')}, {kind}", extents)

    def broadcast(self):
        small = self.pick(lambda e: len(e) < 3)
        shapes = [e for _, e in self.values if len(e) > len(small[1])]
        self.rng.shuffle(shapes)
        for shape in shapes:
            axes, start = [], 0
            for extent in small[1]:
                found = [i for i in range(start, len(shape)) if shape[i] == extent]
                if not found:
                    break
                axes.append(self.rng.choice(found[:1] if self.rng.random() < 0.5 else found))
                start = axes[-1] + 1
            if len(axes) == len(small[1]):
                self.emit(f"broadcast {small[0]}, {axes} : {type_of(small[1])} -> {type_of(shape)}", shape)
                return

    def reduce(self):
        value = self.pick(lambda e: len(e) > 0)
        axes = sorted(self.rng.sample(range(len(value[1])), self.rng.randint(1, len(value[1]))))
        extents = tuple(e for i, e in enumerate(value[1]) if i not in axes)
        op = self.rng.choice(["sum", "sum", "mean", "max"])
        self.emit(f"{op} {value[0]}, {axes} : {type_of(value[1])} -> {type_of(extents)}", extents)

    def transpose(self):
        value = self.pick(lambda e: len(e) > 1)
        order = list(range(len(value[1])))
        self.rng.shuffle(order)
        extents = tuple(value[1][axis] for axis in order)
        self.emit(f"transpose {value[0]}, {order} : {type_of(value[1])} -> {type_of(extents)}", extents)

    def slice(self):
        value = self.pick(lambda e: any(isinstance(n, int) and n > 1 for n in e))
        axis = self.rng.choice([i for i, n in enumerate(value[1]) if isinstance(n, int) and n > 1])
        whole = value[1][axis]
        size = whole // 2 if whole % 2 == 0 else self.rng.randint(1, whole)
        offset = self.rng.choice([0, whole - size])
        extents = value[1][:axis] + (size,) + value[1][axis + 1:]
        self.emit(f"slice {value[0]} axis {axis} offset {offset} size {size} : {type_of(value[1])} -> "
                  f"{type_of(extents)}", extents)

    def concat(self):
        value = self.pick(lambda e: any(isinstance(n, int) for n in e) and len(e) > 1)
        if not value:
            return
        axis = self.rng.choice([i for i, n in enumerate(value[1]) if isinstance(n, int)])
        other = self.pick(lambda e: len(e) == len(value[1]) and isinstance(e[axis], int) and
                          all(a == b for i, (a, b) in enumerate(zip(e, value[1])) if i != axis))
        size = value[1][axis] + other[1][axis]
        if size > 64:
            return
        extents = value[1][:axis] + (size,) + value[1][axis + 1:]
        self.emit(f"concat {value[0]}, {other[0]} axis {axis} : {type_of(value[1])}, {type_of(other[1])} -> "
                  f"{type_of(extents)}", extents)

    def reshape(self):
        value = self.pick(lambda e: any(isinstance(n, int) and n % 2 == 0 for n in e) and len(e) < 4)
        merged = self.pick(lambda e: len(e) == 4 and all(isinstance(n, int) for n in e[2:]))
        if merged and self.rng.random() < 0.5:
            extents = merged[1][:2] + (merged[1][2] * merged[1][3],)
            self.emit(f"reshape {merged[0]} : {type_of(merged[1])} -> {type_of(extents)}", extents)
        elif value:
            axis = [i for i, n in enumerate(value[1]) if isinstance(n, int) and n % 2 == 0][0]
            extents = value[1][:axis] + (2, value[1][axis] // 2) + value[1][axis + 1:]
            self.emit(f"reshape {value[0]} : {type_of(value[1])} -> {type_of(extents)}", extents)

    def rows(self, low=2):
        """A value with a static last axis."""
        return self.pick(lambda e: len(e) >= low and isinstance(e[-1], int))

    def linear(self):
        value = self.rows()
        if not value:
            return
        out = self.rng.choice([self.width, 5])
        w = self.argument((out, value[1][-1]))
        extents = value[1][:-1] + (out,)
        kinds = [type_of(value[1]), type_of((out, value[1][-1]))]
        operands = f"{value[0]}, {w}"
        if self.rng.random() < 0.5:
            operands += f", {self.argument((out,))}"
            kinds.append(type_of((out,)))
        self.emit(f"linear {operands} : ({', '.join(kinds)}) -> {type_of(extents)}", extents)

    def dweight(self):
        dy = self.rows()
        x = dy and self.pick(lambda e: len(e) == len(dy[1]) and e[:-1] == dy[1][:-1] and isinstance(e[-1], int))
        if x:
            extents = (dy[1][-1], x[1][-1])
            self.emit(f"linear_dweight {dy[0]}, {x[0]} : {type_of(dy[1])}, {type_of(x[1])} -> {type_of(extents)}",
                      extents)

    def matmul(self):
        value = self.rows()
        if not value:
            return
        b = (self.argument((value[1][-1], 6)), (value[1][-1], 6))
        extents = value[1][:-1] + (6,)
        self.emit(f"matmul {value[0]}, {b[0]} : {type_of(value[1])}, {type_of(b[1])} -> {type_of(extents)}", extents)

    def softmax(self):
        name, extents = self.pick(lambda e: len(e) > 0)
        self.emit(f"{self.rng.choice(['softmax', 'log_softmax'])} {name} : {type_of(extents)}", extents)

    def norm(self):
        value = self.rows()
        if not value or value[1][-1] < 3:
            return
        extents, kind = value[1], type_of(value[1])
        weight = self.argument((extents[-1],))
        statistics = type_of(extents[:-1])
        other = self.pick(lambda e: e == extents)
        if self.rng.random() < 0.5:
            text = f"add_layer_norm {value[0]}, {other[0]} weight {weight} eps 1.0e-03 : " \
                   f"({kind}, {kind}, {type_of(extents[-1:])}) -> ({kind}, {kind}, {statistics}, {statistics})"
            name = self.emit(text, extents, 4)
            self.values.append((f"{name}#1", extents))
            self.values.append((f"{name}#3", extents[:-1]))
        else:
            text = f"layer_norm {value[0]} weight {weight} eps 1.0e-03 : " \
                   f"({kind}, {type_of(extents[-1:])}) -> ({kind}, {statistics}, {statistics})"
            name = self.emit(text, extents, 3)
            self.values.append((f"{name}#2", extents[:-1]))

    def norm_backward(self):
        dy = self.rows()
        if not dy or dy[1][-1] < 3:
            return
        extents, kind, vector = dy[1], type_of(dy[1]), type_of(dy[1][-1:])
        x = self.pick(lambda e: e == extents)
        mean = self.pick(lambda e: e == extents[:-1])
        if not mean:
            return
        residual = self.pick(lambda e: e == extents) if self.rng.random() < 0.5 else None
        weight = self.argument((extents[-1],))
        statistics = type_of(extents[:-1])
        text = f"layer_norm_backward {dy[0]}, {x[0]}, {mean[0]}, {mean[0]} weight {weight}"
        text += f" residual {residual[0]} : " if residual else " : "
        kinds = [kind, kind, statistics, statistics, vector] + ([kind] if residual else [])
        name = self.emit(f"{text}({', '.join(kinds)}) -> ({kind}, {vector})", extents, 2)
        self.values.append((f"{name}#1", extents[-1:]))

    def embedding(self):
        table = self.pick(lambda e: len(e) == 2 and isinstance(e[0], int) and isinstance(e[1], int))
        if not table:
            table = (self.argument((10, self.width)), (10, self.width))
        if self.rng.random() < 0.5:
            index = self.emit(f"arange : {type_of(('S',), 'i32')}", None)
            extents = ("S", table[1][1])
            if table[1][0] < 4:
                return
        else:
            index, extents = self.indices, ("B", "S", table[1][1])
        self.emit(f"embedding {index}, {table[0]} : {type_of(extents[:-1], 'i32')}, {type_of(table[1])} -> "
                  f"{type_of(extents)}", extents)

    def scatter(self):
        dy = self.pick(lambda e: len(e) == 3 and e[:2] == ("B", "S") and isinstance(e[2], int))
        init = self.pick(lambda e: len(e) == 2 and e[1] == dy[1][2] and isinstance(e[0], int) and e[0] > 9)
        extents = (init[1][0] if init else 10, dy[1][2])
        text = f"embedding_backward {dy[0]}, {self.indices} " + (f"init {init[0]} " if init else "")
        kinds = [type_of(dy[1]), type_of(("B", "S"), "i32")] + ([type_of(extents)] if init else [])
        self.emit(f"{text}num_embeddings {extents[0]} : ({', '.join(kinds)}) -> {type_of(extents)}", extents)

    def mask(self):
        value = self.pick(lambda e: len(e) > 1)
        self.emit(f"causal_mask {value[0]} fill 0.25 : {type_of(value[1])}", value[1])

    def one_hot(self):
        extents = ("B", "S", self.width)
        self.emit(f"one_hot {self.indices} classes {self.width} as f64 : {type_of(extents[:2], 'i32')} -> "
                  f"{type_of(extents)}", extents)

    def loss(self):
        value = self.pick(lambda e: len(e) == 3 and e[:2] == ("B", "S") and isinstance(e[2], int) and e[2] > 9)
        if value:
            self.emit(f"cross_entropy {value[0]}, {self.indices} : {type_of(value[1])}, "
                      f"{type_of(('B', 'S'), 'i32')} -> {type_of(())}", ())

    def text(self):
        for _ in range(self.rng.randint(5, 30)):
            self.step()
        made = [value for value in self.values if value[0].startswith("%v")] or self.values
        results = self.rng.sample(made, min(len(made), self.rng.randint(1, 5)))
        results.append(made[-1])
        if self.rng.random() < 0.2:
            results.append(self.rng.choice(results + self.values[:1]))
        kinds = ", ".join(type_of(extents) for _, extents in results)
        arguments = ", ".join(f"{name}: {kind}" for name, kind in self.arguments)
        names = ", ".join(name for name, _ in results)
        body = "\n".join(self.lines)
        return f"func.func @{self.name}({arguments}) -> ({kinds}) {{\n{body}\n  return {names} : {kinds}\n}}\n"


def check(command, seed):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        wrong = [line for line in result.stdout.splitlines() if "difference" not in line or "reference" in line]
        sys.exit(f"seed {seed}: {' '.join(command)}\n" + "\n".join(wrong[:20]) + f"\n{result.stderr[:3000]}")


def main():
    first, last = int(sys.argv[1]), int(sys.argv[2])
    target = sys.argv[3] if len(sys.argv) > 3 else "native"
    on_gpu = target.startswith("sm_")
    native = [f"--native={target}"] if on_gpu else ["--native", f"--mcpu={target}"]
    for seed in range(first, last):
        rng = random.Random(seed)
        text = "bmc.dim @B max 4\nbmc.dim @S max 5\n"
        text += "".join(Graph(rng, f"graph{i}").text() for i in range(12))
        path = os.path.join(tempfile.gettempdir(), f"random-graphs-{os.getpid()}.mlir")
        with open(path, "w") as file:
            file.write(text)
        if not on_gpu:
            check([sys.executable, SAME_VALUES, path, "--bmc-kernels"], seed)
        check(["bmc-eval", path, *native, "--dims=B=2,S=3", "--tolerance=1e-6"], seed)
        os.remove(path)
    print("all equal")


main()
