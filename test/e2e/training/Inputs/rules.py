#!/usr/bin/env python3
"""The same table three ways: plain.csv, marks.csv (separated by semicolons, with
commas before fractions and dates with points), lines.jsonl."""

import json
import random

COLUMNS = ["id", "when", "kind", "n", "x", "y"]


def main():
    generator = random.Random(7)
    with open("plain.csv", "w") as plain, open("marks.csv", "w") as marks, open("lines.jsonl", "w") as lines:
        plain.write(",".join(COLUMNS) + "\n")
        marks.write(";".join(COLUMNS) + "\r\n")
        for row in range(120):
            x = generator.randrange(-80, 80) / 4
            n = generator.randrange(5)
            kind = generator.choice(["ash", "fir", "oak"])
            day, hour = generator.randrange(1, 29), generator.randrange(24)
            y = x / 8 + n + len(kind) + hour / 24
            lacks = {column for column in COLUMNS[1:5] if generator.random() < 0.1}
            values = {"id": row, "when": f"2024-02-{day:02}T{hour:02}:30", "kind": kind, "n": n, "x": x, "y": y}
            other = values | {"when": f"{day:02}.02.2024 {hour:02}:30", "x": str(x).replace(".", ","),
                              "y": str(y).replace(".", ",")}
            plain.write(",".join("" if c in lacks else str(values[c]) for c in COLUMNS) + "\n")
            marks.write(";".join("" if c in lacks else str(other[c]) for c in COLUMNS) + "\r\n")
            lines.write(json.dumps({c: None if c in lacks else values[c] for c in COLUMNS}) + "\n")


main()
