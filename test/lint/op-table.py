"""Checks that the op table of ir/README.md lists exactly the ops of the .td,
marked D if they are differentiable and F if they decompose.

Usage: op-table.py REPOSITORY
"""

import pathlib
import re
import sys

DEFINITION = re.compile(r'^def Bmc_\w+Op : (Bmc_\w+)<"(\w+)"(.*?)(?=^(?:def|class) |\Z)', re.MULTILINE | re.DOTALL)
CLASS = re.compile(r"^class (Bmc_\w+)<(.*?)(?=^(?:def|class) |\Z)", re.MULTILINE | re.DOTALL)


def marks_of(text):
    marks = "" if "Bmc_NonDifferentiable" in text else "D"
    return marks + ("F" if "Bmc_DecomposableOp" in text else "")


def defined_ops(root):
    """Op name -> marks, by the traits of the op and of its class."""
    source = "\n".join(path.read_text() for path in sorted(root.glob("ir/ops/*.td")))
    classes = dict(CLASS.findall(source))
    return {name: marks_of(classes.get(base, "") + text) for base, name, text in DEFINITION.findall(source)}


def listed_ops(root):
    """Op name -> marks, by the table."""
    readme = (root / "ir/README.md").read_text()
    table = readme.split("## The ops")[1].split("\n## ")[0]
    listed = {}
    for line in table.splitlines():
        cells = line.split("|")
        if len(cells) == 5:
            for name in re.findall(r"`(\w+)`", cells[1]):
                listed[name] = cells[3].replace(" ", "")
    return listed


def main():
    root = pathlib.Path(sys.argv[1])
    defined, listed = defined_ops(root), listed_ops(root)
    for name in sorted(defined.keys() | listed.keys()):
        expected, found = defined.get(name, "no such op"), listed.get(name, "not listed")
        if expected != found:
            print(f"{name}: defined as '{expected}', in the table of ir/README.md '{found}'")
    return 0 if defined and defined == listed else 1


sys.exit(main())
