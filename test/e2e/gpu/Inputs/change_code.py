#!/usr/bin/env python3
"""Changes the PTX of a program.

    change_code.py PROGRAM CHANGED OLD NEW
    change_code.py PROGRAM CHANGED --damage

The first OLD in the code becomes NEW and its checksum with it, as if the compiler had written it. Or a byte of what is
stored becomes another one, and nobody says so.
"""

import os
import re
import struct
import sys
import zlib


def checksum(code):
    """Abi.h: bmrtChecksum."""
    value = 0xCBF29CE484222325
    for byte in code:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def find_code(data):
    """The compressed PTX, of which BmrtImage says the sizes and the checksum; its text."""
    for start in re.finditer(rb"x[\x01\x5e\x9c\xda]", data):
        stream = zlib.decompressobj()
        try:
            text = stream.decompress(data[start.start():])
        except zlib.error:
            continue
        code = data[start.start():len(data) - len(stream.unused_data)]
        if data.count(record(code, text)) == 1:
            return code, text
    sys.exit("no code found")


def record(code, text):
    return struct.pack("<QQQ", len(code), len(text), checksum(code))


def changed_code(data, old, new):
    code, text = find_code(data)
    assert old in text
    other = text.replace(old, new, 1)
    packed = zlib.compress(other, 9)
    assert len(packed) <= len(code), "no room"
    data = data.replace(record(code, text), record(packed, other))
    return data.replace(code, packed.ljust(len(code), b"\0"))


def damaged_code(data):
    code, _ = find_code(data)
    middle = len(code) // 2
    return data.replace(code, code[:middle] + bytes([code[middle] ^ 1]) + code[middle + 1:])


def main():
    program, changed, *what = sys.argv[1:]
    with open(program, "rb") as file:
        data = file.read()
    data = damaged_code(data) if what == ["--damage"] else changed_code(data, *(word.encode() for word in what))
    with open(changed, "wb") as file:
        file.write(data)
    os.chmod(changed, 0o755)


main()
