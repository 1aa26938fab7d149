"""The initialisers of an ONNX Runtime model file (.ort), which is a flatbuffer.

Only what is needed of the schema is known here, by the slots of its tables:
InferenceSession { 0 ort_version, 1 model }, Model { 7 graph }, Graph { 0 initializers },
Tensor { 0 name, 2 dims, 3 data_type, 4 raw_data }.
"""

import struct

import numpy as np

from . import ConvertError

_TYPES = {1: np.dtype("<f4"), 2: np.dtype("u1"), 3: np.dtype("i1"), 6: np.dtype("<i4"), 7: np.dtype("<i8")}


class _Buffer:
    """Little-endian reads; a flatbuffer table is the position of its vtable offset."""

    def __init__(self, data):
        self.data = data

    def number(self, form, at):
        if at < 0:
            raise struct.error("negative position")
        return struct.unpack_from("<" + form, self.data, at)[0]

    def follow(self, at):
        return at + self.number("I", at)

    def field(self, table, slot):
        """The position of a field, or None where the table leaves it out."""
        vtable = table - self.number("i", table)
        entry = 4 + 2 * slot
        if entry >= self.number("H", vtable):
            return None
        offset = self.number("H", vtable + entry)
        return table + offset if offset else None

    def need(self, table, slot, what):
        at = self.field(table, slot)
        if at is None:
            raise ConvertError("it has no " + what)
        return self.follow(at)

    def vector(self, at):
        """Where the elements of a vector begin, and how many there are."""
        return at + 4, self.number("I", at)

    def text(self, at):
        start, length = self.vector(at)
        return bytes(self.data[start : start + length]).decode("utf-8")


def read_initializers(path):
    """A dictionary from name to array for the top-level graph of the model at `path`."""
    data = memoryview(path.read_bytes())
    if bytes(data[4:8]) != b"ORTM":
        raise ConvertError(f"{path}: not an ONNX Runtime model (.ort)")
    buffer = _Buffer(data)
    try:
        model = buffer.need(buffer.follow(0), 1, "model")
        graph = buffer.need(model, 7, "graph")
        start, count = buffer.vector(buffer.need(graph, 0, "initialisers"))
        return dict(_tensor(buffer, buffer.follow(start + 4 * i)) for i in range(count))
    except (struct.error, UnicodeDecodeError, ValueError, ConvertError) as problem:
        raise ConvertError(f"{path}: damaged ({problem}); delete Models/cache and convert again") from None


def _tensor(buffer, table):
    name = buffer.text(buffer.need(table, 0, "name"))
    dims_at = buffer.field(table, 2)
    dims = ()
    if dims_at is not None:
        start, count = buffer.vector(buffer.follow(dims_at))
        dims = tuple(buffer.number("q", start + 8 * i) for i in range(count))
    type_at, raw_at = buffer.field(table, 3), buffer.field(table, 4)
    kind = _TYPES.get(buffer.number("i", type_at)) if type_at is not None else None
    if kind is None or raw_at is None:
        return name, None
    start, length = buffer.vector(buffer.follow(raw_at))
    return name, np.frombuffer(buffer.data[start : start + length], dtype=kind).reshape(dims)
