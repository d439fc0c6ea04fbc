"""Two micro-batches have moved the running statistics twice, those of a layer that is called twice four times."""

import os
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Inputs"))
from tensor_files import read_safetensors

whole, halves = (read_safetensors(f"{folder}/last/model.safetensors") for folder in sys.argv[1:])
for name, factor in (("norm1", 2), ("norm2", 1), ("norm3", 1)):
    assert whole[f"{name}.num_batches_tracked"][2] == (factor,), name
    assert halves[f"{name}.num_batches_tracked"][2] == (2 * factor,), name
