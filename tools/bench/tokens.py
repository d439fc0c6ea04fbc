"""Random token shards, as llm.c writes them (runtime/README.md, Data)."""

import random
import struct


def write_shard(path, count, vocabulary):
    rng = random.Random(1)
    header = struct.pack("<256i", 20240520, 1, count, *[0] * 253)
    path.write_bytes(header + struct.pack(f"<{count}H", *(rng.randrange(vocabulary) for _ in range(count))))
