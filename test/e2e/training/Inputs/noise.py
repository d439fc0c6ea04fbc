#!/usr/bin/env python3
"""Writes rows.csv, texts and points with the colours of their place, and vocab.txt, as BERT has it."""

import random

rng = random.Random(3)
phrases = ["the grey cat", "sat down here"]
with open("vocab.txt", "w") as file:
    file.write("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *" ".join(phrases).split()]) + "\n")
with open("rows.csv", "w") as file:
    file.write("said,x0,x1,kind\n")
    for _ in range(200):
        kind = rng.randrange(3)
        x = [round(rng.gauss(center, 0.2), 3) for center in [(1, 0), (-1, 0), (0, 1)][kind]]
        file.write(f"{rng.choice(phrases)} {rng.choice(phrases)},{x[0]},{x[1]},{['red', 'green', 'blue'][kind]}\n")
