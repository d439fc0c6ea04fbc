"""Digits that training has not seen, and how many rows of them a program sorts.

Usage: exact-match.py make FOLDER_OF_EXAMPLES DIGITS.csv
       exact-match.py check DIGITS.csv GENERATED SHARE    fails unless enough lines are the sorted digits of their row
"""

import csv
import random
import sys


def make(examples, path):
    sys.path.insert(0, examples)
    import make_data

    header = [name + str(i) for name in ("digits", "before", "sorted") for i in range(8)]
    seen = set(map(tuple, (row[:8] for row in make_data.digits(random.Random(9)))))
    with open(path, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(header)
        rows.writerows(row for row in make_data.digits(random.Random(99)) if row[:8] not in seen)


def check(digits, generated, share):
    with open(digits, newline="") as file:
        expected = [" ".join(row[16:]) for row in list(csv.reader(file))[1:]]
    with open(generated) as file:
        found = file.read().splitlines()
    assert len(found) == len(expected) > 1000
    right = sum(a == b for a, b in zip(found, expected))
    assert right >= float(share) * len(expected), (right, len(expected))


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](*sys.argv[2:])
