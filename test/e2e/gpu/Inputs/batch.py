#!/usr/bin/env python3
"""Writes a batch for `step` of mlp.model in f64: batch.py FILE ROWS."""

import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Inputs"))
from tensor_files import write_safetensors  # noqa: E402


def main():
    path, rows = sys.argv[1], int(sys.argv[2])
    rng = random.Random(rows)
    x = [rng.uniform(-1, 1) for _ in range(10 * rows)]
    write_safetensors(path, {"x": ("F64", [rows, 10], x), "y": ("F64", [rows], x[:rows])})


main()
