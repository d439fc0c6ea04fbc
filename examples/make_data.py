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
            file.write(",".join(v if isinstance(v, str) else "%.6g" % v for v in row) + "\n")


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


def clouds(rng):
    """Two clouds of points, most of them apart."""
    for _ in range(500):
        y = rng.randrange(2)
        yield round(rng.gauss(2 * y - 1, 0.6), 4), round(rng.gauss(1 - 2 * y, 0.6), 4), y


def sequences(rng):
    """Tokens with padding at the end; the label is 1 if there are more 2s than 1s."""
    for _ in range(1500):
        length = rng.randint(5, 12)
        tokens = [rng.choice((1, 2, rng.randint(3, 19))) for _ in range(length)]
        ones, twos = tokens.count(1), tokens.count(2)
        if ones == twos:
            tokens[0] = 2 if tokens[0] == 1 else 1
            ones, twos = tokens.count(1), tokens.count(2)
        if ones != twos:
            yield *tokens, *[0] * (12 - length), int(twos > ones)


def homes(rng):
    """Area in 100 m2, rooms, floor, garden in 1000 m2; which kind of home it is, and its price in 100,000."""
    for _ in range(800):
        kind = rng.choice(("cabin", "flat", "house"))
        area = {"cabin": rng.gauss(0.6, 0.15), "flat": rng.gauss(0.8, 0.25), "house": rng.gauss(1.5, 0.4)}[kind]
        area = round(max(0.2, area), 2)
        rooms = max(1, round(area * 3 + rng.gauss(0, 0.6)))
        floor = rng.randint(0, 8) if kind == "flat" else 0
        garden = round(0.0 if kind == "flat" else abs(rng.gauss(1.0 if kind == "cabin" else 0.5, 0.4)), 2)
        rate = {"cabin": 1.0, "flat": 2.8, "house": 2.2}[kind]
        price = rate * area + 0.4 * garden + 0.05 * floor + rng.gauss(0, 0.12)
        yield area, rooms, floor, garden, kind, round(max(0.1, price), 2)


if __name__ == "__main__":
    write("linear.csv", ["x", "y"], linear(random.Random(1)))
    write("logistic.csv", ["x0", "x1", "y"], clouds(random.Random(3)))
    write("encoder.csv", ["tokens%d" % i for i in range(12)] + ["label"], sequences(random.Random(4)))
    write("multitask.csv", ["area", "rooms", "floor", "garden", "kind", "price"], homes(random.Random(6)))
    columns = ["x%d" % i for i in range(10)] + ["y"]
    write("mlp.csv", columns, smooth(random.Random(2)))
