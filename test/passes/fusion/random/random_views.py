#!/usr/bin/env python3
"""Random chains of views and random formulas, simplified and as written.

    random_views.py FIRST LAST

Every seed makes functions of two kinds. Views: reshapes that split and merge
axes, transposes and slices of a tensor with run-time axes, ten in a row.
Formulas: random elementwise expressions with the constants activations are made
of. Both must compute the same before and after --bmc-fused.
"""

import os
import random
import subprocess
import sys
import tempfile

SAME_VALUES = os.path.join(os.path.dirname(__file__), "..", "..", "Inputs", "same-values.py")


def type_of(extents):
    shape = "".join("?x" if isinstance(e, str) else f"{e}x" for e in extents)
    names = [f'"{e}"' for e in extents if isinstance(e, str)]
    dims = f", #bmc.dims<{', '.join(names)}>" if names else ""
    return f"tensor<{shape}f32{dims}>"


def split(rng, extents):
    """One static axis in two, or None."""
    axes = [i for i, e in enumerate(extents) if isinstance(e, int) and e > 1]
    if not axes:
        return None
    axis = rng.choice(axes)
    outer = rng.choice([d for d in range(1, extents[axis] + 1) if extents[axis] % d == 0])
    return extents[:axis] + (outer, extents[axis] // outer) + extents[axis + 1:]


def merge(rng, extents):
    """Two neighbouring static axes in one, or None."""
    axes = [i for i in range(len(extents) - 1) if all(isinstance(e, int) for e in extents[i:i + 2])]
    if not axes:
        return None
    axis = rng.choice(axes)
    return extents[:axis] + (extents[axis] * extents[axis + 1],) + extents[axis + 2:]


def regroup(rng, extents):
    """Factors of neighbouring axes change places: [4, 3] to [6, 2]."""
    merged = merge(rng, extents)
    return split(rng, merged) if merged else None


def view_function(rng, name):
    extents = ("B", 12, "S", rng.choice([6, 8, 24])) if rng.random() < 0.6 else (4, 6, 5, 12)
    start, value, lines = extents, "%x", []
    for i in range(10):
        kind = rng.choice(["split", "merge", "transpose", "transpose", "slice", "regroup"])
        if kind == "transpose":
            order = list(range(len(extents)))
            rng.shuffle(order)
            after = tuple(extents[axis] for axis in order)
            text = f"transpose {value}, {order}"
        elif kind == "slice":
            axes = [a for a, e in enumerate(extents) if isinstance(e, int) and e > 1]
            if not axes or rng.random() < 0.5:
                continue
            axis = rng.choice(axes)
            size = rng.randint(1, extents[axis])
            offset = rng.randint(0, extents[axis] - size)
            after = extents[:axis] + (size,) + extents[axis + 1:]
            text = f"slice {value} axis {axis} offset {offset} size {size}"
        else:
            after = {"split": split, "merge": merge, "regroup": regroup}[kind](rng, extents)
            if after is None or len(after) > 7:
                continue
            text = f"reshape {value}"
        lines.append(f"  %v{i} = bmc.{text} : {type_of(extents)} -> {type_of(after)}")
        value, extents = f"%v{i}", after
    body = "\n".join(lines)
    return (f"func.func @{name}(%x: {type_of(start)}) -> {type_of(extents)} {{\n{body}\n"
            f"  return {value} : {type_of(extents)}\n}}\n")


def formula_function(rng, name):
    kind = "tensor<6x40xf32>"
    lines, values = [], ["%x"]
    constants = ["0.5", "1.0", "-1.0", "2.0", "3.0", "0.044715", "0.7978845608028654", "1.702", "0.0"]
    for i in range(rng.randint(3, 12)):
        op = rng.choice(["constant", "add", "sub", "mul", "mul", "neg", "tanh", "sigmoid", "erf", "relu", "silu",
                         "maximum", "minimum", "select", "pow"])
        a, b = (rng.choice(values[-3:]) for _ in range(2))
        if op == "constant":
            text = f"constant {rng.choice(constants)} : {kind}"
        elif op == "select":
            lines.append(f"  %c{i} = bmc.compare {rng.choice(['gt', 'ge', 'lt', 'le'])}, {a}, {b} : {kind}")
            text = f"select %c{i}, {rng.choice(values)}, {rng.choice(values)} : tensor<6x40xi1>, {kind}"
        elif op == "pow":
            lines.append(f"  %c{i} = bmc.constant {rng.choice(['1.0', '2.0', '3.0'])} : {kind}")
            text = f"pow {a}, %c{i} : {kind}"
        elif op in ("add", "sub", "mul", "maximum", "minimum"):
            text = f"{op} {a}, {b} : {kind}"
        else:
            text = f"{op} {a} : {kind}"
        lines.append(f"  %v{i} = bmc.{text}")
        values.append(f"%v{i}")
    body = "\n".join(lines)
    return f"func.func @{name}(%x: {kind}) -> {kind} {{\n{body}\n  return {values[-1]} : {kind}\n}}\n"


def main():
    for seed in range(int(sys.argv[1]), int(sys.argv[2])):
        rng = random.Random(seed)
        text = "bmc.dim @B max 4\nbmc.dim @S max 5\n"
        text += "".join(view_function(rng, f"views{i}") for i in range(8))
        text += "".join(formula_function(rng, f"formula{i}") for i in range(8))
        with tempfile.NamedTemporaryFile("w", suffix=".mlir") as file:
            file.write(text)
            file.flush()
            result = subprocess.run([sys.executable, SAME_VALUES, file.name, "--bmc-fused"],
                                    capture_output=True, text=True)
        if result.returncode != 0:
            sys.exit(f"seed {seed}:\n{result.stdout}{result.stderr}\n{text}")
    print("all equal")


main()
