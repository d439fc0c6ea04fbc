#!/usr/bin/env python3
"""Rows of a series as lines of a stream, and what predict --stream makes of them."""

import csv
import subprocess
import sys


def read(path):
    with open(path) as file:
        return list(csv.DictReader(file))


def lines(path, count):
    """The values of the first rows, with an empty line between them."""
    for row in read(path)[: int(count)]:
        print("\n".join(value for name, value in row.items() if name.startswith("past")) + "\n")


def check(found, rows, count, tolerance):
    """The last prediction of each row is that of the row."""
    with open(found) as file:
        values = [float(line) for line in file]
    expected = [float(row["output"]) for row in read(rows)[: int(count)]]
    steps, rest = divmod(len(values), len(expected))
    assert rest == 0, len(values)
    for row, value in enumerate(expected):
        last = values[(row + 1) * steps - 1]
        assert abs(last - value) <= float(tolerance) * max(1, abs(value)), (row, last, value)


def converse(program):
    """One line in, one line out, before the end of the input."""
    process = subprocess.Popen([program, "predict", "--stream"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    for value in (0.25, -0.5, 1.0):
        print(value, file=process.stdin, flush=True)
        float(process.stdout.readline())
    process.stdin.close()
    assert process.wait() == 0 and process.stdout.read() == ""


globals()[sys.argv[1]](*sys.argv[2:])
