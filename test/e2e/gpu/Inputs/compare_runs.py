#!/usr/bin/env python3
"""Compares two runs of one model on different devices.

    compare_runs.py RUN_A RUN_B TOLERANCE [PARAMETER_TOLERANCE]

Losses, norms, rates and metrics of every step may differ by TOLERANCE relative to the number, parameters of the last checkpoint by the
second tolerance (default: the first) relative to the largest of their tensor. Prints the worst of each.
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Inputs"))
from tensor_files import read_safetensors  # noqa: E402


def metrics(run):
    with open(f"{run}/metrics.jsonl") as file:
        return [json.loads(line) for line in file]


def worst_metric(a, b):
    if len(a) != len(b) or not a:
        sys.exit(f"{len(a)} and {len(b)} lines of metrics")
    pairs = [(x[key], y[key]) for x, y in zip(a, b) for key in x if key != "ms" and not isinstance(x[key], list)]
    return max(abs(x - y) / max(abs(x), 1e-300) for x, y in pairs)


def worst_parameter(a, b):
    worst = 0.0
    for name, tensor in a.items():
        left, right = tensor[2], b[name][2]
        scale = max(map(abs, left)) or 1.0
        worst = max(worst, max(abs(x - y) for x, y in zip(left, right)) / scale)
    return worst


def main():
    run_a, run_b, *tolerances = sys.argv[1:]
    tolerances = [float(tolerance) for tolerance in tolerances]
    metric = worst_metric(metrics(run_a), metrics(run_b))
    weights = [read_safetensors(f"{run}/last/model.safetensors") for run in (run_a, run_b)]
    parameter = worst_parameter(*weights)
    print(f"metrics differ by {metric:.2g}, parameters by {parameter:.2g}")
    if not (metric <= tolerances[0] and parameter <= tolerances[-1]):
        sys.exit(1)


main()
