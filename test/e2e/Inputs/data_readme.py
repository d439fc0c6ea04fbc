#!/usr/bin/env python3
"""Runs the examples of runtime/data/README.md: each section that has a model in
a folder of its own. A block "```KIND NAME" is the file NAME, a block "```sh" are
commands, all of which succeed; a line "# > TEXT" behind one is part of what it
prints.

Usage: data_readme.py README FOLDER [LEAST SECTIONS]
"""

import pathlib
import re
import subprocess
import sys


def run(commands, folder):
    """Runs commands one by one and looks for what they are said to print."""
    for part in re.split(r"\n(?=[^#\n])", commands.strip()):
        command, *rest = part.split("\n# > ")
        done = subprocess.run(["bash", "-c", command], cwd=folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        expected = [line.strip() for line in rest]
        missing = [line for line in expected if line not in done.stdout]
        if done.returncode != 0 or missing:
            sys.exit(f"{folder}: $ {command}\n{done.stdout}\nexit code {done.returncode}, not printed: {missing}")


def main():
    readme, folder = map(pathlib.Path, sys.argv[1:3])
    sections = 0
    for section in re.split(r"^## ", readme.read_text(), flags=re.MULTILINE)[1:]:
        title = section.splitlines()[0]
        blocks = re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
        if not any(kind == "model" for kind, _, _ in blocks):
            continue
        sections += 1
        place = folder / re.sub(r"\W+", "-", title)
        place.mkdir()
        for kind, name, text in blocks:
            if name:
                (place / name).write_text(text)
            elif kind == "sh":
                run(text, place)
        print(f"{title}: fine")
    return 0 if sections >= int(sys.argv[3]) else 1


sys.exit(main())
