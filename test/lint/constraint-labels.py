"""Follows the labels of op constraints from the .td through the verifiers to
the negative tests: a label that misses a station is reported.

Usage: constraint-labels.py REPOSITORY
"""

import pathlib
import re
import sys

LABEL = re.compile(r"\b[a-z][a-z_]*_c[0-9]+\b")


def read_all(root, patterns):
    paths = sorted(path for pattern in patterns for path in root.glob(pattern))
    return "\n".join(path.read_text() for path in paths)


def tested_labels(text):
    """A test is named by its label, with a suffix if the label has several."""
    names = re.findall(r"@(\w+)", text)
    return {match.group() for name in names for match in [re.match(r"[a-z_]+?_c[0-9]+", name)] if match}


def main():
    root = pathlib.Path(sys.argv[1])
    declared = set(re.findall(r"\(([a-z_]+_c[0-9]+)\)", read_all(root, ["ir/*.td", "ir/ops/*.td"])))
    checked = set(LABEL.findall(read_all(root, ["ir/*.cpp", "ir/ops/*.cpp"])))
    tested = tested_labels(read_all(root, ["test/ir/*/invalid.mlir"]))
    problems = [f"{label}: declared but not tested" for label in sorted(declared - tested)]
    problems += [f"{label}: tested but not declared" for label in sorted(tested - declared)]
    problems += [f"{label}: checked but not declared" for label in sorted(checked - declared)]
    for problem in problems:
        print(problem)
    print(f"{len(declared)} labels, {len(problems)} problems")
    return 1 if problems or not declared else 0


sys.exit(main())
