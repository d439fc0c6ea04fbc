#!/usr/bin/env python3
"""Whether the host of a training run waits for a step only when the GPU has the next one to do.

    waits.py TRACE STEPS

TRACE is the emulator's, of a run of STEPS steps of one micro-batch: two graphs a step, each waited for once.
"""

import sys


def main():
    calls, steps = open(sys.argv[1]).read().split(), int(sys.argv[2])
    graphs, ahead = 0, []
    for call in calls:
        graphs += call == "cuGraphLaunch"
        if graphs and call in ("cuEventSynchronize", "cuStreamSynchronize"):
            ahead.append(graphs - len(ahead) - 1)  # graphs queued beyond the one that is waited for
    steady = ahead[:2 * steps - 2]
    print(f"{graphs} graphs, {len(ahead)} waits, at least {min(steady)} graphs queued beyond")
    if graphs != 2 * steps or len(ahead) < 2 * steps or min(steady) < 2:
        sys.exit(1)


main()
