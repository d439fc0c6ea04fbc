"""What the PyTorch expressions of cases.py may use: torch, nn, F and what PyTorch lacks."""

import math

import torch
import torch.nn.functional as F
from torch import nn


def future(size):
    return torch.ones(size, size, dtype=torch.bool).triu(1)


def far(size, window):
    """What a sliding window adds to scores."""
    distance = torch.arange(size)[:, None] - torch.arange(size)
    return torch.where((distance < 0) | (distance >= window), -math.inf, 0.0).double()


def sinusoids(length, width):
    table = torch.zeros(length, width, dtype=torch.float64)
    for position in range(length):
        for i in range(0, width, 2):
            angle = position / 10000 ** (i / width)
            table[position, i], table[position, i + 1] = math.sin(angle), math.cos(angle)
    return table


def turn(x, base=10000.0):
    """Rotary positions, element by element."""
    half = x.shape[-1] // 2
    result = torch.zeros_like(x)
    for position in range(x.shape[-2]):
        for i in range(half):
            angle = position / base ** (i / half)
            a, b = x[..., position, i], x[..., position, half + i]
            result[..., position, i] = a * math.cos(angle) - b * math.sin(angle)
            result[..., position, half + i] = b * math.cos(angle) + a * math.sin(angle)
    return result


def alibi(heads, queries, keys):
    bias = torch.zeros(heads, queries, keys, dtype=torch.float64)
    for head in range(heads):
        for i in range(queries):
            for j in range(keys):
                bias[head, i, j] = 2 ** (-8 * (head + 1) / heads) * abs(i - j)
    return bias


def same(ids):
    """Which positions are in one segment: [B, 1, S, S]."""
    return ids[:, None, :, None] == ids[:, None, None, :]


def attention(q, k, v, mask=None, scale=None, bias=0.0, softcap=None):
    """A query without keys gets zeros."""
    group = q.shape[1] // k.shape[1]
    k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
    scores = q @ k.mT * (scale or q.shape[-1] ** -0.5)
    if softcap:
        scores = softcap * torch.tanh(scores / softcap)
    scores = scores + bias
    if mask is None:
        return scores.softmax(-1) @ v
    return torch.where(mask, scores, -1e30).softmax(-1).where(mask, 0.0) @ v


def grouped(layer, x, mask, softcap=None):
    """GroupedQuery with a mask and a softcap."""
    b, s, width = x.shape
    q, k, v = (p(x).view(b, s, -1, width // layer.heads).transpose(1, 2) for p in (layer.q_proj, layer.k_proj, layer.v_proj))
    if layer.base:
        q, k = turn(q, layer.base), turn(k, layer.base)
    y = attention(q, k, v, mask & (far(s, layer.window or s) == 0), softcap=softcap)
    return layer.o_proj(y.transpose(1, 2).reshape(b, s, width))


def multihead(layer, x, mask):
    """nn.MultiheadAttention of x with itself, where the mask is true."""
    b, s, width = x.shape
    q, k, v = (p.view(b, s, layer.num_heads, -1).transpose(1, 2)
               for p in F.linear(x, layer.in_proj_weight, layer.in_proj_bias).chunk(3, -1))
    return layer.out_proj(attention(q, k, v, mask).transpose(1, 2).reshape(b, s, width))


class GroupedQuery(nn.Module):
    def __init__(self, width, heads, groups, base=10000.0, window=None, bias=False):
        super().__init__()
        self.heads, self.groups, self.base, self.window = heads, groups, base, window
        self.q_proj = nn.Linear(width, width, bias)
        self.k_proj = nn.Linear(width, width // heads * groups, bias)
        self.v_proj = nn.Linear(width, width // heads * groups, bias)
        self.o_proj = nn.Linear(width, width, bias)

    def forward(self, x):
        b, s, width = x.shape
        q, k, v = (p(x).view(b, s, -1, width // self.heads).transpose(1, 2) for p in (self.q_proj, self.k_proj, self.v_proj))
        if self.base:
            q, k = turn(q, self.base), turn(k, self.base)
        mask = far(s, self.window or s)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, enable_gqa=True)
        return self.o_proj(y.transpose(1, 2).reshape(b, s, width))


def flat(*values):
    """Everything in nested results, as one vector."""
    parts = [flat(*value) if isinstance(value, tuple) else value.reshape(-1) for value in values]
    return torch.cat(parts)


def by_rows(layer, x, lengths, *states):
    """A recurrent layer on each row of the batch up to its length; outputs after it are 0."""
    outputs, finals = [], []
    directions = 2 if layer.bidirectional else 1
    for row, length in enumerate(lengths.tolist()):
        zeros = torch.zeros(layer.num_layers * directions, 1, layer.hidden_size, dtype=x.dtype)
        own = [state[:, row:row + 1] for state in states] or [zeros] * (2 if layer.mode == "LSTM" else 1)
        y = torch.zeros(1, 0, directions * layer.hidden_size, dtype=x.dtype)
        final = tuple(own)
        if length:
            y, final = layer(x[row:row + 1, :length], tuple(own) if layer.mode == "LSTM" else own[0])
            final = final if isinstance(final, tuple) else (final,)
        outputs.append(F.pad(y, (0, 0, 0, x.shape[1] - length)))
        finals.append(final)
    return torch.cat(outputs), *(torch.cat(parts, 1) for parts in zip(*finals))


def with_mask(x, weight, bias, h, mask, cell, c=None, reverse=False):
    """Steps of a recurrent layer whose state meets a mask on its way into the product."""
    steps, outputs = range(x.shape[1]), [None] * x.shape[1]
    for t in reversed(steps) if reverse else steps:
        u = F.linear(h * mask, weight, bias)
        if cell == "lstm":
            i, f, g, o = (x[:, t] + u).chunk(4, -1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
        elif cell == "gru":
            (xr, xz, xn), (ur, uz, un) = x[:, t].chunk(3, -1), u.chunk(3, -1)
            z = (xz + uz).sigmoid()
            h = (1 - z) * torch.tanh(xn + (xr + ur).sigmoid() * un) + z * h
        else:
            h = torch.tanh(x[:, t] + u)
        outputs[t] = h
    return torch.stack(outputs, 1), h, *([] if c is None else [c])


def by_cell(cell, x, steps):
    """A cell called in a loop from the zero state."""
    state, outputs = None, []
    for t in range(steps):
        state = cell(x[:, t], state)
        outputs.append(state[0] if isinstance(state, tuple) else state)
    return torch.stack(outputs, 1)


def turn_neighbours(x, base=10000.0):
    """Rotary positions of pairs of neighbours (GPT-J), element by element."""
    result = torch.zeros_like(x)
    for position in range(x.shape[-2]):
        for i in range(0, x.shape[-1], 2):
            angle = position / base ** (i / x.shape[-1])
            a, b = x[..., position, i], x[..., position, i + 1]
            result[..., position, i] = a * math.cos(angle) - b * math.sin(angle)
            result[..., position, i + 1] = b * math.cos(angle) + a * math.sin(angle)
    return result


def relative_bucket(distance, buckets, furthest):
    """T5's, for both directions (Raffel et al. 2020): half the buckets for each, a bucket for each near distance, then logarithmic."""
    half = buckets // 2
    exact = half // 2
    near = abs(distance)
    if near >= exact:
        near = min(exact + int(math.log(near / exact) / math.log(furthest / exact) * (half - exact)), half - 1)
    return near + (half if distance > 0 else 0)


def t5_attention(x, table):
    size = x.shape[1]
    buckets = torch.tensor([[relative_bucket(key - query, 8, 10) for key in range(size)] for query in range(size)])
    return (x @ x.mT + table[buckets][:, :, 0]).softmax(-1) @ x


def sigmoid_focal(x, target, alpha, gamma):
    """As in torchvision, with the mean."""
    p = torch.sigmoid(x)
    loss = F.binary_cross_entropy_with_logits(x, target, reduction="none") * (1 - (p * target + (1 - p) * (1 - target))) ** gamma
    return (loss * (alpha * target + (1 - alpha) * (1 - target)) if alpha >= 0 else loss).mean()
