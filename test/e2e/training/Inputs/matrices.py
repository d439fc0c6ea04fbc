"""Writes the same 16 rows of x[2, 3], k[2] and y[1] as rows.csv, rows.jsonl and rows.safetensors."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Inputs"))
from tensor_files import write_safetensors

rows = [([[i, i + 1, i + 2], [i + 3, i % 5, 5]], [i % 4, (i + 1) % 4], [i % 7]) for i in range(16)]
names = [f"x{i}" for i in range(6)] + ["k0", "k1", "y"]
flat = [x[0] + x[1] + k + y for x, k, y in rows]
lines = [",".join(names)] + [",".join(map(str, row)) for row in flat]
pathlib.Path("rows.csv").write_text("\n".join(lines) + "\n")
objects = [json.dumps({"x": x, "k": k, "y": y[0]}) for x, k, y in rows]
pathlib.Path("rows.jsonl").write_text("\n".join(objects) + "\n")

write_safetensors(
    "rows.safetensors",
    {
        "x": ("F64", [16, 2, 3], [value for row in flat for value in row[:6]]),
        "k": ("I32", [16, 2], [value for row in flat for value in row[6:8]]),
        "y": ("F64", [16, 1], [row[8] for row in flat]),
    },
)
