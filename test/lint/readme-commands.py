"""Runs the commands of the README, in order, in a folder of its own that shows
build/, examples/ and tools/ of the repository. tools/demo and tools/test are
only asked for their help: they run this test.

Usage: readme-commands.py REPOSITORY BUILD FOLDER
"""

import os
import pathlib
import re
import subprocess
import sys


def main():
    root, build, folder = map(pathlib.Path, sys.argv[1:])
    for name, target in [("build", build), ("examples", root / "examples"), ("tools", root / "tools")]:
        os.symlink(target, folder / name)
    blocks = re.findall(r"^```sh\n(.*?)^```", (root / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines() if line.strip()]
    for command in commands:
        if re.match(r"tools/(demo|test)\b", command):
            command = re.match(r"\S+", command).group() + " --help"
        print("$", command, flush=True)
        subprocess.run(["bash", "-c", command], cwd=folder, stdout=subprocess.DEVNULL, check=True)
    model = re.search(r"^```\n(param.*?)^```", (root / "README.md").read_text(), re.MULTILINE | re.DOTALL).group(1)
    if model not in (root / "examples/mlp.model").read_text():
        sys.exit("the model shown is not examples/mlp.model")
    return 0 if len(commands) > 5 else 1


sys.exit(main())
