"""Whether predictions of random.model are of their distributions.

Usage: random_numbers.py PREDICTIONS.csv [OTHER.csv]
  OTHER  has the same numbers, but for rounding
"""
import csv
import math
import sys


def moments(numbers):
    mean = sum(numbers) / len(numbers)
    return mean, sum((x - mean) ** 2 for x in numbers) / len(numbers)


def check(numbers, mean, variance, fourth):
    """Within four deviations of what so many numbers have; `fourth`: the central moment."""
    found, spread = moments(numbers)
    count = len(numbers)
    assert abs(found - mean) < 4 * math.sqrt(variance / count), (found, mean)
    assert abs(spread - variance) < 4 * math.sqrt((fourth - variance**2) / count), (spread, variance)


def read(path):
    with open(path) as file:
        rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]
    return {key: [row[key] for row in rows] for key in rows[0]}


columns = read(sys.argv[1])
rows = len(columns["uniform"])
if len(sys.argv) > 2:
    for key, column in read(sys.argv[2]).items():
        assert max(abs(a - b) for a, b in zip(column, columns[key])) < 1e-5, key
assert all(0 <= u < 1 for u in columns["uniform"])
check(columns["uniform"], 1 / 2, 1 / 12, 1 / 80)
check(columns["normal"], 0, 1, 3)
block = [x for key, column in columns.items() if key.startswith("block") for x in column]
assert len(block) == 3 * rows
check(block, 0, 1, 3)
assert set(columns["coin"]) == {0, 1}
p = 1 / 4
check(columns["coin"], p, p * (1 - p), p * (1 - p) * (1 - 3 * p * (1 - p)))
# Neither between streams nor between batches is a number drawn twice.
assert len(set(columns["uniform"])) > 0.99 * rows
product = [(u - 0.5) * n for u, n in zip(columns["uniform"], columns["normal"])]
check(product, 0, 1 / 12, 3 / 80)
