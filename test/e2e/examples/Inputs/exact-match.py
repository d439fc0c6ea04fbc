"""Digits that training has not seen, and how many rows of them a program sorts.

Usage: exact-match.py make FOLDER_OF_EXAMPLES DIGITS.csv
       exact-match.py check DIGITS.csv SCORES.csv SHARE   fails unless in enough rows every largest score is the sorted digit
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


def numbers(path):
    with open(path, newline="") as file:
        return [list(map(float, row)) for row in list(csv.reader(file))[1:]]


def check(digits, scores, share):
    rows, outputs = numbers(digits), numbers(scores)
    assert len(rows) == len(outputs) > 1000
    right = 0
    for row, output in zip(rows, outputs):
        tokens = len(output) // 8
        found = [max(range(tokens), key=lambda token: output[place * tokens + token]) for place in range(8)]
        right += found == sorted(map(int, row[:8]))
    print(f"{right} of {len(rows)} rows are right")
    return right < float(share) * len(rows)


if __name__ == "__main__":
    sys.exit({"make": make, "check": check}[sys.argv[1]](*sys.argv[2:]))
