"""Hugging Face's tokenizers on the other side of tools/bench/run tokenize.

hf_tokenizers.py TOKENIZER TEXT   for each line of standard input prints the MB/s of encoding the text on one thread: the better of
                                  the whole text at once and of its lines as a batch
"""

import json
import os
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"

from tokenizers import Tokenizer  # noqa: E402


def rate(size, encode):
    begin = time.perf_counter()
    encode()
    return size / (time.perf_counter() - begin) / 1e6


def main():
    tokenizer = Tokenizer.from_file(sys.argv[1])
    with open(sys.argv[2], newline="") as file:
        text = file.read()
    size, lines = len(text.encode()), text.splitlines(keepends=True)
    for _ in sys.stdin:
        print(json.dumps(max(rate(size, lambda: tokenizer.encode(text)),
                             rate(size, lambda: tokenizer.encode_batch_fast(lines, add_special_tokens=False)))), flush=True)


main()
