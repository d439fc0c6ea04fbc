#!/usr/bin/env python3
"""Models and golden files of the groups in cases.py.

functions.py model GROUP     prints the .model: a block per case, whose forward is the sum of the function's results, each
                             with a weight of its own, so that no element can take the place of another
functions.py golden          writes GROUP/{weights,batch,expected}.safetensors for every group with PyTorch, in f64
                             (needs torch and safetensors; the numbers are exact in f32)
"""

import json
import math
import os
import sys

from cases import GROUPS

FOLDER = os.path.dirname(os.path.abspath(__file__))
IDS = (2, 6)


def block(index, expression, operands, shape, layer=None):
    members = f"  layer = {layer}\n" if layer and "layer" in expression else ""
    members += "".join(f"  {name} = parameter(f32[{', '.join(map(str, operand.shape))}])\n"
                      for name, operand in operands.items())
    ids = "ids" if "ids" in expression else "_ids"
    sizes = "[" + ", ".join(map(str, shape)) + "]" if shape else ""
    count = math.prod(shape)
    return f"""block C{index} {{
{members}  forward({ids}: i32[_, {IDS[1]}]) -> f32[1] {{
    result: f32{sizes} = {expression}
    weights = (fmod(37.0 * float(arange({count})), 101.0) / 50.0 - 1.0) as f32{sizes}
    return sum(result * weights) as f32[1]
  }}
}}
"""


# What cases cannot say in one expression.
HELPERS = {"attention": """
function packed(ids) { return stack([ids[0], ids[-1]]) }
function same(segments) { return segments[:, none, :, none] == segments[:, none, none, :] }
function past(size) { return arange(size)[:, none] >= arange(size)[none, :] }
""", "sequences": """
function cell_steps(cell, x: f32[..], steps) {
  outputs = [cell(x[:, 0])]
  for t in steps - 1 { outputs = outputs + [cell(x[:, t + 1], outputs[t])] }
  return outputs
}
function lstm_steps(cell, x: f32[..], steps) {
  h, c = cell(x[:, 0])
  outputs = [h]
  for t in steps - 1 {
    h, c = cell(x[:, t + 1], h, c)
    outputs = outputs + [h]
  }
  return outputs
}
""", "positions": """
function turn_neighbours(x: f32[..]) {
  size = x.shape[-1]
  angles = float(arange(x.shape[-2]))[:, none] * (1.0 / 10000.0 ** (float(arange(0, size, 2)) / size))
  a, b = x[.., ::2], x[.., 1::2]
  return flatten(stack([a * cos(angles) - b * sin(angles), b * cos(angles) + a * sin(angles)], dim = -1), -2)
}
""", "integers": """
function relative_bucket(distance: i32[..], buckets, furthest) {
  half = buckets // 2
  exact = half // 2
  near = abs(distance)
  share = log(float(maximum(near, 1)) / exact) / log(1.0 * furthest / exact)
  far = minimum(exact + int(share * (half - exact)), half - 1)
  return clamp(half * int(distance > 0) + where(near < exact, near, far), 0, buckets - 1)
}
function t5_attention(x: f32[..], table) {
  positions = arange(x.shape[1])
  bias = embedding(relative_bucket(positions[none, :] - positions[:, none], 8, 10), table)
  return softmax(x @ x.T + bias[:, :, 0], dim = -1) @ x
}
"""}


def model(group):
    cases = GROUPS[group]
    with open(os.path.join(FOLDER, group, "shapes.json")) as file:
        shapes = json.load(file)
    text = "dim B\n\ndata rows = csv(\"none.csv\") { ids: i32[6] }\n" + HELPERS.get(group, "") + "\n"
    for index, ((expression, _, operands, *layer), shape) in enumerate(zip(cases, shapes, strict=True)):
        text += block(index, expression, operands, shape, *layer[:1])
    members = "".join(f"  c{i} = C{i}()\n" for i in range(len(cases)))
    results = ", ".join(f"c{i}(ids)" for i in range(len(cases)))
    return text + f"""
model M {{
{members}  forward(ids: i32[B, {IDS[1]}]) -> f32[B, {len(cases)}] {{
    return cat([{results}], dim = 0) + 0.0 * float(ids)[:, 0:1]
  }}
}}

train M on rows {{ loss = mean(output); optimizer = SGD(lr = 1.0) }}
"""


def golden(group):
    import references
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(sum(map(ord, group)))
    generator = torch.Generator().manual_seed(sum(map(ord, group)))
    ids = torch.randint(0, 4, IDS, generator=generator)
    weights, results, outputs, shapes, gradients = {}, [], [], [], {}
    for index, (_, expression, operands, *layer) in enumerate(GROUPS[group]):
        values = {}
        for name, operand in operands.items():
            value = torch.rand(operand.shape, generator=generator, dtype=torch.float64)
            value = (operand.low + (operand.high - operand.low) * value).float()
            value.view(-1)[:len(operand.first)] = torch.tensor(operand.first)
            weights[f"c{index}.{name}"] = value
            values[name] = value.double().requires_grad_()
        names = vars(references) | {"ids": ids} | values
        module = eval(layer[1], names) if layer else references.nn.Identity()
        for name, parameter in module.double().named_parameters():
            value = torch.randn(parameter.shape, generator=generator).float() / 2
            weights[f"c{index}.layer.{name}"] = value
            parameter.data = value.double()
            values["layer." + name] = parameter
        # The loss is that of training, the output that of evaluation, which differs where there are running statistics.
        for name, buffer in module.named_buffers():
            weights[f"c{index}.layer.{name}"] = buffer.float()
        evaluated = None
        if any(True for _ in module.buffers()):
            evaluated = eval(expression, names | {"layer": module.eval()}).detach()
        y = eval(expression, names | {"layer": module.train()})
        shapes.append(list(y.shape))
        factors = (37.0 * torch.arange(y.numel(), dtype=torch.float64) % 101.0 / 50.0 - 1.0).view(y.shape)
        results.append((y * factors).sum())
        outputs.append(results[-1].detach() if evaluated is None else (evaluated * factors).sum())
        results[-1].backward(retain_graph=True)
        for name, value in values.items():
            gradient = torch.zeros_like(value) if value.grad is None else value.grad
            gradients[f"c{index}.{name}"] = gradient / len(GROUPS[group])
    loss = torch.stack(results).detach().mean()
    output = torch.stack(outputs).expand(IDS[0], -1)
    folder = os.path.join(FOLDER, group)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "shapes.json"), "w") as file:
        json.dump(shapes, file)
        file.write("\n")
    save_file(weights, os.path.join(folder, "weights.safetensors"))
    save_file({"ids": ids.int()}, os.path.join(folder, "batch.safetensors"))
    save_file(gradients | {"loss": loss, "output": output.contiguous()},
              os.path.join(folder, "expected.safetensors"))


def main(command, *groups):
    if command == "model":
        print(model(*groups))
    for group in groups or GROUPS:
        if command == "golden":
            golden(group)


if __name__ == "__main__":
    main(*sys.argv[1:])
