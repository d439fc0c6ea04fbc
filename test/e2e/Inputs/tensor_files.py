"""Reading and writing safetensors without a library."""

import json
import pathlib
import struct

CODES = {"F32": "f", "F64": "d", "I32": "i"}


def read_safetensors(path):
    """name -> (dtype, shape, values)."""
    data = pathlib.Path(path).read_bytes()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    result = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        code = CODES[entry["dtype"]]
        count = (end - begin) // struct.calcsize(code)
        values = struct.unpack_from(f"<{count}{code}", data, start + begin)
        result[name] = (entry["dtype"], entry["shape"], values)
    return result


def write_safetensors(path, tensors):
    """The file of what read_safetensors returns."""
    header, blob = {}, b""
    for name, (dtype, shape, values) in tensors.items():
        raw = struct.pack(f"<{len(values)}{CODES[dtype]}", *values)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(blob), len(blob) + len(raw)]}
        blob += raw
    text = json.dumps(header).encode()
    pathlib.Path(path).write_bytes(struct.pack("<Q", len(text)) + text + blob)
