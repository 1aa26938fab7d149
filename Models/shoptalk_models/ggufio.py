"""GGUF version 3 files: written in one go with checksums, and read back.

`shoptalk.checksum.tensors` holds the CRC-32 of each tensor's bytes in file order; `shoptalk.checksum.header` the
CRC-32 of all bytes before the tensor data, taken while its own four bytes are zero.
"""

import math
import os
import struct
import tempfile
import zlib
from pathlib import Path

import numpy as np

from . import FORMAT_VERSION, ConvertError

ALIGNMENT = 64
_HEADER_KEY = "shoptalk.checksum.header"
_TENSORS_KEY = "shoptalk.checksum.tensors"

U32, I32, F32, BOOL, STRING, ARRAY, U64 = 4, 5, 6, 7, 8, 9, 10
_FORMS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TENSOR_TYPES = {np.dtype(np.float32): 0, np.dtype(np.int8): 24}
_TENSOR_DTYPES = {0: np.dtype("<f4"), 24: np.dtype("i1")}


class Writer:
    """Collects metadata and tensors, then writes them all at once; `ours` is false for a file in another's keys and names."""

    def __init__(self, architecture, ours=True):
        self._metadata = {}
        self._tensors = {}
        self.string("general.architecture", architecture)
        self.u32("general.alignment", ALIGNMENT)
        if ours:
            self.u32("shoptalk.format_version", FORMAT_VERSION)

    def _add(self, key, kind, payload):
        if key in self._metadata:
            raise ValueError("key added twice: " + key)
        self._metadata[key] = struct.pack("<I", kind) + payload

    def u32(self, key, value):
        self._add(key, U32, struct.pack("<I", value))

    def f32(self, key, value):
        self._add(key, F32, struct.pack("<f", value))

    def flag(self, key, value):
        self._add(key, BOOL, struct.pack("<?", value))

    def string(self, key, value):
        self._add(key, STRING, _string(value))

    def strings(self, key, values):
        self._add(key, ARRAY, struct.pack("<IQ", STRING, len(values)) + b"".join(map(_string, values)))

    def numbers(self, key, kind, values):
        self._add(key, ARRAY, struct.pack(f"<IQ{len(values)}{_FORMS[kind]}", kind, len(values), *values))

    def tensor(self, name, array):
        if name in self._tensors:
            raise ValueError("tensor added twice: " + name)
        self._tensors[name] = np.ascontiguousarray(array)

    def write(self, path):
        """Writes to a file beside `path`, then takes its place, so that no half file is ever seen there."""
        data = [array.tobytes() for array in self._tensors.values()]
        self.numbers(_TENSORS_KEY, U32, [zlib.crc32(part) for part in data])
        self.u32(_HEADER_KEY, 0)
        header = self._header(data)
        at = header.index(_string(_HEADER_KEY)) + 8 + len(_HEADER_KEY) + 4
        header[at : at + 4] = struct.pack("<I", zlib.crc32(header))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix="." + path.name + ".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(header)
                for part in data:
                    file.write(part + bytes(-len(part) % ALIGNMENT))
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise

    def _header(self, data):
        out = bytearray(b"GGUF" + struct.pack("<IQQ", 3, len(self._tensors), len(self._metadata)))
        for key, value in self._metadata.items():
            out += _string(key) + value
        offset = 0
        for (name, array), part in zip(self._tensors.items(), data):
            dims = array.shape[::-1]
            out += _string(name) + struct.pack(f"<I{len(dims)}Q", len(dims), *dims)
            out += struct.pack("<IQ", _TENSOR_TYPES[array.dtype], offset)
            offset += len(part) + -len(part) % ALIGNMENT
        return out + bytes(-len(out) % ALIGNMENT)


def _string(value):
    raw = value if isinstance(value, bytes) else value.encode("utf-8")
    return struct.pack("<Q", len(raw)) + raw


class File:
    """A file read back: `metadata` by key (strings as bytes), `tensors` by name."""

    def __init__(self, path, verify=True):
        self.path = Path(path)
        self._data = self.path.read_bytes()
        self._at = 0
        self.metadata, self.tensors = {}, {}
        try:
            self._parse(verify)
        except (struct.error, KeyError, ValueError, OverflowError) as problem:
            raise ConvertError(f"{path}: damaged at byte {self._at} ({problem}); convert the model again") from None

    def text(self, key):
        return self.metadata[key].decode("utf-8")

    def weights(self):
        """Every weight as float32 by its checkpoint name, int8 ones multiplied by their scales."""
        out = {}
        for name, array in self.tensors.items():
            if array.dtype == np.int8:
                scale = self.tensors[name + "_scale"].reshape((-1,) + (1,) * (array.ndim - 1))
                out[name] = array.astype(np.float32) * scale
            elif not (name.endswith("_scale") and name[: -len("_scale")] in self.tensors):
                out[name] = array
        return out

    def _take(self, form):
        values = struct.unpack_from("<" + form, self._data, self._at)
        self._at += struct.calcsize("<" + form)
        return values[0] if len(values) == 1 else values

    def _bytes(self):
        length = self._take("Q")
        if length > len(self._data) - self._at:
            raise ValueError("a string runs past the end")
        self._at += length
        return self._data[self._at - length : self._at]

    def _value(self, kind):
        if kind == STRING:
            return self._bytes()
        if kind == ARRAY:
            element, count = self._take("IQ")
            if count > len(self._data) - self._at:
                raise ValueError("an array runs past the end")
            if element in (STRING, ARRAY):
                return [self._value(element) for _ in range(count)]
            self._at += count * struct.calcsize(_FORMS[element])
            start = self._at - count * struct.calcsize(_FORMS[element])
            return np.frombuffer(self._data, dtype="<" + _FORMS[element], count=count, offset=start)
        return self._take(_FORMS[kind])

    def _parse(self, verify):
        magic, version, tensors, keys = self._take("4sIQQ")
        if magic != b"GGUF" or version != 3:
            raise ValueError("not a GGUF file of version 3")
        header_at = None
        for _ in range(keys):
            key = self._bytes().decode("utf-8")
            kind = self._take("I")
            header_at = self._at if key == _HEADER_KEY else header_at
            self.metadata[key] = self._value(kind)
        infos = []
        for _ in range(tensors):
            name = self._bytes().decode("utf-8")
            dims = [self._take("Q") for _ in range(self._take("I"))]
            infos.append((name, dims[::-1], _TENSOR_DTYPES[self._take("I")], self._take("Q")))
        align = int(self.metadata.get("general.alignment", 32))
        start = self._at + -self._at % align
        if verify and header_at is not None:
            header = bytearray(self._data[:start])
            header[header_at : header_at + 4] = bytes(4)
            if zlib.crc32(header) != self.metadata[_HEADER_KEY]:
                raise ValueError("the checksum of the header does not match")
        for index, (name, dims, kind, offset) in enumerate(infos):
            count = math.prod(dims)
            array = np.frombuffer(self._data, dtype=kind, count=count, offset=start + offset)
            if verify and _TENSORS_KEY in self.metadata and zlib.crc32(array) != self.metadata[_TENSORS_KEY][index]:
                raise ValueError(f"the checksum of tensor '{name}' does not match")
            self.tensors[name] = array.reshape(dims)
