#!/usr/bin/env python3
"""Assembles PTX and refuses what would be slow: spills, local memory, warnings.

    assemble.py PTXAS ARCH FILE.ptx..

Prints the grids of each file with the most registers and shared memory.
"""

import re
import subprocess
import sys

GRID = re.compile(
    r"Compiling entry function '(\w+)'.*?(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads"
    r".*?Used (\d+) registers([^\n]*)", re.DOTALL)


def assemble(ptxas, arch, path):
    result = subprocess.run([ptxas, f"-arch={arch}", "-v", "--warning-as-error", path, "-o", "/dev/null"],
                            capture_output=True, text=True)
    text = result.stdout + result.stderr
    if result.returncode != 0 or "warning" in text:
        sys.exit(f"{path}: {text[:2000]}")
    grids = GRID.findall(text)
    with open(path) as file:
        entries = file.read().count(".visible .entry")
    if len(grids) != entries or not entries:
        sys.exit(f"{path}: {len(grids)} of {entries} grids assembled")
    for name, *memory, _, _ in grids:
        if any(int(number) for number in memory):
            sys.exit(f"{path}: '{name}' has local memory: stack, spill stores, spill loads {memory}")
    grids.sort(key=lambda grid: -int(grid[4]))
    print(f"{path}: {len(grids)} grids")
    for grid in grids[:10]:
        print(f"  {grid[4]} registers  {grid[0]}")


def main():
    ptxas, arch, *paths = sys.argv[1:]
    for path in paths:
        assemble(ptxas, arch, path)


main()
