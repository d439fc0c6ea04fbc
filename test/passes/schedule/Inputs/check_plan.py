#!/usr/bin/env python3
"""Checks a printed memory plan by itself, without the planner's code.

    bmc MODEL --emit=planned | check_plan.py [PERCENT]

In every function no two buffers that are live at the same launch overlap (a sum over an embedding may be made in the
place of its first addend), every buffer is aligned to 64 bytes and inside the arena or the state, no result of the
state overwrites what is read later, and the arena is at most PERCENT (default 5) larger than the live peak.
"""

import re
import sys

ALIGNMENT = 64
BYTES = {"f64": 8, "i64": 8, "f32": 4, "i32": 4, "i1": 1}


def tensor_bytes(kind, bounds):
    match = re.fullmatch(r'tensor<((?:[\d?]+x)*)(\w+)(?:, #bmc.dims<(.*)>)?>', kind)
    names = iter(re.findall(r'"(\w+)"', match.group(3) or ""))
    count = BYTES[match.group(2)]
    for extent in match.group(1).split("x")[:-1]:
        count *= bounds[next(names)] if extent == "?" else int(extent)
    return count


def types(text):
    """The tensor types of a list, with nested angle brackets."""
    return re.findall(r"tensor<[^<>]*(?:<[^<>]*>)?>", text)


class Buffer:
    def __init__(self, name, offset, size, begin, in_place=False):
        self.name, self.offset, self.size, self.begin, self.end = name, offset, size, begin, begin
        self.in_place = in_place

    def section(self):
        """(is state, first byte, byte after the last)."""
        start = self.offset if self.offset >= 0 else -1 - self.offset
        return self.offset < 0, start, start + self.size


def conflict(a, b):
    (state_a, begin_a, end_a), (state_b, begin_b, end_b) = a.section(), b.section()
    if state_a != state_b or end_a <= begin_b or end_b <= begin_a or a.size == 0 or b.size == 0:
        return False
    if a.end < b.begin or b.end < a.begin:
        return False
    first, second = (a, b) if a.begin <= b.begin else (b, a)
    same = begin_a == begin_b and first.end == second.begin
    # A state tensor is updated in place by the last launch that reads it.
    return not (same and (second.in_place or state_a))


def read_function(lines, bounds):
    header = lines[0]
    buffers, roots = {}, {}
    for name, kind, attributes in re.findall(
            r"(%arg\d+): (tensor<[^<>]*(?:<[^<>]*>)?>) \{([^{}]*)\}", header.split(") -> ")[0]):
        offset = int(re.search(r"bmc.offset = (-?\d+)", attributes).group(1))
        buffers[name] = Buffer(name, offset, tensor_bytes(kind, bounds), -1)
    time, last = 0, sum("bmc.launch" in line for line in lines)
    for line in lines[1:]:
        operands = re.findall(r"%\w+(?:#\d+)?", line.split(" = ", 1)[-1].split(" : ")[0])
        if "bmc.reshape" in line:
            roots[line.split()[0]] = roots.get(operands[0], operands[0])
            continue
        for operand in operands:
            root = roots.get(operand, operand)
            buffers[root].end = max(buffers[root].end, time if "bmc.launch" in line else last)
        if "bmc.launch" not in line:
            continue
        match = re.search(r"(%\w+)(?::\d+)? = .*@(\w+)\(.*placement = array<i64(?:: ([-\d, ]*))?>.*? -> (.*)", line)
        results = types(match.group(4))
        placement = [int(x) for x in match.group(3).split(",")]
        if len(placement) != len(results) + 1:
            sys.exit(f"{len(placement)} places for {len(results)} results and scratch: {line[:200]}")
        in_place = "embedding_backward" in match.group(2)
        for i, kind in enumerate(results):
            name = match.group(1) + (f"#{i}" if len(results) > 1 else "")
            buffers[name] = Buffer(name, placement[i], tensor_bytes(kind, bounds), time, in_place)
        scratch = re.search(r"scratch = (\d+)", line)
        buffers[f"scratch {time}"] = Buffer(f"scratch of {line.split()[0]}", placement[-1],
                                            int(scratch.group(1)) if scratch else 0, time)
        time += 1
    for name, buffer in buffers.items():
        if name.startswith("%arg"):  # Inputs stay for the whole call.
            buffer.end = max(buffer.end, last if buffer.offset >= 0 else buffer.end)
    return list(buffers.values()), last


def check(name, buffers, launches, arena, state, percent):
    for buffer in buffers:
        in_state, begin, end = buffer.section()
        if begin % ALIGNMENT or end > (state if in_state else arena):
            sys.exit(f"@{name}: {buffer.name} at {begin} .. {end} is misplaced")
    for i, a in enumerate(buffers):
        for b in buffers[:i]:
            if conflict(a, b):
                sys.exit(f"@{name}: {a.name} {a.section()} live {a.begin} .. {a.end} overlaps {b.name} {b.section()} "
                         f"live {b.begin} .. {b.end}")
    peak = 0
    for time in range(launches):
        live = {buffer.offset: -(-buffer.size // ALIGNMENT) * ALIGNMENT
                for buffer in buffers if buffer.offset >= 0 and buffer.size and buffer.begin <= time <= buffer.end}
        peak = max(peak, sum(live.values()))
    if arena > peak * (1 + percent / 100):
        sys.exit(f"@{name}: the arena of {arena} bytes is more than {percent} % above the peak of {peak}")
    print(f"@{name}: {len(buffers)} buffers, arena {arena}, peak {peak}")


def main():
    percent = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    text = sys.stdin.read()
    bounds = {name: int(bound) for name, bound in re.findall(r"bmc.dim @(\w+) max (\d+)", text)}
    state = int(re.search(r"bmc.state_bytes = (\d+)", text).group(1))
    functions = 0
    for part in re.findall(r"^  func\.func @.*?^  }", text, re.M | re.S):
        lines = part.splitlines()[:-1]
        name = re.search(r"@(\w+)", lines[0]).group(1)
        arena = int(re.search(r"bmc.arena_bytes = (\d+)", lines[0]).group(1))
        check(name, *read_function(lines, bounds), arena, state, percent)
        functions += 1
    if not functions:
        sys.exit("no functions")


main()
