#!/usr/bin/env python3
"""Models and golden files of layers with windows over an axis of run-time size, and of parts of such an axis.

windows.py model GROUP   prints the .model: a block per case on embedded words, whose result is the sum of the layer's, each
                         element with a weight of its position
windows.py golden [GROUP..]
                         writes GROUP/{weights,batch-N,expected-N}.safetensors with PyTorch, in f64, for every length N
                         (needs torch and safetensors; the numbers are exact in f32)
"""

import os
import re
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROWS, CHANNELS, BOUND, WORDS = 3, 4, 70, 8

# Group: lengths, then (bmc layers, PyTorch module): lists are called one after the other. They see y [rows, 4, length], in the
# group "parts" also as expressions of y.
GROUPS = {
    # Sizes that the windows keep, or all of an axis.
    "kept": ((1, 2, 33, 70), [
        (["Conv1d(4, 5, 3, padding = 1)"], "nn.Conv1d(4, 5, 3, padding=1)"),
        (["Conv1d(4, 6, 3, padding = \"same\", dilation = 2, groups = 2, bias = false)"],
         "nn.Conv1d(4, 6, 3, padding='same', dilation=2, groups=2, bias=False)"),
        (["Conv1d(4, 4, 2, padding = \"causal\", dilation = 4)"], "Causal(4, 4, 2, dilation=4)"),
        (["Conv1d(4, 4, 5, padding = 2, groups = 4)"], "nn.Conv1d(4, 4, 5, padding=2, groups=4)"),
        (["Conv1d(4, 24, 3, padding = 1)", "Conv1d(24, 32, 3, padding = \"causal\")"],
         "nn.Sequential(nn.Conv1d(4, 24, 3, padding=1), Causal(24, 32, 3))"),
        (["ConvTranspose1d(4, 3, 3, padding = 1)"], "nn.ConvTranspose1d(4, 3, 3, padding=1)"),
        (["MaxPool1d(3, stride = 1, padding = 1)"], "nn.MaxPool1d(3, stride=1, padding=1)"),
        (["AvgPool1d(3, stride = 1, padding = 1)"], "nn.AvgPool1d(3, stride=1, padding=1)"),
        (["AvgPool1d(5, stride = 1, padding = 2, count_include_pad = false)"],
         "nn.AvgPool1d(5, stride=1, padding=2, count_include_pad=False)"),
        (["AdaptiveAvgPool1d(1)"], "nn.AdaptiveAvgPool1d(1)"),
        (["ReLU()", "AdaptiveMaxPool1d(1)"], "nn.Sequential(nn.ReLU(), nn.AdaptiveMaxPool1d(1))"),
        (["Unsqueezed()", "Conv2d(1, 3, [2, 3], padding = [0, 1])"],
         "nn.Sequential(Unsqueezed(), nn.Conv2d(1, 3, (2, 3), padding=(0, 1)))"),
    ]),
    # Sizes that are computed.
    "computed": ((7, 8, 33, 70), [
        (["Conv1d(4, 3, 2, stride = 2, bias = false)", "BatchNorm1d(3)"],
         "nn.Sequential(nn.Conv1d(4, 3, 2, stride=2, bias=False), nn.BatchNorm1d(3))"),
        (["Conv1d(4, 5, 3)"], "nn.Conv1d(4, 5, 3)"),
        (["Conv1d(4, 6, 3, stride = 2, padding = 1, groups = 2)"], "nn.Conv1d(4, 6, 3, stride=2, padding=1, groups=2)"),
        (["Conv1d(4, 16, 3)", "ReLU()", "Conv1d(16, 32, 4, stride = 3)"],
         "nn.Sequential(nn.Conv1d(4, 16, 3), nn.ReLU(), nn.Conv1d(16, 32, 4, stride=3))"),
        (["MaxPool1d(2)", "AvgPool1d(2)"], "nn.Sequential(nn.MaxPool1d(2), nn.AvgPool1d(2))"),
        (["MaxPool1d(3, stride = 2, ceil_mode = true)"], "nn.MaxPool1d(3, stride=2, ceil_mode=True)"),
        (["MaxPool1d(2, stride = 1, dilation = 3)"], "nn.MaxPool1d(2, stride=1, dilation=3)"),
        (["AvgPool1d(3, stride = 2, padding = 1)"], "nn.AvgPool1d(3, stride=2, padding=1)"),
        (["AvgPool1d(3, stride = 2, ceil_mode = true)"], "nn.AvgPool1d(3, stride=2, ceil_mode=True)"),
        (["AvgPool1d(4, stride = 2, padding = 1, ceil_mode = true, count_include_pad = false)"],
         "nn.AvgPool1d(4, stride=2, padding=1, ceil_mode=True, count_include_pad=False)"),
        (["ConvTranspose1d(4, 3, 4, stride = 2, padding = 1)"], "nn.ConvTranspose1d(4, 3, 4, stride=2, padding=1)"),
        (["ConvTranspose1d(4, 3, 3, stride = 3, output_padding = 1)"],
         "nn.ConvTranspose1d(4, 3, 3, stride=3, output_padding=1)"),
        (["MaxPool1d(2)", "Conv1d(4, 33, 3, padding = 1)", "ConvTranspose1d(33, 4, 2, stride = 2)", "AvgPool1d(2)"],
         "nn.Sequential(nn.MaxPool1d(2), nn.Conv1d(4, 33, 3, padding=1), nn.ConvTranspose1d(33, 4, 2, stride=2),"
         " nn.AvgPool1d(2))"),
        (["Upsample(scale_factor = 3)", "Conv1d(4, 3, 3, stride = 2)"],
         "nn.Sequential(nn.Upsample(scale_factor=3), nn.Conv1d(4, 3, 3, stride=2))"),
        (["Unsqueezed()", "Upsample(scale_factor = 2)", "Conv2d(1, 2, 3)"],
         "nn.Sequential(Unsqueezed(), nn.Upsample(scale_factor=2), nn.Conv2d(1, 2, 3))"),
        (["Unsqueezed()", "Conv2d(1, 3, [2, 3], stride = 2)", "MaxPool2d([1, 2])"],
         "nn.Sequential(Unsqueezed(), nn.Conv2d(1, 3, (2, 3), stride=2), nn.MaxPool2d((1, 2)))"),
    ]),
    # Positions taken, left out and joined.
    "parts": ((4, 5, 33, 70), [
        (["y[.., 1:]"], "Do(lambda y: y[..., 1:])"),
        (["y[.., 1:] * y[.., :-1]"], "Do(lambda y: y[..., 1:] * y[..., :-1])"),
        (["y[.., 2:-1]"], "Do(lambda y: y[..., 2:-1])"),
        (["y[.., :3]"], "Do(lambda y: y[..., :3])"),
        (["y[.., 1:3] * y[.., -3:-1]"], "Do(lambda y: y[..., 1:3] * y[..., -3:-1])"),
        (["(y[.., 2] * y[.., -3])[.., none]"], "Do(lambda y: (y[..., 2] * y[..., -3])[..., None])"),
        (["select(y, 2, 1)[.., none] + slice(y, -1, 1, 4)"], "Do(lambda y: y.select(2, 1)[..., None] + y[..., 1:4])"),
        (["y.transpose(1, 2)[:, 1:]", "Linear(4, 3)", "y[:, :-2]"],
         "nn.Sequential(Do(lambda y: y.transpose(1, 2)[:, 1:]), nn.Linear(4, 3), Do(lambda y: y[:, :-2]))"),
        (["cat([y[.., :1], y, y[.., -2:]], -1)"], "Do(lambda y: torch.cat([y[..., :1], y, y[..., -2:]], -1))"),
        (["cat([mean(y, -1, keepdim = true), exp(y)], -1).transpose(1, 2)"],
         "Do(lambda y: torch.cat([y.mean(-1, keepdim=True), y.exp()], -1).transpose(1, 2))"),
        (["pad(y, [2, 1])"], "Do(lambda y: F.pad(y, (2, 1)))"),
        (["pad(y, [-1, 2])"], "Do(lambda y: F.pad(y, (-1, 2)))"),
        (["pad(y.transpose(1, 2), [0, 0, 1, -1])"], "Do(lambda y: F.pad(y.transpose(1, 2), (0, 0, 1, -1)))"),
        (["pad(y, [1, 2], value = 0.5)"], "Do(lambda y: F.pad(y, (1, 2), value=0.5))"),
        (["pad(y, [3, 1], mode = \"reflect\")"], "Do(lambda y: F.pad(y, (3, 1), mode='reflect'))"),
        (["pad(y, [1, 2], mode = \"replicate\")"], "Do(lambda y: F.pad(y, (1, 2), mode='replicate'))"),
        (["pad(y, [2, 3], mode = \"circular\")"], "Do(lambda y: F.pad(y, (2, 3), mode='circular'))"),
        (["Conv1d(4, 3, 3, padding = 1, padding_mode = \"reflect\")", "y[.., 1:]"],
         "nn.Sequential(nn.Conv1d(4, 3, 3, padding=1, padding_mode='reflect'), Do(lambda y: y[..., 1:]))"),
        (["roll(y, 2, -1) * y"], "Do(lambda y: y.roll(2, -1) * y)"),
        (["roll(y, -1, -1) * y"], "Do(lambda y: y.roll(-1, -1) * y)"),
    ]),
}


def block(index, layers):
    members, calls = "", ""
    for i, layer in enumerate(layers):
        is_expression = re.search(r"\by\b", layer)
        members += "" if is_expression else f"  layer{i} = {layer}\n"
        calls += f"    y = {layer if is_expression else f'layer{i}(y)'}\n"
    return f"""block C{index} {{
  table = parameter(f32[{WORDS}, {CHANNELS}])
{members}  forward(ids: i32[_, _]) {{
    y = embedding(ids, table).transpose(1, 2)
{calls}    return weighted(y)
  }}
}}
"""


def model(group):
    cases = GROUPS[group][1]
    members = "".join(f"  c{i} = C{i}()\n" for i in range(len(cases)))
    results = ", ".join(f"c{i}(ids)" for i in range(len(cases)))
    return f"""dim B, S <= {BOUND}

block Unsqueezed() {{ forward(x) {{ return x[:, none] }} }}

function weighted(y: f32[..]) {{
  weighted_y = y * sin(cumsum(full_like(y, 1.0), dim = -1))
  return sum(sum(flatten(weighted_y, 1, -2), dim = -1), dim = -1)[:, none]
}}

{"".join(block(i, layers) for i, (layers, _) in enumerate(cases))}
model M {{
{members}  forward(ids: i32[B, S]) -> f32[B, {len(cases)}] {{
    return cat([{results}], dim = 1)
  }}
}}

data rows = csv("none.csv") {{
  ids: text(S)
  tokenizer = words(vocab_size = {WORDS})
}}

train M on rows {{ loss = mean(output); batch_size = {ROWS}; optimizer = SGD(lr = 1.0) }}
"""


def golden(group):
    import torch
    from safetensors.torch import save_file
    from torch import nn

    class Causal(nn.Conv1d):
        def forward(self, x):
            return super().forward(nn.functional.pad(x, ((self.kernel_size[0] - 1) * self.dilation[0], 0)))

    class Unsqueezed(nn.Module):
        def forward(self, x):
            return x[:, None]

    class Do(nn.Module):
        def __init__(self, function):
            super().__init__()
            self.forward = function

    lengths, cases = GROUPS[group]
    folder = os.path.join(FOLDER, group)
    os.makedirs(folder, exist_ok=True)
    generator = torch.Generator().manual_seed(sum(map(ord, group)))

    def numbers(*shape):
        return (torch.randint(-256, 257, shape, generator=generator) / 256).double()

    weights, modules = {}, []
    for index, (layers, expression) in enumerate(cases):
        module = eval(expression, {"torch": torch, "F": nn.functional, "nn": nn, "Causal": Causal, "Unsqueezed": Unsqueezed, "Do": Do}).double()
        parts = list(module) if isinstance(module, nn.Sequential) else [module]
        assert len(parts) == len(layers), expression
        parameters = {"table": nn.Parameter(numbers(WORDS, CHANNELS))}
        for i, part in enumerate(parts):
            for name, parameter in part.named_parameters():
                parameter.data = numbers(*parameter.shape)
                parameters[f"layer{i}.{name}"] = parameter
            for name, buffer in part.named_buffers():
                weights[f"c{index}.layer{i}.{name}"] = buffer.float()
        modules.append((module, parameters))
        weights |= {f"c{index}.{name}": parameter.detach().float() for name, parameter in parameters.items()}
    def results(words, training):
        rows = []
        for module, parameters in modules:
            for part in module.modules():
                if isinstance(part, nn.BatchNorm1d):
                    part.reset_running_stats()
            y = module.train(training)(nn.functional.embedding(words, parameters["table"]).transpose(1, 2))
            factors = torch.sin(torch.cumsum(torch.ones_like(y), -1))
            rows.append((y * factors).flatten(1).sum(-1))
        return torch.stack(rows, 1)

    save_file(weights, os.path.join(folder, "weights.safetensors"))
    for length in lengths:
        words = torch.randint(0, WORDS, (ROWS, length), generator=generator)
        expected = {}
        # The loss is that of training, the output that of evaluation, which differs where there are running statistics.
        evaluated, output = results(words, training=False), results(words, training=True)
        for _, parameters in modules:
            for parameter in parameters.values():
                parameter.grad = None
        output.mean().backward()
        for index, (_, parameters) in enumerate(modules):
            expected |= {f"c{index}.{name}": parameter.grad for name, parameter in parameters.items()}
        expected |= {"loss": output.mean().detach(), "output": evaluated.detach()}
        save_file({"ids": words.int()}, os.path.join(folder, f"batch-{length}.safetensors"))
        save_file(expected, os.path.join(folder, f"expected-{length}.safetensors"))


if __name__ == "__main__":
    if sys.argv[1] == "model":
        print(model(sys.argv[2]), end="")
    else:
        for name in sys.argv[2:] or GROUPS:
            golden(name)
