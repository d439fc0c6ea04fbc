"""What generate must write for sources.model, from what predict says of all targets.

Usage: sources.py make                     rows.csv to train on, sources.csv to
                                           generate from, and all.csv: every
                                           source with every target
       sources.py best SCORES LENGTH-PENALTY COUNT OUTPUT.jsonl
                                           the likeliest targets
       sources.py greedy SCORES OUTPUT.jsonl
       sources.py text OUTPUT.jsonl OUTPUT.txt
       sources.py near A.jsonl B.jsonl     the same, but for rounding
"""
import csv
import itertools
import json
import math
import random
import sys

from json_lines import lines

S, T, V, START, END = 4, 3, 5, 4, 0
SOURCES = [[random.Random(7 * row + column).randrange(1, V) for column in range(S)] for row in range(10)]
SOURCES[3][2:] = [0, 0]
TARGETS = list(itertools.product(range(V), repeat=T - 1))


def columns(name, count):
    return [f"{name}{i}" for i in range(count)]


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def make():
    rng = random.Random(1)
    given, before, after = columns("given", S), columns("before", T), columns("after", T)
    rows = []
    for _ in range(40):
        target = [rng.randrange(V) for _ in range(T)]
        rows.append([*(rng.randrange(V) for _ in range(S)), START, *target[:-1], *target])
    write("rows.csv", given + before + after, rows)
    write("sources.csv", given, SOURCES)
    write("all.csv", given + before, [[*s, START, *t] for s in SOURCES for t in TARGETS])


def log_softmax(row):
    highest = max(row)
    total = highest + math.log(sum(math.exp(x - highest) for x in row))
    return [x - total for x in row]


def steps(path):
    """For each source, what comes before -> log-probabilities of what is next."""
    with open(path) as file:
        rows = [json.loads(line)["output"] for line in file]
    assert len(rows) == len(SOURCES) * len(TARGETS)
    found = []
    for number in range(len(SOURCES)):
        next_after = {}
        for target, row in zip(TARGETS, rows[number * len(TARGETS) :]):
            for i in range(T):
                scores = log_softmax(row[i * V : (i + 1) * V])
                # A later token must not matter.
                known = next_after.setdefault(target[:i], scores)
                assert all(abs(a - b) < 1e-12 for a, b in zip(known, scores)), (known, scores)
        found.append(next_after)
    return found


def near(found, expected):
    assert abs(found - expected) < 1e-10, (found, expected)


def score(next_after, tokens):
    return sum(next_after[tokens[:i]][token] for i, token in enumerate(tokens))


def best(scores, length_penalty, count, output):
    """Of all targets, not only those that beams found."""
    found = iter(lines(output))
    for number, next_after in enumerate(steps(scores)):
        targets = []
        for length in range(1, T + 1):
            for tokens in itertools.product(range(V), repeat=length):
                ended = tokens[-1] == END
                if END not in tokens[:-1] and (ended or length == T):
                    targets.append((score(next_after, tokens) / length**length_penalty, tokens))
        targets.sort(key=lambda target: -target[0])
        for sample, (_, tokens) in enumerate(targets[:count]):
            line = next(found)
            assert (line["row"], line["sample"], tuple(line["tokens"])) == (number, sample, tokens), (line, tokens)
            assert line["finish"] == ("stop" if tokens[-1] == END else "length")
            near(line["logprob"], score(next_after, tokens))
    assert next(found, None) is None


def greedy(scores, output):
    found = lines(output)
    assert len(found) == len(SOURCES)
    for number, next_after in enumerate(steps(scores)):
        tokens = ()
        while len(tokens) < T and tokens[-1:] != (END,):
            row = next_after[tokens]
            tokens += (row.index(max(row)),)
        line = found[number]
        assert (line["row"], tuple(line["tokens"])) == (number, tokens), (line, tokens)
        near(line["logprob"], score(next_after, tokens))
        for i, entry in enumerate(line["logprobs"]):
            assert entry["id"] == tokens[i]
            near(entry["logprob"], next_after[tokens[:i]][tokens[i]])


def text(output, path):
    with open(path) as file:
        written = file.read().splitlines()
    expected = [" ".join(map(str, [t for t in line["tokens"] if t != END])) for line in lines(output)]
    assert written == expected, (written, expected)


def same(one, other):
    first, second = lines(one), lines(other)
    assert first and len(first) == len(second)
    for a, b in zip(first, second):
        near(a.pop("logprob"), b.pop("logprob"))
        for x, y in zip(a.pop("logprobs", []), b.pop("logprobs", [])):
            near(x["logprob"], y["logprob"])
        assert a == b, (a, b)


verb, *arguments = sys.argv[1:]
{
    "make": make,
    "best": lambda s, p, n, o: best(s, float(p), int(n), o),
    "greedy": greedy,
    "text": text,
    "near": same,
}[verb](*arguments)
