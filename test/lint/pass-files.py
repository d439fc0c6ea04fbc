"""Checks that every pass of a Passes.td has a summary, a description, a .cpp and
a lit test of its name: FuseAttention is FuseAttention.cpp and
fuse-attention.mlir, fuse-attention.test or fuse-attention.model.

Usage: pass-files.py REPOSITORY
"""

import pathlib
import re
import sys

PASS = re.compile(r"^def (\w+)\s*:\s*Pass<\"([\w-]+)\"(.*?)^\}", re.MULTILINE | re.DOTALL)
WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z]|$)|[A-Z][a-z0-9]*")


def kebab(name):
    return "-".join(word.lower() for word in WORD.findall(name.replace("LLVM", "Llvm")))


def problems_of(root, folder, name, flag, body):
    summary = re.search(r'summary = "(.+)"', body)
    description = re.search(r"description = \[\{(.*?)\}\]", body, re.DOTALL)
    if not summary:
        yield "no summary"
    if not description or len(description.group(1).split()) < 5:
        yield "no description"
    if flag != "bmc-" + kebab(name):
        yield f"flag '{flag}', expected 'bmc-{kebab(name)}'"
    if not list((root / folder).rglob(f"{name}.cpp")):
        yield f"no {name}.cpp in {folder}/"
    tests = [p for p in (root / "test").rglob(f"{kebab(name)}.*") if p.suffix in (".mlir", ".test", ".model")]
    if not tests:
        yield f"no test {kebab(name)}.mlir"


def main():
    root = pathlib.Path(sys.argv[1])
    count = failed = 0
    for path in sorted([*(root / "passes").rglob("*.td"), *(root / "codegen").rglob("*.td")]):
        folder = path.relative_to(root).parts[0]
        for name, flag, body in PASS.findall(path.read_text()):
            count += 1
            for problem in problems_of(root, folder, name, flag, body):
                failed += 1
                print(f"{path.relative_to(root)}: {name}: {problem}")
    print(f"{count} passes, {failed} problems")
    return 1 if failed or not count else 0


sys.exit(main())
