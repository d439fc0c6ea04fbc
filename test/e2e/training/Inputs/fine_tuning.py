"""What fine-tuning.test left: the encoder is that of the first model, the head has learned, on both devices."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Inputs"))
from e2e import difference
from tensor_files import read_safetensors

first = read_safetensors("pre/last/model.safetensors")
cpu, gpu = (read_safetensors(f"{run}/last/model.safetensors") for run in ("cpu", "gpu"))
for name in ("weight", "bias"):
    assert first[f"backbone.0.{name}"] == cpu[f"encoder.{name}"] == gpu[f"encoder.{name}"], name
    worst = difference(gpu[f"head.{name}"][2], cpu[f"head.{name}"][2])
    assert worst < 1e-4, worst
states = read_safetensors("cpu/last/optimizer.safetensors")
expected = {f"head.{name}.{state}" for name in ("weight", "bias") for state in ("exp_avg", "exp_avg_sq", "param")}
assert states.keys() == expected, states.keys()
# The averages are behind the weights.
assert states["head.weight.param"][2] != cpu["head.weight"][2]
