"""Checks the floor table of GPT-2 124M with 64 x 1024 tokens: every launch of the
planned program is in it with its kernel and a line of the model, sums are sums,
and the products of a training step are those counted by hand.

Usage: check_cost.py PLANNED TABLE
"""

import math
import re
import sys

B, S, D, H, L, V = 64, 1024, 768, 12, 12, 50257
ROW = re.compile(r" *(\d+) +(\S+) (memory|arithmetic) +(\S+) +(\S+) +(\S+)  (\w+) +(kernel_\w+)(?:  (.+))?$")
FUNCTION = re.compile(r"function (\w+), (\d+) launches: (\S+) ms, (\S+) GB, (\S+) GFLOP")


def launches(planned):
    """Function -> kernels in order."""
    found, name = {}, None
    for line in open(planned):
        if match := re.match(r"  func.func (private )?@(\w+)", line):
            name = match.group(2)
        elif match := re.search(r"bmc.launch @(\w+)", line):
            found.setdefault(name, []).append(match.group(1))
    return found


def table(path):
    """Function -> (rows, sums); the rows of the step are under 'step'."""
    found, name = {}, None
    for line in open(path):
        if match := FUNCTION.match(line):
            name = match.group(1)
            found[name] = ([], [float(x) for x in match.groups()[2:]])
        elif line.startswith("step"):
            name = "step"
            found[name] = ([], [float(x) for x in re.findall(r"(\S+) (?:ms,|GB|GFLOP)", line)])
        elif match := ROW.match(line):
            found[name][0].append(match.groups())
    return found


def near(a, b, what):
    assert math.isclose(a, b, rel_tol=1e-3), f"{what}: {a}, expected {b}"


def main():
    planned, found = launches(sys.argv[1]), table(sys.argv[2])
    for function, kernels in planned.items():
        rows, sums = found[function]
        assert [row[7] for row in rows] == kernels, function
        for row in rows:
            assert re.match(r"gpt2-124m.model:\d+:\d+", row[8] or ""), row
        near(sums[0], sum(float(row[1]) for row in rows) * 1e-3, function + ", ms")
        near(sums[1], sum(float(row[3]) for row in rows) * 1e-9, function + ", GB")
        near(sums[2], sum(float(row[4]) + float(row[5]) for row in rows) * 1e-9, function + ", GFLOP")
    # Each matrix meets each token three times, with 2 operations; attention has
    # 2 products forward and 5 backward for each of the pairs a causal mask leaves.
    matrices = L * (3 * D * D + D * D + 2 * 4 * D * D) + V * D
    pairs = B * H * S * (S + 1) // 2
    near(sum(float(row[4]) for row in found["train"][0]),
         6 * B * S * matrices + L * pairs * (D // H) * 2 * (2 + 5), "products of train")
    parameters = V * D + S * D + L * (12 * D * D + 13 * D) + 2 * D
    near(sum(float(row[3]) for row in found["update"][0]), parameters * 4 * (1 + 7), "bytes of update")
    rows, sums = found["step"]
    near(sums[0], sum(found[name][1][0] for name in ("totals", "train", "update")), "step, ms")
    assert len(rows) == 10 and rows[0][6] == "linear_cross_entropy_grad", rows
    times = [float(row[1]) for row in rows]
    assert times == sorted(times, reverse=True), times


main()
