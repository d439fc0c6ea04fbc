#!/usr/bin/env python3
"""Relative accuracy of functions of one variable over the whole range of floats.

    accuracy.py TYPE [--mcpu=X]      TYPE is f32 or f64

bmc-eval measures differences relative to the largest numbers of a tensor. So the compiled f(x) is divided by what
Python computes for it: the quotient is 1 to within the relative error. Results too small for that, zeros, infinities
and NaNs are compared as they are, and no finite argument may give a NaN where f has a value.
"""

import math
import struct
import subprocess
import sys
import tempfile

ELEMENT = sys.argv[1]
SMALLEST = {"f32": 2.0 ** -125, "f64": 2.0 ** -1021}[ELEMENT]
LARGEST = {"f32": 3.4028234e38, "f64": 1.797e308}[ELEMENT]


def rounded(x):
    return struct.unpack("f", struct.pack("f", x))[0] if ELEMENT == "f32" else x


def bits(x):
    code, digits = ("I", 8) if ELEMENT == "f32" else ("Q", 16)
    return f"0x{struct.unpack(code, struct.pack('f' if ELEMENT == 'f32' else 'd', x))[0]:0{digits}X}"


def phi(x):
    """Standard normal distribution function; erfc has no cancellation."""
    return 0.5 * math.erfc(-x / math.sqrt(2))


def sigmoid(x):
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def twice_u(x):
    return 2 * math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)


def gelu_grad_tanh(x):
    s = sigmoid(twice_u(x))
    slope = 2 * math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x * x)
    return s + x * s * sigmoid(-twice_u(x)) * slope


def gelu_grad(x):
    return phi(x) + x * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def decades(low, high, per_decade=7):
    steps = int((math.log10(high) - math.log10(low)) * per_decade)
    return [low * (high / low) ** (i / steps) for i in range(steps + 1)]


def both(numbers):
    return [sign * x for x in numbers for sign in (1, -1)]


TINY = SMALLEST * 8
EVERYWHERE = decades(TINY, LARGEST)
SMALL = both(decades(TINY, 10, 5) + [0.1 * i for i in range(1, 60)])
# op -> (text of the op's attributes, function, arguments where the result is a normal number to full relative accuracy)
FUNCTIONS = {
    "exp": ("", math.exp, [0.31 * i for i in range(-280, 285)] + SMALL),
    "log": ("", math.log, EVERYWHERE + [1 + 0.01 * i for i in range(-60, 200) if i != 0]),
    "exp2": ("", lambda x: 2.0 ** x, [0.43 * i for i in range(-280, 285)] + SMALL),
    "expm1": ("", math.expm1, [0.31 * i for i in range(-280, 285)] + SMALL),
    "log1p": ("", math.log1p, EVERYWHERE + [0.01 * i for i in range(-60, 200)]),
    "atan": ("", math.atan, both(EVERYWHERE) + SMALL),
    "tanh": ("", math.tanh, SMALL + both([7.0, 9.5, 20.0, 88.0, 1e4, 1e30])),
    "erf": ("", math.erf, SMALL + both([3.9, 4.1, 5.0, 30.0, 1e4, 1e30])),
    "sqrt": ("", math.sqrt, EVERYWHERE),
    "rsqrt": ("", lambda x: 1 / math.sqrt(x), EVERYWHERE),
    "sin": ("", math.sin, both(decades(TINY, 3.0, 5) + [0.1 * i for i in range(1, 31)])),
    "cos": ("", math.cos, both(decades(TINY, 1.5, 5))),
    "sigmoid": ("", sigmoid, SMALL + both([0.5 * i for i in range(1, 170)])),
    "silu": ("", lambda x: x * sigmoid(x), SMALL + both([0.5 * i for i in range(1, 160)])),
    "gelu ": (" approximate tanh", lambda x: x * sigmoid(twice_u(x)), [x for x in SMALL if x > -4] + [20.0, 1e3, 1e10]),
    "gelu": (" approximate none", lambda x: x * phi(x), [x for x in SMALL if x > -1.5] + [20.0, 1e3, 1e10]),
    "gelu_grad": (" approximate none", gelu_grad, [x for x in SMALL if x > -0.5] + [20.0, 1e3, 1e10]),
    "gelu_grad ": (" approximate tanh", gelu_grad_tanh, [x for x in SMALL if x > -0.5] + [20.0, 1e3]),
}
INF, NAN = math.inf, math.nan
# Arguments at the ends: compared with the reference as they are.
EDGES = [0.0, -0.0, INF, -INF, NAN, 100.0, -100.0, 104.0, -104.0, -88.0, -90.0, 200.0, -200.0, 710.0, -746.0, 1e4, -1e4,
         1e-44, -1e-44, 1e-39, -1e-39, LARGEST, -LARGEST, 1e-30, -1e-30, -1.0, -2.0, 3.0, -5.0, -5.5, -8.0, -12.0, -20.0]


def dense(numbers, name):
    numbers = list(numbers)
    values = ", ".join(bits(x) for x in numbers)
    kind = f"tensor<{len(numbers)}x{ELEMENT}>"
    return f"%{name}: {kind} {{bmc.value = dense<[{values}]> : {kind}}}"


def accuracy(op, attributes, function, arguments, name):
    pairs = []
    for x in map(rounded, arguments):
        try:
            want = function(x)
        except OverflowError:
            continue
        if SMALLEST <= abs(want) <= LARGEST:
            pairs.append((x, rounded(want)))
    kind = f"tensor<{len(pairs)}x{ELEMENT}>"
    return (f"func.func @{name}_range({dense([p[0] for p in pairs], 'x')}, {dense([p[1] for p in pairs], 'w')}) -> {kind} "
            f"{{\n  %y = bmc.{op} %x{attributes} : {kind}\n  %q = bmc.div %y, %w : {kind}\n  return %q : {kind}\n}}\n")


def edges(op, attributes, name):
    # The formula of gelu's gradient has 0 * inf there.
    numbers = [x for x in EDGES if op != "gelu_grad" or not math.isinf(x) and abs(x) < 1e200]
    kind = f"tensor<{len(numbers)}x{ELEMENT}>"
    return (f"func.func @{name}_edges({dense(map(rounded, numbers), 'x')}) -> {kind} {{\n  %y = bmc.{op} %x{attributes} : "
            f"{kind}\n  return %y : {kind}\n}}\n")


def main():
    text = ""
    for op, (attributes, function, arguments) in FUNCTIONS.items():
        name = op.strip() + attributes.replace(" ", "_")
        text += accuracy(op.strip(), attributes, function, arguments, name)
    for op in list(FUNCTIONS) + ["relu", "abs", "neg", "reciprocal", "floor", "ceil", "round", "trunc"]:
        if op in ("sin", "cos"):
            continue
        attributes = FUNCTIONS.get(op, ("",))[0]
        text += edges(op.strip(), attributes, op.strip() + attributes.replace(" ", "_"))
    # Positions times frequencies; arguments of 1e30 have no meaning for models.
    angles = both([0.7 + 1.37 * i for i in range(300)] + [1000.25, 4095.0, 10000.5])
    kind = f"tensor<{len(angles)}x{ELEMENT}>"
    for op in ("sin", "cos"):
        text += (f"func.func @{op}_angles({dense(map(rounded, angles), 'x')}) -> {kind} {{\n  %y = bmc.{op} %x : {kind}\n"
                 f"  return %y : {kind}\n}}\n")
    with tempfile.NamedTemporaryFile("w", suffix=".mlir") as file:
        file.write(text)
        file.flush()
        run = subprocess.run(["bmc-eval", file.name, "--native"] + sys.argv[2:], capture_output=True, text=True)
    sys.stdout.write("".join(line + "\n" for line in run.stdout.splitlines() if "reference" in line))
    sys.exit(run.stderr[:3000] or run.returncode)


main()
