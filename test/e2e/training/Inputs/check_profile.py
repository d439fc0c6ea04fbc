"""Checks a trace that --profile wrote against the compiler's cost table for the
same sizes and chip.

  check_profile.py batch FILE           writes a batch of 7 rows for linear.model
  check_profile.py chip TRACE           prints what the floor is that of, for --chip
  check_profile.py check TRACE COST CALLS..
      each call is FUNCTION=N: so often, and no other function; every launch of it
      is there once a call, in order, with its kernel, line and floor, inside it
"""

import json
import math
import pathlib
import re
import sys

sys.path.append(str(pathlib.Path(__file__).parents[2] / "Inputs"))
from tensor_files import write_safetensors

ROW = re.compile(r" *\d+ +(\S+) (?:memory|arithmetic) +\S+ +\S+ +\S+  (\w+) +(kernel_\w+)(?:  (.+))?$")


def table(path):
    """Function -> (floor in us, family, kernel, line) of each launch."""
    found, name = {}, None
    for line in open(path):
        if match := re.match(r"function (\w+), ", line):
            name = match.group(1)
            found[name] = []
        elif line.startswith("step"):
            break
        elif match := ROW.match(line):
            found[name].append(match.groups())
    return found


def calls(events):
    """(function event, its launches) in order."""
    found = []
    for event in events:
        assert event["dur"] >= 0 and event["ts"] >= 0, event
        if event["cat"] == "function":
            found.append((event, []))
        else:
            found[-1][1].append(event)
    return found


def check(trace, costs, expected):
    document = json.load(open(trace))
    assert document["otherData"]["complete"]
    events = [event for event in document["traceEvents"] if event["ph"] == "X"]
    counts = {}
    for call, launches in calls(events):
        counts[call["name"]] = counts.get(call["name"], 0) + 1
        rows = costs[call["name"]]
        assert len(rows) == len(launches), call
        end = call["ts"]
        for number, ((floor, family, kernel, line), event) in enumerate(zip(rows, launches)):
            arguments = event["args"]
            assert (event["name"], arguments["kernel"], arguments["line"]) == (family, kernel, line or ""), event
            assert arguments["launch"] == number
            assert math.isclose(arguments["floor_us"], float(floor), rel_tol=2e-3, abs_tol=1e-9), (event, floor)
            assert math.isclose(event["ts"], end, rel_tol=1e-9, abs_tol=0.01), (event, end)
            end = event["ts"] + event["dur"]
        assert math.isclose(end, call["ts"] + call["dur"], rel_tol=1e-6, abs_tol=1), call
    assert counts == expected, counts


if sys.argv[1] == "batch":
    numbers = [float(i) for i in range(7)]
    write_safetensors(sys.argv[2], {"x": ("F32", [7, 1], numbers), "y": ("F32", [7], numbers)})
elif sys.argv[1] == "chip":
    print(json.load(open(sys.argv[2]))["otherData"]["chip"])
else:
    check(sys.argv[2], table(sys.argv[3]),
          {name: int(count) for name, count in (call.split("=") for call in sys.argv[4:])})
