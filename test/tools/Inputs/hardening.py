#!/usr/bin/env python3
"""Reads the hardening of a program and of the compiler's tools from their ELF files.

Usage: hardening.py PROGRAM TOOL..
"""

import re
import subprocess
import sys


def readelf(option, path):
    return subprocess.run(["llvm-readelf", option, path], stdout=subprocess.PIPE, text=True, check=True).stdout


def check(path, run_path):
    segments, dynamic = readelf("-lW", path), readelf("-dW", path)
    stack = re.search(r"GNU_STACK.* (RWE?|RW?) ", segments).group(1)
    assert stack == "RW", (path, "executable stack")
    assert "GNU_RELRO" in segments, (path, "no relro")
    assert re.search(r"FLAGS_1.*NOW", dynamic) or "BIND_NOW" in dynamic, (path, "lazy binding")
    assert re.search(r"FLAGS_1.*PIE", dynamic), (path, "fixed addresses")
    found = re.findall(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]", dynamic)
    assert found == run_path, (path, found)
    symbols = readelf("--dyn-syms", path)
    assert "__stack_chk_fail" in symbols, (path, "no stack protector")
    print(f"{path}: hardened")


def main():
    program = sys.argv[1]
    check(program, [])
    assert re.search(r"__(?!stack)\w+_chk\b", readelf("--dyn-syms", program)), (program, "no fortified functions")
    for tool in sys.argv[2:]:
        # Where Debian keeps libMLIR.
        check(tool, ["/usr/lib/llvm-22/lib"])


if __name__ == "__main__":
    main()
