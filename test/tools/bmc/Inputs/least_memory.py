"""least_memory.py MODEL: compiles MODEL in ever more address space.

From what the dynamic loader needs to what is enough, each run must end with exit code
3, one sentence and no output; at least one must run out of memory while it compiles.
"""

import os
import pathlib
import resource
import subprocess
import sys

MIB = 1 << 20
MODEL = sys.argv[1]


def run_within(size, *arguments):
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return subprocess.run(["bmc", *arguments], preexec_fn=limit, capture_output=True, text=True)


# The least that the dynamic loader needs; with less it says so itself, and exits 127.
STEP = MIB // 4
low, high = 0, 4096 * MIB
while high - low > STEP:
    middle = (low + high) // 2
    if run_within(middle, "--version").returncode == 127:
        low = middle
    else:
        high = middle

pathlib.Path("limited.o").unlink(missing_ok=True)
ran_out, size = 0, high
while (done := run_within(size, MODEL, "--emit=obj", "-o", "limited.o")).returncode != 0:
    lines = done.stderr.splitlines()
    assert done.returncode == 3, (size, done)
    assert len(lines) == 1 and lines[0].startswith("bmc: error: "), (size, done)
    assert not os.path.exists("limited.o"), size
    ran_out += lines[0] == f"bmc: error: out of memory while compiling {MODEL}"
    size += STEP
assert ran_out > 0, size
