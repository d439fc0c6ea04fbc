"""Checks the initial values that initial-values.test drew: orthonormal rows or columns, and normal numbers in a range."""

import math
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Inputs"))
from tensor_files import read_safetensors

RUNS, TOLERANCE = sys.argv[1], float(sys.argv[2])
weights = read_safetensors(f"{RUNS}/last/model.safetensors")


def check_orthogonal(name, gain):
    _, shape, values = weights[name]
    columns = len(values) // shape[0]
    rows = [values[i * columns : (i + 1) * columns] for i in range(shape[0])]
    vectors = rows if shape[0] < columns else list(zip(*rows))
    for i, x in enumerate(vectors):
        for j, y in enumerate(vectors):
            product = sum(a * b for a, b in zip(x, y)) - (gain * gain if i == j else 0)
            assert abs(product) < TOLERANCE, (name, i, j, product)


def check_truncated(name, mean, std, low, high):
    values = weights[name][2]
    assert low <= min(values) < low + 0.02 * (high - low), min(values)
    assert high - 0.02 * (high - low) < max(values) <= high, max(values)
    # The moments of a normal number that is known to be in the range.
    a, b = (low - mean) / std, (high - mean) / std
    density = lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    share = (math.erf(b / math.sqrt(2)) - math.erf(a / math.sqrt(2))) / 2
    shift = (density(a) - density(b)) / share
    width = std * math.sqrt(1 + (a * density(a) - b * density(b)) / share - shift * shift)
    found = sum(values) / len(values)
    spread = math.sqrt(sum((v - found) ** 2 for v in values) / len(values))
    assert abs(found - (mean + std * shift)) < 4 * width / math.sqrt(len(values)), found
    assert abs(spread / width - 1) < 0.05, spread


check_orthogonal("tall", 1)
check_orthogonal("wide", 0.5)
check_orthogonal("deep", 1)
check_truncated("cut", 0.5, 2, -1.5, 1)
assert all(-2 <= v <= 2 for v in weights["narrow"][2])
spread = math.sqrt(sum(v * v for v in weights["narrow"][2]) / len(weights["narrow"][2]))
assert abs(spread / 0.02 - 1) < 0.05, spread
