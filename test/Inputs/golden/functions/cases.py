"""Functions of the language beside PyTorch's, one per line.

A case is (bmc expression, PyTorch expression, operands). Operands are parameters of the case: NAME = (shape, low, high)
with further values that come first, such as kinks. `ids` is a batch of integers. From each group of cases
functions.py makes a model with a block per case, and the golden files.

PyTorch computes the gradients of celu and hardsigmoid with constants of f32, also for f64: formulas stand for them.
"""

import collections

Operand = collections.namedtuple("Operand", "shape low high first", defaults=((),))


def unary(low=-3.0, high=3.0, *first):
    return {"x": Operand((4, 6), low, high, first)}


def pair(low=-3.0, high=3.0, *first):
    return {"x": Operand((4, 6), low, high, first), "y": Operand((4, 6), low, high, ())}


KINKS = (0.0, 1.0, -1.0, 3.0, -3.0, 0.5, -0.5, 6.0)

GROUPS = {
    "elementwise": [
        ("abs(x)", "torch.abs(x)", unary()),
        ("exp(x)", "torch.exp(x)", unary()),
        ("exp2(x)", "torch.exp2(x)", unary(-3, 3, 0.0, 8.0, -8.0)),
        ("expm1(x)", "torch.expm1(x)", unary(-3, 3, 0.0, 1e-6, -1e-6, 0.5, -0.5)),
        ("log(x)", "torch.log(x)", unary(0.1, 4)),
        ("log1p(x)", "torch.log1p(x)", unary(-0.9, 4, 0.0, 1e-6, -1e-6)),
        ("log2(x)", "torch.log2(x)", unary(0.1, 4)),
        ("log10(x)", "torch.log10(x)", unary(0.1, 4)),
        ("sqrt(x)", "torch.sqrt(x)", unary(0.1, 4)),
        ("rsqrt(x)", "torch.rsqrt(x)", unary(0.1, 4)),
        ("reciprocal(x)", "torch.reciprocal(x)", unary(0.1, 4)),
        ("square(x)", "torch.square(x)", unary()),
        ("x ** 3", "x ** 3", unary()),
        ("x ** y", "x ** y", pair(0.2, 3)),
        ("2 ** x", "2 ** x", unary()),
        ("sin(x)", "torch.sin(x)", unary()),
        ("cos(x)", "torch.cos(x)", unary()),
        ("tan(x)", "torch.tan(x)", unary(-1.2, 1.2)),
        ("asin(x)", "torch.asin(x)", unary(-0.9, 0.9, 0.0)),
        ("acos(x)", "torch.acos(x)", unary(-0.9, 0.9, 0.0)),
        ("atan(x)", "torch.atan(x)", unary(-5, 5, 0.0, 1.0, -1.0)),
        ("atan2(x, y)", "torch.atan2(x, y)", pair(-5, 5)),
        ("sinh(x)", "torch.sinh(x)", unary(-3, 3, 0.0, 1e-6)),
        ("cosh(x)", "torch.cosh(x)", unary(-3, 3, 0.0)),
        ("tanh(x)", "torch.tanh(x)", unary(-3, 3, 0.0)),
        ("asinh(x)", "torch.asinh(x)", unary(-5, 5, 0.0, 1e-6)),
        ("acosh(x)", "torch.acosh(x)", unary(1.1, 5)),
        ("atanh(x)", "torch.atanh(x)", unary(-0.9, 0.9, 0.0, 1e-6)),
        ("erf(x)", "torch.erf(x)", unary(-3, 3, 0.0)),
        ("floor(x) * y", "torch.floor(x) * y", pair(-3, 3, 1.0, -1.0, 0.5)),
        ("ceil(x) * y", "torch.ceil(x) * y", pair(-3, 3, 1.0, -1.0, 0.5)),
        ("round(x) * y", "torch.round(x) * y", pair(-3, 3, 1.5, 2.5, -0.5, -1.5)),
        ("trunc(x) * y", "torch.trunc(x) * y", pair(-3, 3, 1.0, -1.0, 0.5)),
        ("sign(x) * y", "torch.sign(x) * y", pair(-3, 3, 0.0)),
        ("fmod(x, y)", "torch.fmod(x, y)", pair(-9, 9)),
        ("remainder(x, y)", "torch.remainder(x, y)", pair(-9, 9)),
        ("maximum(x, y)", "torch.maximum(x, y)", pair()),
        ("minimum(x, y)", "torch.minimum(x, y)", pair()),
        ("clamp(x, -1.0, 2.0)", "torch.clamp(x, -1.0, 2.0)", unary(-3, 3, *KINKS)),
        ("clamp(x, min = 0.5)", "torch.clamp(x, min=0.5)", unary(-3, 3, *KINKS)),
        ("clamp(x, max = y)", "torch.clamp(x, max=y)", pair()),
        ("lerp(x, y, 0.3)", "torch.lerp(x, y, 0.3)", pair()),
        ("where(x > y, x, 2.0 * y)", "torch.where(x > y, x, 2.0 * y)", pair()),
        ("where(x > 0 and y > 0, x, y)", "torch.where((x > 0) & (y > 0), x, y)", pair()),
        ("where(x > 0 or not y > 0, x, y)", "torch.where((x > 0) | ~(y > 0), x, y)", pair()),
        ("float(x > y) * x", "(x > y).double() * x", pair()),
        ("x * stop_gradient(x)", "x * x.detach()", unary()),
        ("nan_to_num(where(x > 0, stop_gradient(x / 0.0), x), posinf = 2.0)",
         "torch.nan_to_num(torch.where(x > 0, (x / 0.0).detach(), x), posinf=2.0)", unary()),
        ("where(isnan(x), 1.0, x)", "torch.where(torch.isnan(x), 1.0, x)", unary()),
        ("where(isfinite(x), x, 1.0)", "torch.where(torch.isfinite(x), x, 1.0)", unary()),
    ],
    "activations": [
        ("relu(x)", "F.relu(x)", unary(-3, 3, *KINKS)),
        ("sigmoid(x)", "F.sigmoid(x)", unary()),
        ("silu(x)", "F.silu(x)", unary()),
        ("gelu(x)", "F.gelu(x)", unary()),
        ('gelu(x, "tanh")', 'F.gelu(x, approximate="tanh")', unary()),
        ("leaky_relu(x)", "F.leaky_relu(x)", unary(-3, 3, *KINKS)),
        ("leaky_relu(x, 0.2)", "F.leaky_relu(x, 0.2)", unary()),
        ("prelu(x, y)", "F.prelu(x, y)", {"x": Operand((4, 6), -3, 3, KINKS), "y": Operand((1,), 0.2, 0.3)}),
        ("elu(x)", "F.elu(x)", unary(-3, 3, *KINKS)),
        ("elu(x, alpha = 0.7)", "F.elu(x, 0.7)", unary(-3, 3, 90.0, -90.0)),
        ("selu(x)", "F.selu(x)", unary(-3, 3, *KINKS)),
        ("celu(x, alpha = 1.3)", "torch.where(x > 0, x, 1.3 * torch.expm1(torch.where(x > 0, 0.0, x) / 1.3))", unary(-3, 3, *KINKS)),
        ("softplus(x)", "F.softplus(x)", unary(-3, 3, 0.0, 25.0, 90.0, -90.0)),
        ("softplus(x, beta = 2.0, threshold = 5.0)", "F.softplus(x, 2.0, 5.0)", unary()),
        ("logsigmoid(x)", "F.logsigmoid(x)", unary(-3, 3, 0.0, 40.0, -40.0)),
        ("mish(x)", "F.mish(x)", unary(-3, 3, 0.0, 25.0)),
        ("relu6(x)", "F.relu6(x)", unary(-3, 9, *KINKS)),
        ("hardtanh(x)", "F.hardtanh(x)", unary(-3, 3, *KINKS)),
        ("hardsigmoid(x)", "F.relu6(x + 3) / 6", unary(-5, 5, *KINKS)),
        ("hardswish(x)", "F.hardswish(x)", unary(-5, 5, *KINKS)),
        ("hardshrink(x)", "F.hardshrink(x)", unary(-3, 3, *KINKS)),
        ("softshrink(x)", "F.softshrink(x)", unary(-3, 3, *KINKS)),
        ("softsign(x)", "F.softsign(x)", unary(-3, 3, 0.0)),
        ("tanhshrink(x)", "F.tanhshrink(x)", unary()),
        ("threshold(x, 0.5, -1.0)", "F.threshold(x, 0.5, -1.0)", unary(-3, 3, *KINKS)),
        ("glu(x)", "F.glu(x)", unary()),
        ("glu(x, dim = 0)", "F.glu(x, dim=0)", unary()),
        ("softmax(x)", "F.softmax(x, -1)", unary()),
        ("softmax(x, dim = 0)", "F.softmax(x, 0)", unary()),
        ("softmin(x, dim = -1)", "F.softmin(x, -1)", unary()),
        ("log_softmax(x)", "F.log_softmax(x, -1)", unary()),
    ],
}
