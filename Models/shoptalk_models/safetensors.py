"""Checkpoints in .safetensors files, whole or in parts, as float32 arrays."""

import json
import struct

import numpy as np

from . import ConvertError


class Checkpoint:
    """The tensors of a Hugging Face folder, or of `files` in it, read one at a time."""

    def __init__(self, folder, files=None):
        self.folder = folder
        self._where = {}
        self.files = _files(folder) if files is None else files
        for path in self.files:
            self._index(path)

    def __contains__(self, name):
        return name in self._where

    def names(self):
        return list(self._where)

    def read(self, name, shape=None):
        """The tensor `name` as float32; an error names it where it is missing or of another shape."""
        if name not in self._where:
            raise ConvertError(
                f"{self.folder}: the checkpoint has no tensor '{name}'; it is of another architecture or incomplete"
            )
        path, kind, dims, start, end = self._where[name]
        if shape is not None and tuple(dims) != tuple(shape):
            raise ConvertError(f"{path}: tensor '{name}' has shape {list(dims)}, config.json wants {list(shape)}")
        with open(path, "rb") as file:
            file.seek(start)
            raw = file.read(end - start)
        if len(raw) != end - start:
            raise ConvertError(f"{path}: ends within tensor '{name}'; download it again")
        if kind == "BF16":
            array = (np.frombuffer(raw, dtype="<u2").astype(np.uint32) << 16).view(np.float32)
        elif kind in ("F32", "F16", "F64"):
            array = np.frombuffer(raw, dtype={"F32": "<f4", "F16": "<f2", "F64": "<f8"}[kind]).astype(np.float32)
        else:
            raise ConvertError(f"{path}: tensor '{name}' is of type {kind}; a float checkpoint is needed")
        return array.reshape(dims)

    def _index(self, path):
        try:
            with open(path, "rb") as file:
                (length,) = struct.unpack("<Q", file.read(8))
                if length > 100_000_000:
                    raise ValueError("its header is too long")
                header = json.loads(file.read(length))
            for name, entry in header.items():
                if name == "__metadata__":
                    continue
                start, end = entry["data_offsets"]
                where = (path, entry["dtype"], tuple(entry["shape"]), 8 + length + start, 8 + length + end)
                self._where[name] = where
        except (OSError, struct.error, ValueError, KeyError, TypeError) as problem:
            raise ConvertError(f"{path}: not a readable .safetensors file ({problem}); download it again") from None


def _files(folder):
    index = folder / "model.safetensors.index.json"
    if index.exists():
        try:
            parts = sorted(set(json.loads(index.read_text("utf-8"))["weight_map"].values()))
        except (ValueError, KeyError, AttributeError) as problem:
            raise ConvertError(f"{index}: not a checkpoint index ({problem}); download it again") from None
        missing = [part for part in parts if not (folder / part).is_file()]
        if missing:
            raise ConvertError(f"{folder}: {index.name} names {missing[0]}, which is not there; download it too")
        return [folder / part for part in parts]
    single = folder / "model.safetensors"
    if single.is_file():
        return [single]
    raise ConvertError(f"{folder}: has no model.safetensors (other formats, such as .bin, are not read)")
