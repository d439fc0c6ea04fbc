"""Prints a function per update: every optimizer with its options on three parameters of odd sizes.

Usage: updates.py f32|f64
"""

import sys

SHAPES = {"a": "1x", "b": "17x3x", "c": "129x31x"}
# Optimizer, numbers, states.
UPDATES = [
    ("SGD", {"momentum": 0.9, "dampening": 0.5, "nesterov": 0, "maximize": 1}, ["momentum_buffer"]),
    ("Adam", {"amsgrad": 1, "weight_decay": 0.1, "clip_value": 0.3}, ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"]),
    ("AdamW", {"ema": 0.9, "lr_scale": 0.5}, ["exp_avg", "exp_avg_sq", "ema"]),
    ("Adagrad", {"lr_decay": 0.1, "initial_accumulator_value": 0.25, "weight_decay": 0.1}, ["sum"]),
    ("Adadelta", {"weight_decay": 0.1}, ["square_avg", "acc_delta"]),
    ("RMSprop", {"weight_decay": 0.1}, ["square_avg"]),
    # The square of a mean is below the mean of squares: states at random would not be.
    ("RMSprop", {"momentum": 0.9}, ["square_avg", "momentum_buffer"]),
    ("Adamax", {"weight_decay": 0.1}, ["exp_avg", "exp_inf"]),
    ("NAdam", {"weight_decay": 0.1}, ["exp_avg", "exp_avg_sq"]),
    ("RAdam", {"beta2": 0.9, "weight_decay": 0.1, "decoupled_weight_decay": 1}, ["exp_avg", "exp_avg_sq"]),
    ("Lion", {"weight_decay": 0.1}, ["exp_avg"]),
]


def function(index, rule, numbers, states, element):
    types = {name: f"tensor<{shape}{element}>" for name, shape in SHAPES.items()}
    groups = ["param", "grad", *states]
    scalars = ["lr", "step"] + ["mu_product"] * (rule == "NAdam")
    arguments = [f'%{g}_{n}: {t} {{bmc.parameter = @{n}, bmc.group = "{g}"}}' for g in groups for n, t in types.items()]
    arguments += [f'%{s}: tensor<f64> {{bmc.name = "{s}"}}' for s in scalars]
    kept = ["param", *states]
    results = [f'{t} {{bmc.parameter = @{n}, bmc.group = "{g}"}}' for g in kept for n, t in types.items()]

    def values(names):
        return ", ".join(f"%{g}_{n}" for g in names for n in types)

    all_types = ", ".join([*list(types.values()) * len(groups), *["tensor<f64>"] * (len(scalars) + 2)])
    new = [f"%p#{i}" for i in range(len(types))] + [f"%s#{i}" for i in range(len(types) * len(states))]
    text = ", ".join(f"{name} = {float(value)!r} : f64" for name, value in numbers.items())
    return f"""
func.func @update_{index}({", ".join(arguments)}) -> ({", ".join(results)}) {{
  %norm = bmc.global_norm {values(["grad"])} : {", ".join(types.values())} -> tensor<f64>
  %scale = bmc.clip_coefficient %norm max_norm 20.0 : tensor<f64> -> tensor<f64>
  %p:{len(types)}, %s:{len(types) * len(states)} = bmc.update "{rule}" {{{text}}} parameters ({values(["param"])}) gradients ({values(["grad"])}) states ({values(states)}) lr %lr step %step norm %norm scale %scale{" mu_product %mu_product" if rule == "NAdam" else ""} : {all_types} -> ({", ".join(types.values())}) states ({", ".join(list(types.values()) * len(states))})
  return {", ".join(new)} : {", ".join(list(types.values()) * len(kept))}
}}"""


for name, shape in SHAPES.items():
    print(f"bmc.parameter @{name} : tensor<{shape}{sys.argv[1]}> init <normal, 0.0, 1.0>")
for index, update in enumerate(UPDATES):
    print(function(index, *update, sys.argv[1]))
