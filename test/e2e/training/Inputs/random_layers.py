"""What random-layers.model predicts before training, and the losses of its runs."""

import csv
import json
import statistics
import sys


def predicted(path):
    with open(path, newline="") as file:
        rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    choices = [[row[f"choice{i}"] for i in range(3)] for row in rows]
    assert all(sorted(choice) == [0, 0, 1] for choice in choices)
    for i in range(3):
        share = statistics.mean(choice[i] for choice in choices)
        assert abs(share - (i + 1) / 6) < 0.03, (i, share)
    shares = [[row[f"share{i}"] for i in range(3)] for row in rows]
    assert all(abs(sum(share) - 1) < 1e-5 and max(share) < 1 for share in shares)
    # In evaluation nothing is random.
    assert all(abs(row["slope"] + (1 / 8 + 1 / 3) / 2) < 1e-6 for row in rows)
    assert abs(statistics.pvariance(row["kept"] for row in rows) - 1) < 0.1


def losses(path, low, high):
    with open(path) as file:
        found = [entry["loss"] for entry in map(json.loads, file) if "loss" in entry]
    assert len(set(found)) == len(found) == 40
    assert abs(statistics.mean(found) - (float(low) + float(high)) / 2) < (float(high) - float(low)) / 2, statistics.mean(found)


def falls(path):
    with open(path) as file:
        found = [entry["loss"] for entry in map(json.loads, file) if "loss" in entry]
    assert 0.4 < found[0] < 0.6 and found[-1] < 0.1, found


globals()[sys.argv[1]](*sys.argv[2:])
