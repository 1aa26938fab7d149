"""What all conversions share: when an output is up to date, how tensors are written, what is reported."""

from pathlib import Path

import numpy as np

from . import CONVERTER_VERSION, ConvertError
from .ggufio import File
from .quantize import grid_step, quantize_rows

OUT = Path(__file__).resolve().parent.parent / "out"


def up_to_date(path, source_sha256):
    """Whether `path` is whole and was made by this converter from this very source."""
    if not path.is_file():
        return False
    try:
        metadata = File(path).metadata
    except (ConvertError, OSError):
        return False
    return (
        metadata.get("shoptalk.source.sha256") == source_sha256.encode()
        and metadata.get("shoptalk.converter_version") == CONVERTER_VERSION
    )


def record_source(out, name, license_name, license_text, source, source_sha256):
    """Where the file comes from and on what terms: it travels with the weights."""
    out.string("general.name", name)
    out.string("general.license", license_name)
    if license_text:
        out.string("general.license.text", license_text)
    out.string("shoptalk.source", source)
    out.string("shoptalk.source.sha256", source_sha256)
    out.u32("shoptalk.converter_version", CONVERTER_VERSION)


class TensorSink:
    """Adds tensors to a file, quantising where asked, and keeps account of the error."""

    def __init__(self, out, say, verbose):
        self._out, self._say, self._verbose = out, say, verbose
        self.errors = {}

    def exact(self, name, array):
        self._check(name, array)
        self._out.tensor(name, array.astype(np.float32))

    def int8(self, name, array, step=None):
        """`step` as in quantize_rows; where it is not known, it is looked for in the values."""
        self._check(name, array)
        quantized, scales, error = quantize_rows(array, step if step is not None else grid_step(array))
        self._out.tensor(name, quantized)
        self._out.tensor(name + "_scale", scales)
        self.errors[name] = error
        if self._verbose:
            self._say(f"  {100 * error:7.3f} %  {name} {list(array.shape)}")

    def summary(self):
        errors = sorted(self.errors.values())
        worst = max(self.errors, key=self.errors.get)
        middle = errors[len(errors) // 2]
        return f"int8 error: median {100 * middle:.2f} %, worst {100 * errors[-1]:.2f} % ({worst})"

    def _check(self, name, array):
        if not np.isfinite(array).all():
            raise ConvertError(f"tensor '{name}' has values that are not finite; the checkpoint is damaged")
