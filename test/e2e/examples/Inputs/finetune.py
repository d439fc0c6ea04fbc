"""Checks that fine-tuning kept what is frozen and changed the rest.

Usage: finetune.py PRETRAINED TUNED, two files of weights
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Inputs"))
from tensor_files import read_safetensors

FROZEN = ("embed.", "positions.", "norm.", "encoder.layers.0.")

before, after = map(read_safetensors, sys.argv[1:])
shared = {name: "body." + name for name in before if "body." + name in after}
assert len(shared) == 28, shared
for old, new in shared.items():
    kept = list(before[old][2]) == list(after[new][2])
    assert kept == old.startswith(FROZEN), f"{new} is {'as it was' if kept else 'changed'}"
