"""An adapter: what is added to a model's weights, for each the product of two narrow matrices (LoRA, Hu et al. 2021).

A .safetensors file has NAME.up (out, rank) and NAME.down (rank, in) for each weight NAME (out, in...) that it adds to.
"""

import hashlib

import numpy as np

from . import ConvertError
from .fetch import sha256
from .safetensors import Checkpoint


class Adapter:
    def __init__(self, path):
        self.path = path
        self._parts = Checkpoint(path.parent, [path])
        self.names = {name.removesuffix(".up") for name in self._parts.names() if name.endswith(".up")}
        strange = [name for name in self._parts.names() if name.rpartition(".")[0] not in self.names]
        if strange or not self.names:
            raise ConvertError(f"{path}: {strange[0] if strange else 'nothing'} is not of an adapter; fetch it again")

    def checksum(self, source_sha256):
        """Of what comes out where this is added to a source."""
        return hashlib.sha256((source_sha256 + sha256(self.path)).encode()).hexdigest()

    def added_to(self, read):
        """As `read`, a function from name and shape to values and the step of their grid, with what this adds."""

        def adapted(name, shape):
            array, step = read(name, shape)
            if name not in self.names:
                return array, step
            up, down = self._parts.read(name + ".up"), self._parts.read(name + ".down")
            wanted = (shape[0], array.size // shape[0])
            if up.ndim != 2 or down.ndim != 2 or (len(up), down.shape[1]) != wanted or up.shape[1] != len(down):
                raise ConvertError(f"{self.path}: {name} is of another shape than the model's {list(shape)}")
            # In double precision, so that the order of the sums, which differs by machine, does not show.
            return (array + (up.astype(np.float64) @ down).reshape(shape)).astype(np.float32), None

        return adapted

    def require_all(self, names):
        """Refuses one that is of another model."""
        foreign = sorted(self.names - set(names))
        if foreign:
            raise ConvertError(f"{self.path}: adds to {foreign[0]}, which this model has not; it is for another one")
