"""ended_by.py [--reading] [--code N] SIGNAL COMMAND..: ends COMMAND by SIGNAL when it is
ready, and checks how it ends: by that signal, or with exit code N.

COMMAND is ready once something says so in the FIFO `started`, or with --reading once
it has opened the FIFO `model`.
"""

import argparse
import os
import resource
import signal
import subprocess

parser = argparse.ArgumentParser()
parser.add_argument("--reading", action="store_true")
parser.add_argument("--code", type=int)
parser.add_argument("signal", type=lambda name: signal.Signals[name])
parser.add_argument("command", nargs=argparse.REMAINDER)
options = parser.parse_args()

# What this process ignores, as jobs in the background do, a child would ignore too.
def prepare():
    signal.signal(options.signal, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


child = subprocess.Popen(options.command, preexec_fn=prepare)
if options.reading:
    fifo = os.open("model", os.O_WRONLY)
else:
    with open("started") as started:
        started.read()
child.send_signal(options.signal)
code = child.wait(timeout=60)
expected = -options.signal if options.code is None else options.code
assert code == expected, f"ended with {code}, expected {expected}"
