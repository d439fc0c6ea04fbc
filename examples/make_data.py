#!/usr/bin/env python3
"""Writes the CSV files of the examples: the same bytes on every run."""

import math
import os
import random

FOLDER = os.path.dirname(os.path.abspath(__file__))


def write(name, header, rows):
    with open(os.path.join(FOLDER, name), "w", newline="\n") as file:
        file.write(",".join(header) + "\n")
        for row in rows:
            file.write(",".join("%.6g" % value for value in row) + "\n")


def linear(rng):
    """y = 2x + 1, exactly."""
    for _ in range(100):
        x = round(rng.uniform(-1, 1), 4)
        yield x, 2 * x + 1


def smooth(rng):
    """A smooth function of ten inputs (Friedman, 1991, without its noise)."""
    for _ in range(1000):
        x = [round(rng.uniform(0, 1), 4) for _ in range(10)]
        y = (
            math.sin(math.pi * x[0] * x[1])
            + 2 * (x[2] - 0.5) ** 2
            + x[3]
            + 0.5 * x[4]
        )
        yield *x, y


if __name__ == "__main__":
    write("linear.csv", ["x", "y"], linear(random.Random(1)))
    columns = ["x%d" % i for i in range(10)] + ["y"]
    write("mlp.csv", columns, smooth(random.Random(2)))
