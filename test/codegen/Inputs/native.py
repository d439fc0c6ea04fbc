#!/usr/bin/env python3
"""Runs a template of bmc functions natively, at many sizes and types.

    native.py TEMPLATE [--target=X] [--mcpu=X] [--sizes=1,2,..] [--types=f32,f64] [--modes=static,dynamic] [--bound=X]

A template is a list of functions in which
  {N, S, 8}      is a tensor type; {N, S}:i32 one of other elements, {} a scalar,
  N, B, S, R     are sizes: N takes every value of --sizes, B is 2, S is 3, R is 5. In the mode `static` they are
                 numbers, in the mode `dynamic` run-time sizes, whose bounds are these values; of N --bound if given,
  (N+1)/2, N-2   too, as ir/DerivedSize.h writes them,
  $N, $(2*N+1)   are numbers in both modes, inside and outside of types,
  $T             is the element type.
`// only static` before a function keeps it out of the other mode.

All functions at up to five sizes form one program, compiled once by bmc-eval --native and compared with the reference.
"""

import argparse
import re
import subprocess
import sys
import tempfile

SIZES = "1,2,3,15,16,17,31,33,127,129"
NAMED = {"B": 2, "S": 3, "R": 5}
MAX_DIMS = 16  # kBmrtMaxDims


def tensor_type(text, element, sizes, mode):
    shape, names = "", []
    for extent in filter(None, (part.strip() for part in text.split(","))):
        name = re.sub("[NBSR]", lambda m: f"{m.group()}{sizes[m.group()]}", extent)
        if mode == "static" or name == extent:
            shape += f"{eval(extent.replace('/', '//'), sizes.copy())}x"
        else:
            shape += "?x"
            names.append(f'"{name}"')
    encoding = f", #bmc.dims<{', '.join(names)}>" if names else ""
    return f"tensor<{shape}{element}{encoding}>"


def expand(function, name, sizes, mode, element):
    text = function.replace(f"@{name}(", f"@{name}_{mode}_{element}_{sizes['N']}(", 1)
    text = re.sub(r"\$\(([^)]*)\)", lambda m: str(eval(m.group(1), {"N": sizes["N"]})), text)
    text = text.replace("$N", str(sizes["N"])).replace("$T", element)
    if mode == "dynamic":
        text = re.sub(r'"([NBSR])"', lambda m: f'"{m.group(1)}{sizes[m.group(1)]}"', text)
    return re.sub(r"\{([A-Z0-9, ()+*/-]*)\}(?::(\w+))?",
                  lambda m: tensor_type(m.group(1), m.group(2) or element, sizes, mode), text)


def instances(template, sizes, options):
    functions = re.findall(r"((?:^// only \w+\n)?^func\.func @(\w+)\(.*?^\}\n)", template, re.M | re.S)
    for size in sizes:
        for mode in options.modes.split(","):
            for element in options.types.split(","):
                for function, name in functions:
                    only = re.match(r"// only (\w+)\n", function)
                    if not only or only.group(1) == mode:
                        yield expand(function, name, {"N": size, **NAMED}, mode, element)


def run(functions, sizes, options):
    """Number of functions that agree; exits if one does not."""
    dims = [f"{name}{value}={value}" for name, value in NAMED.items()] + [f"N{size}={size}" for size in sizes]
    with tempfile.NamedTemporaryFile("w", suffix=".mlir") as file:
        if options.bound:
            file.write("".join(f"bmc.dim @N{size} max {options.bound}\n" for size in sizes))
        file.write("".join(functions))
        file.flush()
        result = subprocess.run(["bmc-eval", file.name, f"--native={options.target}", f"--mcpu={options.mcpu}",
                                 "--dims=" + ",".join(dims)], capture_output=True, text=True)
    lines = result.stdout.splitlines()
    checked = {line.split()[0] for line in lines if ": difference " in line}
    if result.returncode != 0 or not functions or len(checked) != len(functions):
        wrong = [line for line in lines if "reference" in line]
        sys.exit("\n".join(wrong[:40]) + f"\n{result.stderr[:4000]}\n{len(checked)} of {len(functions)} functions ran")
    return len(checked)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("template")
    parser.add_argument("--target", default="cpu")
    parser.add_argument("--mcpu", default="native")
    parser.add_argument("--sizes", default=SIZES)
    parser.add_argument("--types", default="f32,f64")
    parser.add_argument("--modes", default="static,dynamic")
    parser.add_argument("--bound", type=int)
    parser.add_argument("--print", action="store_true", help="print the program instead of running it")
    options = parser.parse_args()
    with open(options.template) as file:
        template = file.read()
    sizes = [int(size) for size in options.sizes.split(",")]
    total = 0
    # Every size brings those that are computed from it.
    computed = set(re.findall(r"[^{,]*N[^,}]*", "".join(re.findall(r"\{[A-Z0-9, ()+*/-]*\}", template))))
    at_once = min(5, (MAX_DIMS - len(NAMED)) // max(1, len({extent.strip() for extent in computed})))
    for begin in range(0, len(sizes), at_once):
        some = sizes[begin:begin + at_once]
        functions = list(instances(template, some, options))
        if options.print:
            print("".join(functions))
        else:
            total += run(functions, some, options)
    print(f"{total} functions agree")


main()
