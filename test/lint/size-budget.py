"""Checks the size budget: .cpp and .h at most 600 lines, .td 400, a function 60.

A function is what stands, in LLVM style, between a line that ends in ') .. {'
and the next '}' of the same indentation, at the outermost level or in a class.

Usage: size-budget.py REPOSITORY
"""

import pathlib
import re
import sys

LINES = {".cpp": 600, ".h": 600, ".td": 400, ".model": 600}
FUNCTION = 60
FOLDERS = ["ir", "frontend", "passes", "codegen", "runtime", "tools", "test", "examples"]
OPENING = re.compile(r"^( {0,4})(?=\S).*\{$")
INITIALIZERS = re.compile(r"^    ( {0,4}): .*\{$")
NO_FUNCTION = re.compile(r"^\s*(namespace|extern|struct|class|enum|union|if|for|while|switch|do|else|try|\{$|.*=\s*\{$)")


def long_functions(lines):
    """(line, length) of functions above the budget."""
    start = indent = None
    for number, line in enumerate(lines, 1):
        match = INITIALIZERS.match(line) or OPENING.match(line)
        if start is None and match and not NO_FUNCTION.match(line):
            start, indent = number, match.group(1)
        elif start is not None and re.match(rf"^{indent}\}}", line):
            if number - start + 1 > FUNCTION:
                yield start, number - start + 1
            start = None


def main():
    root = pathlib.Path(sys.argv[1])
    problems, files = [], 0
    for path in sorted(p for folder in FOLDERS for p in (root / folder).rglob("*") if p.suffix in LINES):
        lines = path.read_text().splitlines()
        name, limit = path.relative_to(root), LINES[path.suffix]
        files += 1
        if len(lines) > limit:
            problems.append(f"{name}: {len(lines)} lines, at most {limit}")
        if path.suffix in (".cpp", ".h"):
            for line, length in long_functions(lines):
                problems.append(f"{name}:{line}: function of {length} lines, at most {FUNCTION}")
    for problem in problems:
        print(problem)
    return 1 if problems or not files else 0


sys.exit(main())
