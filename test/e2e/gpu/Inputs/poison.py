#!/usr/bin/env python3
"""Writes points.csv for poisoned.model: 120 rows, one of which has the given column set to the given value.

    poison.py ROW COLUMN VALUE
"""

import random
import sys


def main():
    row, column, value = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    names = ["x0", "x1", "x2", "z", "y"]
    rng = random.Random(5)
    print(",".join(names))
    for i in range(120):
        numbers = [rng.uniform(-1, 1) for _ in range(3)] + [rng.uniform(1, 2)]
        fields = [f"{n:.6f}" for n in numbers + [sum(numbers)]]
        if i == row:
            fields[names.index(column)] = value
        print(",".join(fields))


main()
