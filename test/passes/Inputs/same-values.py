#!/usr/bin/env python3
"""Checks that passes keep what functions compute.

    same-values.py FILE [--dims=B=2,S=5] [--input=X.safetensors] [--function=NAME] [bmc-opt flags]
    same-values.py FILE [..] [flags before] --against [flags after]

Every function of FILE is evaluated before and after the passes on the same
random inputs, in f64 whatever its types, and must agree to 1e-10. With
--against, both sides run passes.
"""

import re
import subprocess
import sys
import tempfile


def run(*command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{result.stdout}{result.stderr}")
    return result.stdout


def functions(text, suffix):
    """The functions of a printed module, renamed."""
    parts = re.findall(r"^  func\.func .*?^  }\n", text, re.M | re.S)
    return re.sub(r"(?<=^  func\.func )@(\w+)", rf"@\1.{suffix}", "".join(parts), flags=re.M)


def declarations(text):
    return "".join(re.findall(r"^  bmc\.(?:dim|parameter) .*\n", text, re.M))


def main():
    path, flags = sys.argv[1], sys.argv[2:]
    inputs = [flag for flag in flags if flag.startswith(("--dims=", "--input="))]
    chosen = [flag[len("--function="):] for flag in flags if flag.startswith("--function=")]
    passes = [flag for flag in flags if not flag.startswith(("--dims=", "--input=", "--function="))]
    split = passes.index("--against") if "--against" in passes else 0
    before = run("bmc-opt", path, *passes[:split])
    after = run("bmc-opt", path, *(flag for flag in passes[split:] if flag != "--against"))
    names = chosen or re.findall(r"^  func\.func @(\w+)", before, re.M)
    if not names:
        sys.exit(f"{path}: no functions")
    with tempfile.NamedTemporaryFile("w", suffix=".mlir") as both:
        both.write(declarations(before) + functions(before, "before") + functions(after, "after"))
        both.flush()
        for name in names:
            print(name, run("bmc-eval", both.name, "--exact", "--tolerance=1e-10",
                            f"--compare={name}.before,{name}.after", *inputs), end="")


main()
