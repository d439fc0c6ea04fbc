"""Trains a small generative adversarial network with PyTorch, both sides at once with an optimizer each, in f64.

Writes weights.safetensors, rows.csv and curve.json beside itself (needs torch and safetensors; weights are exact in f32).
Both losses are taken of the same weights: the critic's with the generated points detached, the generator's with the critic's
weights constant. Names are those of test/e2e/golden/Inputs/gan.model.
"""

import json
import os

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROWS, STEPS = 8, 20


def network(inputs, outputs):
    return nn.ModuleDict({"hidden": nn.Linear(inputs, 6), "out": nn.Linear(6, outputs)})


def apply(net, x):
    return net["out"](F.leaky_relu(net["hidden"](x), 0.2))


def main():
    generator = torch.Generator().manual_seed(11)
    model = nn.ModuleDict({"generator": network(3, 2), "critic": network(2, 1)})
    for parameter in model.parameters():
        parameter.data = (torch.randn(parameter.shape, generator=generator) / 2).float()
    save_file(dict(model.named_parameters()), os.path.join(FOLDER, "weights.safetensors"))
    noise = torch.randint(-150, 150, (ROWS, 3), generator=generator).double() / 100
    points = torch.randint(-100, 100, (ROWS, 2), generator=generator).double() / 100
    with open(os.path.join(FOLDER, "rows.csv"), "w") as file:
        file.write("noise0,noise1,noise2,point0,point1\n")
        for row in torch.cat([noise, points], 1).tolist():
            file.write(",".join(f"{value:g}" for value in row) + "\n")

    model.double()
    create = torch.optim.Adam(model["generator"].parameters(), lr=0.02, betas=(0.5, 0.99))
    judge = torch.optim.SGD(model["critic"].parameters(), lr=0.1, momentum=0.9)
    curve = {"loss": [], "grad_norm": []}
    for _ in range(STEPS):
        fake = apply(model["generator"], noise)
        critical = (F.softplus(-apply(model["critic"], points)) + F.softplus(apply(model["critic"], fake.detach()))).mean()
        creative = F.softplus(-apply(model["critic"], fake)).mean()
        gradients = dict(zip(model["critic"].parameters(), torch.autograd.grad(critical, list(model["critic"].parameters()))))
        gradients |= zip(model["generator"].parameters(),
                         torch.autograd.grad(creative, list(model["generator"].parameters())))
        for parameter, gradient in gradients.items():
            parameter.grad = gradient
        curve["loss"].append((critical + creative).item())
        curve["grad_norm"].append(nn.utils.get_total_norm([p.grad for p in model.parameters()]).item())
        create.step()
        judge.step()
    with open(os.path.join(FOLDER, "curve.json"), "w") as file:
        json.dump({"torch": torch.__version__, "simultaneous": curve}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
