"""The file format in which results are compared: what the reference computes and what Shoptalk computes.

A dump is one line of JSON, {"tensors": [{"name": "encoder", "shape": [311, 288]}, ...], "text": "...", ...}, a newline,
and then the values of all tensors one after the other: raw little-endian float32, row-major. A name that ends in .gz
means the same, compressed.
"""

import gzip
import json

import numpy as np


def write(path, tensors, **info):
    """`tensors` maps names to arrays; `info` is anything else worth keeping, such as the text."""
    head = {"tensors": [{"name": name, "shape": list(array.shape)} for name, array in tensors.items()], **info}
    data = json.dumps(head, ensure_ascii=False).encode() + b"\n"
    data += b"".join(np.ascontiguousarray(array, dtype="<f4").tobytes() for array in tensors.values())
    path.write_bytes(gzip.compress(data, 9, mtime=0) if path.suffix == ".gz" else data)


def read(path):
    """The tensors by name, and the rest of the first line."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    end = data.index(b"\n")
    head = json.loads(data[:end])
    at, tensors = end + 1, {}
    for entry in head.pop("tensors"):
        count = int(np.prod(entry["shape"], dtype=np.int64))
        if at + 4 * count > len(data):
            raise SystemExit(f"{path}: ends within '{entry['name']}'")
        tensors[entry["name"]] = np.frombuffer(data, "<f4", count, at).reshape(entry["shape"])
        at += 4 * count
    return tensors, head
