"""What generate must write for decoding.model, from its table of weights.

Usage: decoding.py corpus FILE
       decoding.py scores WEIGHTS OUTPUT.jsonl      log-probabilities
       decoding.py best WEIGHTS LENGTH-PENALTY PENALTY COUNT OUTPUT.jsonl
                                                    the likeliest texts
       decoding.py shares WEIGHTS TEMPERATURE TOP-P MIN-P OUTPUT.jsonl
                                                    how often first tokens come
"""
import itertools
import json
import math
import struct
import sys

from json_lines import lines

LETTERS = "\nabcde"
END = 0
LENGTH = 4


def table(path):
    """Rows of log-probabilities."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        entry = header["next.weight"]
        start, end = entry["data_offsets"]
        start_of_data = file.tell()
        file.seek(start_of_data + start)
        numbers = struct.unpack(f"<{36}d", file.read(end - start))
    return [numbers[6 * i : 6 * i + 6] for i in range(6)]


def log_softmax(row):
    total = math.log(sum(math.exp(x) for x in row))
    return [x - total for x in row]


def near(found, expected):
    assert abs(found - expected) < 1e-9, (found, expected)


def scores(weights, output):
    rows = table(weights)
    found = lines(output)
    assert found
    for line in found:
        assert len(line["tokens"]) == len(line["logprobs"])
        before = LETTERS.index(line["prompt"][-1])
        for token, entry in zip(line["tokens"], line["logprobs"]):
            expected = log_softmax(rows[before])
            assert entry["id"] == token and entry["token"] == LETTERS[token]
            near(entry["logprob"], expected[token])
            top = sorted(range(6), key=lambda i: -expected[i])[:3]
            assert [t["id"] for t in entry["top"]] == top
            for t in entry["top"]:
                near(t["logprob"], expected[t["id"]])
            before = token
        near(line["logprob"], sum(e["logprob"] for e in line["logprobs"]))
        ended = line["tokens"][-1] == END
        assert line["finish"] == ("stop" if ended else "length")
        assert line["text"] == "".join(LETTERS[t] for t in line["tokens"][: -1 if ended else None])


def best(weights, length_penalty, penalty, count, output):
    """Of all texts, not only those that beams found."""
    rows = table(weights)
    texts = []
    for length in range(1, LENGTH + 1):
        for tokens in itertools.product(range(6), repeat=length):
            ended = tokens[-1] == END
            if END in tokens[:-1] or (length < LENGTH and not ended):
                continue
            score, before, seen = 0.0, LETTERS.index("a"), {LETTERS.index("a")}
            for token in tokens:
                row = [x if i not in seen else x / penalty if x > 0 else x * penalty for i, x in enumerate(rows[before])]
                score += log_softmax(row)[token]
                seen.add(token)
                before = token
            texts.append((score / length**length_penalty, tokens))
    texts.sort(key=lambda text: -text[0])
    found = [tuple(line["tokens"]) for line in lines(output)]
    assert found == [tokens for _, tokens in texts[:count]], (found, texts[:count])


def shares(weights, temperature, top_p, min_p, output):
    row = table(weights)[LETTERS.index("a")]
    p = [math.exp(x) for x in log_softmax([x / temperature for x in row])]
    kept, total = [], 0.0
    for token in sorted(range(6), key=lambda i: -p[i]):
        if kept and (total >= top_p or p[token] < min_p * p[kept[0]]):
            break
        kept.append(token)
        total += p[token]
    first = [line["tokens"][0] for line in lines(output)]
    for token in range(6):
        expected = p[token] / total if token in kept else 0.0
        share = first.count(token) / len(first)
        deviation = math.sqrt(expected * (1 - expected) / len(first))
        assert abs(share - expected) <= 4 * deviation, (token, share, expected)


def corpus(path):
    with open(path, "w") as file:
        file.write("abcde\nacebd\n" * 40)


verb, *arguments = sys.argv[1:]
{
    "corpus": corpus,
    "scores": scores,
    "best": lambda w, l, p, n, o: best(w, float(l), float(p), int(n), o),
    "shares": lambda w, t, p, m, o: shares(w, float(t), float(p), float(m), o),
}[verb](*arguments)
