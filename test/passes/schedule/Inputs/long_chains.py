#!/usr/bin/env python3
"""A chain of pointwise ops is cut into kernels of bounded size, which are shared."""

import re
import subprocess
import tempfile

ROUNDS = {"functions": "x = tanh(x * 1.01)", "reused": "x = sin(x) * 0.5 + x", "squares": "x = x * x",
          "choices": "x = where(x > 0.0, x * 0.9, x + 0.1)"}
MODEL = """dim B
data d = csv("d.csv") {{ x: f32[8]; y: f32 }}
model M {{
  fc = Linear(8, 8)
  forward(x: f32[B, 8]) -> f32[B] {{
    x = fc(x)
    {}
    return mean(x, dim = -1)
  }}
}}
train M on d {{ loss = mse(output, y); optimizer = SGD() }}
"""


def kernels(name, count):
    """Sizes of the kernels, and the number of launches."""
    with tempfile.NamedTemporaryFile("w", suffix=".model") as file:
        file.write(MODEL.format("\n    ".join([ROUNDS[name]] * count)))
        file.flush()
        text = subprocess.run(["bmc", file.name, "--emit=kernels"], stdout=subprocess.PIPE, text=True, check=True).stdout
    bodies = re.findall(r"func\.func private @kernel.*?\n  }", text, re.DOTALL)
    return [body.count("= bmc.") for body in bodies], text.count("bmc.launch")


def main():
    for name in ROUNDS:
        small, few = kernels(name, 400)
        large, many = kernels(name, 800)
        print(name, max(large), len(small), len(large), few, many)
        assert max(large) <= 256, (name, max(large))
        assert len(large) <= len(small) + 8, (name, len(small), len(large))
        assert many <= 2.2 * few, (name, few, many)


if __name__ == "__main__":
    main()
