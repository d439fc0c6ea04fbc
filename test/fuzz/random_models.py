"""Random models, each compiled fused and as written, or run on two devices.

    random_models.py COUNT SEED [TOLERANCE] [--target=ARCH]

A model is a random graph of layers, functions and the patterns that fusion looks for. In f64, the fused program and the
one as written must give the same loss, output and gradients on the same batch, to 1e-9 if nothing else is said; with a
target, the program on the CPU and on that GPU. Models are small and smooth, so that nothing else may tell them apart.
"""

import argparse
import pathlib
import random
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "e2e/Inputs"))
from e2e import difference
from tensor_files import read_safetensors, write_safetensors

ROWS = 3

# A trained bias on the scores.
BIASED = """block BiasedAttention(width, length) {
  bias = parameter(f32[length, length], init = normal(0, 1))
  forward(x: f32[_, _, width]) -> f32[_, _, width] { return softmax(x @ x.T / sqrt(width) + bias) @ x }
}
"""


class Model:
    """The text of a random model over x: f32[B, S*D], seen as f32[B, S, D]."""

    def __init__(self, rng):
        self.rng = rng
        self.tokens = rng.choice([1, 2, 5])
        self.heads = rng.choice([1, 2])
        self.width = self.heads * rng.choice([1, 2, 3])
        self.members, self.lines, self.values = [], [], ["h0"]
        for _ in range(rng.randint(2, 10)):
            self.define(self.expression())

    def define(self, expression):
        name = f"h{len(self.values)}"
        self.lines.append(f"{name} = {expression}")
        self.values.append(name)

    def member(self, layer):
        self.members.append(layer)
        return f"m{len(self.members) - 1}"

    def value(self):
        # Late values more often: deep chains, some results used twice.
        return self.values[-min(len(self.values), self.rng.choice([1, 1, 1, 2, 3]))]

    def expression(self):
        d, s, rng = self.width, self.tokens, self.rng
        a, b = self.value(), self.value()
        linear = lambda: self.member(f"Linear({d}, {d}, bias = {rng.choice(['true', 'false'])})")
        norm = lambda: self.member(rng.choice([f"LayerNorm({d})", f"RMSNorm({d})"]))
        cap = rng.choice(["none", "1.5"])
        act = lambda x: rng.choice([f"gelu({x})", f'gelu({x}, approximate = "tanh")', f"silu({x})", f"tanh({x})", f"sigmoid({x})"])
        return rng.choice([
            lambda: f"{linear()}({a})",
            lambda: f"{act(f'{linear()}({a})')}",
            lambda: f"{a} + {linear()}({b})",
            lambda: f"{norm()}({a})",
            lambda: f"{norm()}({a} + {b})",
            lambda: f"{a} + {linear()}({act(f'{linear()}({norm()}({b}))')})",
            lambda: f"{a} + {self.member(f'CausalSelfAttention({d}, {self.heads})')}({norm()}({b}))",
            lambda: f"{a} + {self.member(f'MultiheadAttention({d}, {self.heads}, dropout = 0.3)')}({norm()}({b}))",
            lambda: f"{a} + {self.member(f'GroupedQueryAttention({d}, {self.heads}, 1, dropout = {rng.choice([0.0, 0.4])}, rope_base = {self.rope()}, softcap = {cap})')}({b})",
            lambda: f"{a} + {self.member(f'BiasedAttention({d}, {s})')}({b})",
            lambda: f"{self.member(f'FeedForward({d}, {2 * d}, activation = ' + chr(34) + 'gelu' + chr(34) + ')')}({a})",
            lambda: f"{self.member(f'GatedFeedForward({d}, {2 * d}, ' + rng.choice(['', 'bias = true, ']) + 'activation = ' + chr(34) + rng.choice(['silu', 'gelu']) + chr(34) + ')')}({a})",
            lambda: f"{act(a)} * {b}",
            lambda: f"{a} - mean({b}, dim = -1, keepdim = true)",
            lambda: f"softmax({a}) * {b}",
            lambda: f"log_softmax({a}) + 0.5 * {b}",
            lambda: f"softmax(causal_mask({a} @ {b}.T / sqrt({d}))) @ {self.value()}",
            lambda: f"{a} + sum({b}, dim = {rng.choice([1, -1])}, keepdim = true)",
            lambda: f"{a} / (1 + {b} * {b})",
            lambda: f"cat([slice({a}, -1, 0, 1), slice({b}, -1, 1, {d})], dim = -1)" if d > 1 else f"exp(tanh({a}))",
            lambda: f"permute(permute({a}, 0, 2, 1) * 0.5, 0, 2, 1) + {b}",
            lambda: f"where({a} > 0.1, {a}, sin({b}))",
        ])()

    def rope(self):
        return self.rng.choice(["none", "100.0"]) if self.width // self.heads % 2 == 0 else "none"

    def text(self):
        s, d = self.tokens, self.width
        head = self.member(f"Linear({d}, 1)")
        used = " + ".join(self.values[1:])  # every value must be used
        members = "".join(f"  m{i} = {layer}\n" for i, layer in enumerate(self.members))
        lines = "".join(f"    {line}\n" for line in self.lines)
        blocks = BIASED if "BiasedAttention" in members else ""
        return (
            f'dim B <= 8\ndata d = csv("d.csv") {{\n  x: f32[{s * d}]\n  y: f32[{s}]\n}}\n'
            f"{blocks}model M {{\n{members}  forward(x: f32[B, {s * d}]) -> f32[B, {s}] {{\n"
            f"    h0 = x as f32[B, {s}, {d}]\n{lines}    return {head}({used}) as f32[B, {s}]\n  }}\n}}\n"
            "train M on d {\n  loss = mse(output, y)\n  optimizer = SGD(lr = 0.1)\n"
            f"  batch_size = {ROWS}\n  max_steps = 1\n}}\n"
        )


def compile_model(program, *options):
    subprocess.run(["bmc", "random.model", "--precision=f64", "-o", program, *options], check=True)


def step(program, device="cpu"):
    """Loss, outputs and gradients of one batch, by name."""
    run = subprocess.run(
        [f"./{program}", "step", "--batch", "batch.safetensors", "--threads", "1", f"--device={device}",
         "--gradients", "gradients.safetensors", "--outputs", "outputs.safetensors"],
        stdout=subprocess.PIPE, text=True, check=True)
    found = read_safetensors("gradients.safetensors") | read_safetensors("outputs.safetensors")
    found["loss"] = ("F64", [], [float(run.stdout.split()[-1])])
    return found


def two_ways(target):
    """What random.model computes in two ways that must agree."""
    if target:
        compile_model("both", f"--target=cpu,{target}")
        return step("both", "cuda"), step("both")
    compile_model("fused")
    compile_model("plain", "--no-fuse")
    return step("fused"), step("plain")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("tolerance", type=float, nargs="?", default=1e-9)
    parser.add_argument("--target")
    options = parser.parse_args()
    worst = 0.0
    for i in range(options.count):
        rng = random.Random(options.seed * 1000003 + i)
        model = Model(rng)
        pathlib.Path("random.model").write_text(model.text())
        numbers = lambda n: [rng.uniform(-1, 1) for _ in range(n)]
        s, d = model.tokens, model.width
        write_safetensors("batch.safetensors", {
            "x": ("F64", [ROWS, s * d], numbers(ROWS * s * d)), "y": ("F64", [ROWS, s], numbers(ROWS * s))})
        fused, plain = two_ways(options.target)
        assert fused.keys() == plain.keys(), fused.keys() ^ plain.keys()
        # A gradient may vanish but for rounding: compared with the largest of all.
        scale = max(abs(v) for _, _, values in plain.values() for v in values)
        for name, (_, shape, values) in plain.items():
            assert fused[name][1] == shape, (name, shape)
            found = min(difference(fused[name][2], values),
                        max(abs(f - e) for f, e in zip(fused[name][2], values)) / scale)
            assert found <= options.tolerance, (i, name, found)
            worst = max(worst, found)
    print(f"{options.count} models, largest difference {worst:.1e}")


main()
