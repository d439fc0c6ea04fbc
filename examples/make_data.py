#!/usr/bin/env python3
"""Writes the data files of the examples: the same bytes on every run.

Usage: make_data.py                 the tables and arrays of this folder
       make_data.py images FOLDER   image files, which are not kept here
"""

import gzip
import itertools
import json
import math
import os
import random
import struct
import sys
import zlib

FOLDER = os.path.dirname(os.path.abspath(__file__))


def write(name, header, rows):
    with open(os.path.join(FOLDER, name), "w", newline="\n") as file:
        file.write(",".join(header) + "\n")
        for row in rows:
            file.write(",".join(v if isinstance(v, str) else "%.6g" % v for v in row) + "\n")


def linear(rng):
    """y = 2x + 1, exactly."""
    for _ in range(100):
        x = round(rng.uniform(-1, 1), 4)
        yield x, 2 * x + 1


def smooth(rng):
    """A smooth function of ten inputs (Friedman, 1991, without its noise)."""
    for _ in range(1000):
        x = [round(rng.uniform(0, 1), 4) for _ in range(10)]
        y = (
            math.sin(math.pi * x[0] * x[1])
            + 2 * (x[2] - 0.5) ** 2
            + x[3]
            + 0.5 * x[4]
        )
        yield *x, y


def clouds(rng):
    """Two clouds of points, most of them apart."""
    for _ in range(500):
        y = rng.randrange(2)
        yield round(rng.gauss(2 * y - 1, 0.6), 4), round(rng.gauss(1 - 2 * y, 0.6), 4), y


def sequences(rng):
    """Tokens with padding at the end; the label is 1 if there are more 2s than 1s."""
    for _ in range(1500):
        length = rng.randint(5, 12)
        tokens = [rng.choice((1, 2, rng.randint(3, 19))) for _ in range(length)]
        ones, twos = tokens.count(1), tokens.count(2)
        if ones == twos:
            tokens[0] = 2 if tokens[0] == 1 else 1
            ones, twos = tokens.count(1), tokens.count(2)
        if ones != twos:
            yield *tokens, *[0] * (12 - length), int(twos > ones)


def homes(rng):
    """Area in 100 m2, rooms, floor, garden in 1000 m2; which kind of home it is, and its price in 100,000."""
    for _ in range(800):
        kind = rng.choice(("cabin", "flat", "house"))
        area = {"cabin": rng.gauss(0.6, 0.15), "flat": rng.gauss(0.8, 0.25), "house": rng.gauss(1.5, 0.4)}[kind]
        area = round(max(0.2, area), 2)
        rooms = max(1, round(area * 3 + rng.gauss(0, 0.6)))
        floor = rng.randint(0, 8) if kind == "flat" else 0
        garden = round(0.0 if kind == "flat" else abs(rng.gauss(1.0 if kind == "cabin" else 0.5, 0.4)), 2)
        rate = {"cabin": 1.0, "flat": 2.8, "house": 2.2}[kind]
        price = rate * area + 0.4 * garden + 0.05 * floor + rng.gauss(0, 0.12)
        yield area, rooms, floor, garden, kind, round(max(0.1, price), 2)


def xor(_):
    """The four points that no line divides."""
    for a in (0, 1):
        for b in (0, 1):
            yield a, b, a ^ b


def bits(rng):
    """128 bits: one of two patterns, of which three bits in ten are turned over."""
    patterns = [[rng.randrange(2) for _ in range(128)] for _ in range(2)]
    for _ in range(400):
        label = rng.randrange(2)
        yield *(bit ^ (rng.random() < 0.3) for bit in patterns[label]), label


def measured(rng):
    """A smooth function of four numbers, another one for each of three kinds."""
    for _ in range(1000):
        x = [round(rng.uniform(-1, 1), 3) for _ in range(4)]
        kind = rng.randrange(3)
        y = (x[0] * x[1], math.sin(2 * x[2]), abs(x[3]) - x[0])[kind]
        yield *x, kind, y


def users_and_items(rng):
    """Tastes of 60 users and traits of 40 items, two numbers each, and how much each is liked on the whole."""
    def rows(count, bias):
        return [(rng.gauss(0, 1), rng.gauss(0, 1), rng.gauss(0, bias)) for _ in range(count)]
    return rows(60, 0.5), rows(40, 0.5)


def ratings(rng):
    """Ratings around 3, from half of all pairs."""
    users, items = users_and_items(rng)
    for u, user in enumerate(users):
        for i, item in enumerate(items):
            if rng.random() < 0.5:
                yield u, i, round(3 + user[2] + item[2] + 0.5 * (user[0] * item[0] + user[1] * item[1]), 3)


def clicks(rng):
    """What was clicked, and as often something that was shown and was not."""
    users, items = users_and_items(rng)
    for u, user in enumerate(users):
        for i, item in enumerate(items):
            liking = 3 * (user[0] * item[0] + user[1] * item[1]) + user[2] + item[2]
            yield u, i, int(liking > 0)


def digits(rng):
    """Eight digits, and the same ones sorted behind the token 10 that begins them."""
    for _ in range(4000):
        given = [rng.randrange(10) for _ in range(8)]
        in_order = sorted(given)
        yield *given, 10, *in_order[:-1], *in_order


PHRASES = ["the grey cat", "sat down here", "and then slept", "near my house", "while it rained"]
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *" ".join(PHRASES).split()]


def sentences(rng, count):
    """Twelve words: four phrases of three words whose order is fixed."""
    for _ in range(count):
        yield [word for _ in range(4) for word in rng.choice(PHRASES).split()]


def masked(rng):
    """Sentences; masking is left to the program."""
    for words in sentences(rng, 3000):
        yield (" ".join(words),)


def cloze(rng):
    """Sentences of which one word is the mask, and whether that word is of the first two phrases."""
    for words in sentences(rng, 1000):
        hidden = rng.randrange(len(words))
        word, words[hidden] = words[hidden], "[MASK]"
        yield " ".join(words), int(VOCABULARY.index(word) < 11)


def regimes(rng):
    """A plane for each of four quadrants: an expert for each would do."""
    planes = [[rng.uniform(-1, 1) for _ in range(3)] for _ in range(4)]
    for _ in range(2000):
        x = [round(rng.uniform(-1, 1), 3) for _ in range(2)]
        plane = planes[2 * (x[0] > 0) + (x[1] > 0)]
        yield *x, plane[0] * x[0] + plane[1] * x[1] + plane[2]


def numbered(name, count):
    return [name + str(i) for i in range(count)]


FAVOURABLE = "good great lovely superb charming moving fresh clever fine".split()
UNFAVOURABLE = "bad poor dull weak boring awful stale silly flat".split()


def invented_words(rng, count):
    """Words that say nothing."""
    words = set()
    while len(words) < count:
        words.add("".join(rng.choice("bdfgklmnprst") + rng.choice("aeiou") for _ in range(rng.randint(2, 4))))
    return sorted(words)


def reviews(rng):
    """Words of three kinds, of which "not" turns the next one around."""
    others = invented_words(rng, 900)
    while True:
        length, score, words = rng.randint(4, 16), 0, []
        while len(words) < length:
            word = rng.choice((rng.choice(FAVOURABLE + UNFAVOURABLE), rng.choice(others)))
            counts = word in FAVOURABLE or word in UNFAVOURABLE
            turned = counts and len(words) + 1 < length and rng.random() < 0.4
            words += ["not", word] if turned else [word]
            if counts:
                score += (1 if word in FAVOURABLE else -1) * (-1 if turned else 1)
        if score:
            yield " ".join(words), int(score > 0)


def series(rng):
    """24 values of a sum of two waves, with noise, and the value that follows."""
    values = [round(math.sin(0.6 * t) + 0.5 * math.sin(0.23 * t + 1) + rng.gauss(0, 0.05), 3) for t in range(600)]
    for t in range(len(values) - 24):
        yield values[t : t + 25]


def waves(rng):
    """Periods of a sine, a square or a sawtooth with any phase and noise; the label says which."""
    for _ in range(500):
        label = rng.randrange(3)
        period, phase = rng.uniform(8, 24), rng.random()
        turns = [(i / period + phase) % 1 for i in range(64)]
        shapes = [lambda t: math.sin(2 * math.pi * t), lambda t: 1 if t < 0.5 else -1, lambda t: 2 * t - 1]
        yield *(round(shapes[label](t) + rng.gauss(0, 0.3), 2) for t in turns), label


# The seven segments of a digit: ends of strokes in a field of 1 x 2.
STROKES = [((0, 0), (1, 0)), ((1, 0), (1, 1)), ((1, 1), (1, 2)), ((0, 2), (1, 2)), ((0, 1), (0, 2)), ((0, 0), (0, 1)),
           ((0, 1), (1, 1))]
SEGMENTS = ["012345", "12", "01643", "01623", "5612", "05623", "054326", "012", "0123456", "012356"]


def distance(x, y, stroke):
    (ax, ay), (bx, by) = stroke
    along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
    along = min(max(along, 0), 1)
    return math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay))


def digit(rng, label):
    """28 x 28 bytes: a digit of seven segments, moved, stretched, slanted, of any thickness."""
    width, height = rng.uniform(6, 10), rng.uniform(7, 10)
    left, top = rng.uniform(3, 24 - width), rng.uniform(3, 24 - 2 * height)
    slant, thickness = rng.uniform(-0.3, 0.3), rng.uniform(1, 1.8)
    strokes = [[(left + x * width - slant * (y - 1) * height, top + y * height) for x, y in STROKES[int(segment)]]
               for segment in SEGMENTS[label]]
    reach = [min(distance(i % 28, i // 28, stroke) for stroke in strokes) for i in range(784)]
    return bytes(int(32 * min(max(thickness + 0.5 - r, 0), 1)) * 255 // 32 for r in reach)


def write_idx(name, extents, data):
    """The format of MNIST, compressed."""
    header = struct.pack(">BBBB", 0, 0, 8, len(extents)) + struct.pack(f">{len(extents)}I", *extents)
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(gzip.compress(header + data, mtime=0))


def write_digits(rng, count):
    labels = [rng.randrange(10) for _ in range(count)]
    write_idx("digits-images-idx3-ubyte.gz", [count, 28, 28], b"".join(digit(rng, label) for label in labels))
    write_idx("digits-labels-idx1-ubyte.gz", [count], bytes(labels))


def write_png(path, width, height, channels, pixels):
    """8 bits, grey or in colours; `pixels` are rows from the top."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    stride = width * channels
    rows = b"".join(b"\0" + bytes(pixels[y * stride : (y + 1) * stride]) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, {1: 0, 3: 2}[channels], 0, 0, 0)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows))
                   + chunk(b"IEND", b""))


def shape(rng, kind):
    """40 x 36 pixels: a circle, square or triangle in any place, size, turn and colours, with noise."""
    size, turn = rng.uniform(7, 13), rng.uniform(0, 2 * math.pi)
    x0, y0 = rng.uniform(size, 40 - size), rng.uniform(size, 36 - size)
    back = [rng.randint(0, 120) for _ in range(3)]
    front = [c + rng.randint(60, 120) for c in back]
    corners = {"square": 4, "triangle": 3}.get(kind, 0)
    pixels = []
    for i in range(40 * 36):
        x, y = i % 40 - x0, i // 40 - y0
        angle = math.atan2(y, x) - turn
        if corners:  # the distance of the side in this direction
            part = 2 * math.pi / corners
            reach = size * math.cos(part / 2) / math.cos((angle % part) - part / 2)
        else:
            reach = 0.8 * size
        color = front if math.hypot(x, y) < reach else back
        pixels += [min(max(c + rng.randint(-12, 12), 0), 255) for c in color]
    return pixels


def write_shapes(rng, folder, count):
    for i in range(count):
        for kind in ("circle", "square", "triangle"):
            write_png(os.path.join(folder, "shapes", kind, f"{i:03}.png"), 40, 36, 3, shape(rng, kind))


def write_houses(rng, folder, count):
    """Houses with some of six windows lit, in grey, and what they cost beside their area and age."""
    rows = []
    for i in range(count):
        lit = [rng.random() < 0.5 for _ in range(6)]
        pixels = [rng.randint(20, 60) for _ in range(24 * 20)]
        for window, is_lit in enumerate(lit):
            left, top = 2 + 8 * (window % 3) + rng.randint(0, 2), 2 + 10 * (window // 3) + rng.randint(0, 2)
            for y in range(top, top + 4):
                for x in range(left, left + 4):
                    pixels[24 * y + x] = rng.randint(200, 250) if is_lit else rng.randint(90, 120)
        write_png(os.path.join(folder, "houses", "photos", f"{i:03}.png"), 24, 20, 1, pixels)
        area, age = round(rng.uniform(0.5, 2), 2), round(rng.uniform(0, 1), 2)
        price = round(2 * area - age + 0.5 * sum(lit) + rng.gauss(0, 0.05), 3)
        rows.append((f"photos/{i:03}.png", area, age, price))
    write(os.path.join(os.path.abspath(folder), "houses", "houses.csv"), ["photo", "area", "age", "price"], rows)


def write_images(folder):
    write_shapes(random.Random(7), folder, 120)
    write_houses(random.Random(8), folder, 400)


ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()


def spoken(n):
    """Words for 0 .. 999."""
    if n >= 100:
        return f"{ONES[n // 100]} hundred" + (f" and {spoken(n % 100)}" if n % 100 else "")
    if n >= 20:
        return TENS[n // 10] + (f" {ONES[n % 10]}" if n % 10 else "")
    return ONES[n]


def numbers(rng):
    """All numbers below 1000, in words and in digits."""
    for n in rng.sample(range(1000), 1000):
        yield spoken(n), str(n)


def write_pairs(path, pairs):
    with open(path, "w") as file:
        for source, target in pairs:
            file.write(f"{source}\t{target}\n")


def question(rng):
    """What is asked, and the number that answers it."""
    n, m = rng.randrange(1, 9), rng.randrange(1, 9)
    return rng.choice(
        [
            (f"What comes after {ONES[n]}?", n + 1),
            (f"And before {ONES[n]}?", n - 1),
            (f"How much is {ONES[n]} plus {ONES[m]}?", n + m),
            (f"Which is larger, {ONES[n]} or {ONES[m]}?", max(n, m)),
        ]
    )


def conversation(rng):
    """Questions about numbers; the system says whether answers are words or digits."""
    digits = rng.random() < 0.5
    said = [{"role": "system", "content": "Answer in digits." if digits else "Answer in words."}]
    for _ in range(rng.randint(1, 3)):
        asked, n = question(rng)
        said.append({"role": "user", "content": asked})
        said.append({"role": "assistant", "content": f"It is {n if digits else ONES[n]}."})
    return {"messages": said}


def instruction(rng):
    """One question without a system, in the other form."""
    asked, n = question(rng)
    return {"prompt": asked, "completion": f"It is {ONES[n]}."}


def write_chats(rng, count):
    with open("chats.jsonl", "w") as file:
        for i in range(count):
            file.write(json.dumps(instruction(rng) if i % 5 == 4 else conversation(rng)) + "\n")


def write_tables():
    write("linear.csv", ["x", "y"], linear(random.Random(1)))
    write("logistic.csv", ["x0", "x1", "y"], clouds(random.Random(3)))
    write("encoder.csv", ["tokens%d" % i for i in range(12)] + ["label"], sequences(random.Random(4)))
    write("multitask.csv", ["area", "rooms", "floor", "garden", "kind", "price"], homes(random.Random(6)))
    columns = ["x%d" % i for i in range(10)] + ["y"]
    write("mlp.csv", columns, smooth(random.Random(2)))
    write("xor.csv", ["x0", "x1", "y"], xor(None))
    write("bits.csv", [*numbered("x", 128), "y"], bits(random.Random(5)))
    write("measured.csv", [*numbered("x", 4), "kind", "y"], measured(random.Random(6)))
    write("ratings.csv", ["user", "item", "rating"], ratings(random.Random(7)))
    write("clicks.csv", ["user", "item", "clicked"], clicks(random.Random(8)))
    write("digits.csv", [*numbered("digits", 8), *numbered("before", 8), *numbered("sorted", 8)], digits(random.Random(9)))
    write("masked.csv", ["sentence"], masked(random.Random(10)))
    write("cloze.csv", ["sentence", "favourable"], cloze(random.Random(12)))
    with open(os.path.join(FOLDER, "masked-vocab.txt"), "w") as file:
        file.write("\n".join(VOCABULARY) + "\n")
    write("regimes.csv", ["x0", "x1", "y"], regimes(random.Random(11)))
    write("reviews.csv", ["review", "favourable"], itertools.islice(reviews(random.Random(5)), 2000))
    write("series.csv", [f"past{i}" for i in range(24)] + ["next"], series(random.Random(6)))
    write_pairs("numbers.tsv", numbers(random.Random(3)))
    write("waves.csv", [f"x{i}" for i in range(64)] + ["label"], waves(random.Random(5)))
    write_digits(random.Random(6), 1000)
    write_chats(random.Random(4), 600)


if __name__ == "__main__":
    if sys.argv[1:2] == ["images"] and len(sys.argv) == 3:
        write_images(sys.argv[2])
    elif len(sys.argv) == 1:
        write_tables()
    else:
        sys.exit(__doc__)
