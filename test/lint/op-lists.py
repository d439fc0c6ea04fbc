"""Checks that no code asks for a kind of op by a long list of names.

What several ops have in common is a trait or an interface of ir/BmcInterfaces.td, so that a new op says it once, where it
is defined.

Usage: op-lists.py REPOSITORY
"""

import pathlib
import re
import sys

LONGEST = 5
QUESTION = re.compile(r"\b(?:isa|isa_and_nonnull|isa_and_present|Case)<([^<>()]*)>")


def main(root):
    failures = 0
    files = [path for folder in ("ir", "passes", "codegen") for path in sorted((root / folder).rglob("*.cpp"))]
    assert len(files) > 100, "the sources have moved"
    for path in files:
        for match in QUESTION.finditer(path.read_text()):
            ops = re.findall(r"\w+Op\b", match[1])
            if len(ops) > LONGEST:
                print(f"{path.relative_to(root)}: {len(ops)} ops by name: {', '.join(ops)}; declare a trait")
                failures += 1
    return failures != 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
