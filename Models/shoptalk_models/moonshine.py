"""Moonshine, the speech recogniser: from the moonshine-voice wheel, or from a Hugging Face folder."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import ConvertError, fetch, ggufio, ort, output, tokens
from .adapter import Adapter

#: What lets tiny English hear in a shop's noise (see hearing/README.md).
ADAPTER = Path(__file__).resolve().parent.parent / "hearing" / "noise-adapter.safetensors"
ENCODER, PUBLISHED_ENCODER = "model.encoder.", "model.published_encoder."
WEIGHT_MAP = Path(__file__).resolve().parent.parent / "moonshine-weight-map.tsv"
_ASSETS = "moonshine_voice/assets/tiny-en/"


@dataclass(frozen=True)
class Shape:
    """The hyperparameters; the defaults are those of tiny."""

    vocabulary: int = 32768
    hidden: int = 288
    intermediate: int = 1152
    encoder_layers: int = 6
    decoder_layers: int = 6
    encoder_heads: int = 8
    decoder_heads: int = 8
    rotary: int = 32
    theta: float = 10000.0
    positions: int = 194
    tokens_per_second: float = 6.5

    @staticmethod
    def from_config(config, path):
        def need(key):
            if key not in config:
                raise ConvertError(f"{path}: has no '{key}'; it is not Moonshine's configuration")
            return config[key]

        def refuse(condition, what):
            if condition:
                raise ConvertError(f"{path}: {what}, which no published Moonshine has; not supported")

        rope = config.get("rope_parameters") or {}
        hidden, heads = need("hidden_size"), need("encoder_num_attention_heads")
        partial = rope.get("partial_rotary_factor", config.get("partial_rotary_factor", 0.9))
        for side in ("encoder", "decoder"):
            key_values = config.get(f"{side}_num_key_value_heads") or need(f"{side}_num_attention_heads")
            refuse(key_values != need(f"{side}_num_attention_heads"), "has grouped attention heads")
        refuse(config.get("attention_bias"), "has biases in attention")
        refuse(config.get("tie_word_embeddings") is False, "has an output head of its own")
        refuse(config.get("encoder_hidden_act", "gelu") != "gelu", "has another activation in the encoder")
        refuse(config.get("decoder_hidden_act", "silu") != "silu", "has another activation in the decoder")
        refuse(rope.get("rope_type", "default") != "default" or config.get("rope_scaling"), "scales rotary positions")
        return Shape(
            vocabulary=need("vocab_size"),
            hidden=hidden,
            intermediate=need("intermediate_size"),
            encoder_layers=need("encoder_num_hidden_layers"),
            decoder_layers=need("decoder_num_hidden_layers"),
            encoder_heads=heads,
            decoder_heads=need("decoder_num_attention_heads"),
            rotary=int(hidden // heads * partial),
            theta=float(rope.get("rope_theta", config.get("rope_theta", 10000.0))),
            positions=config.get("max_position_embeddings", 512),
        )

    def write(self, out):
        out.u32("moonshine.vocab_size", self.vocabulary)
        out.u32("moonshine.hidden_size", self.hidden)
        out.u32("moonshine.intermediate_size", self.intermediate)
        out.u32("moonshine.encoder.layers", self.encoder_layers)
        out.u32("moonshine.encoder.heads", self.encoder_heads)
        out.u32("moonshine.decoder.layers", self.decoder_layers)
        out.u32("moonshine.decoder.heads", self.decoder_heads)
        out.u32("moonshine.rotary.dimensions", self.rotary)
        out.f32("moonshine.rotary.theta", self.theta)
        out.f32("moonshine.norm_epsilon", 1e-5)
        out.u32("moonshine.max_positions", self.positions)
        out.u32("moonshine.sample_rate", 16000)
        out.numbers("moonshine.stem.strides", ggufio.U32, [64, 3, 2])
        out.f32("moonshine.tokens_per_second", self.tokens_per_second)

    def tensors(self):
        """Every tensor as (name, shape, whether it becomes int8), in the order of use."""
        hidden, inner = self.hidden, self.intermediate
        square = (hidden, hidden)
        yield "model.encoder.conv1.weight", (hidden, 1, 127), False
        yield "model.encoder.groupnorm.weight", (hidden,), False
        yield "model.encoder.groupnorm.bias", (hidden,), False
        yield "model.encoder.conv2.weight", (2 * hidden, hidden, 7), True
        yield "model.encoder.conv2.bias", (2 * hidden,), False
        yield "model.encoder.conv3.weight", (hidden, 2 * hidden, 3), True
        yield "model.encoder.conv3.bias", (hidden,), False
        for layer in (f"model.encoder.layers.{i}." for i in range(self.encoder_layers)):
            yield layer + "input_layernorm.weight", (hidden,), False
            yield from ((layer + f"self_attn.{x}_proj.weight", square, True) for x in "qkvo")
            yield layer + "post_attention_layernorm.weight", (hidden,), False
            yield from _mlp(layer, hidden, inner, inner)
        yield "model.encoder.layer_norm.weight", (hidden,), False
        yield "model.decoder.embed_tokens.weight", (self.vocabulary, hidden), True
        for layer in (f"model.decoder.layers.{i}." for i in range(self.decoder_layers)):
            yield layer + "input_layernorm.weight", (hidden,), False
            yield from ((layer + f"self_attn.{x}_proj.weight", square, True) for x in "qkvo")
            yield layer + "post_attention_layernorm.weight", (hidden,), False
            yield from ((layer + f"encoder_attn.{x}_proj.weight", square, True) for x in "qkvo")
            yield layer + "final_layernorm.weight", (hidden,), False
            yield from _mlp(layer, hidden, 2 * inner, inner)
        yield "model.decoder.norm.weight", (hidden,), False


def _mlp(layer, hidden, up, down):
    yield layer + "mlp.fc1.weight", (up, hidden), True
    yield layer + "mlp.fc1.bias", (up,), False
    yield layer + "mlp.fc2.weight", (hidden, down), True
    yield layer + "mlp.fc2.bias", (hidden,), False


def wheel_reader(wheel_path):
    """A function from a tensor's name and shape to its float32 values and the step of their grid, if any."""
    initialisers = {}
    with tempfile.TemporaryDirectory() as folder:
        for side, name in (("encoder", "encoder_model.ort"), ("decoder", "decoder_model_merged.ort")):
            part = Path(folder) / name
            part.write_bytes(fetch.member(wheel_path, _ASSETS + name))
            initialisers[side] = ort.read_initializers(part)
    where = _weight_map()

    def read(name, shape):
        if name not in where:
            raise ConvertError(f"{WEIGHT_MAP}: has no line for tensor '{name}'")
        side, quantized, key = where[name]
        return _stored(initialisers[side], name, key, quantized, shape)

    return read


def wheel_checksum(adapted=True):
    """Of what tiny English is made from."""
    return Adapter(ADAPTER).checksum(fetch.MOONSHINE.sha256) if adapted else fetch.MOONSHINE.sha256


def from_wheel(wheel_path, path, say, verbose, adapted=True):
    """Converts tiny English out of the wheel, with the adapter or as it was published."""
    pieces = tokens.pieces_from_bin(fetch.member(wheel_path, _ASSETS + "tokenizer.bin"), "tokenizer.bin")
    license_text = fetch.member(wheel_path, "moonshine_voice-0.1.0.dist-info/licenses/LICENSE").decode()
    out = ggufio.Writer("moonshine")
    source = fetch.MOONSHINE.requirement + (f" with {ADAPTER.name}" if adapted else "")
    output.record_source(out, "moonshine-tiny-en", "mit", license_text, source, wheel_checksum(adapted))
    _write(out, Shape(), pieces, wheel_reader(wheel_path), path, say, verbose, Adapter(ADAPTER) if adapted else None)


def from_folder(folder, checkpoint, config, name, checksum, path, say, verbose):
    """Converts a folder of MoonshineForConditionalGeneration."""
    shape = Shape.from_config(config, folder / "config.json")
    pieces = tokens.pieces_from_json(folder / "tokenizer.json")
    if len(pieces.texts) != shape.vocabulary:
        raise ConvertError(f"{folder}: tokenizer.json has {len(pieces.texts)} tokens, config.json {shape.vocabulary}")
    out = ggufio.Writer("moonshine")
    output.record_source(out, name, "see the checkpoint", "", folder.name, checksum)
    _write(out, shape, pieces, lambda name, dims: (checkpoint.read(name, dims), None), path, say, verbose)


def _write(out, shape, pieces, read, path, say, verbose, adapter=None):
    shape.write(out)
    pieces.write(out)
    sink = output.TensorSink(out, say, verbose)

    def add(name, values, quantize):
        array, step = values
        if quantize:
            sink.int8(name, array, step)
        else:
            sink.exact(name, array)

    adapted = adapter.added_to(read) if adapter else read
    for name, dims, quantize in shape.tensors():
        add(name, adapted(name, dims), quantize)
    if adapter:
        adapter.require_all(name for name, _, _ in shape.tensors())
        # What is heard in doubt is heard once more by the encoder that has not practised.
        for name, dims, quantize in shape.tensors():
            if name.startswith(ENCODER):
                add(PUBLISHED_ENCODER + name.removeprefix(ENCODER), read(name, dims), quantize)
    out.write(path)
    say(sink.summary())


def _weight_map():
    lines = [line.split("\t") for line in WEIGHT_MAP.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {name: (side, kind == "uint8", key) for name, _, side, kind, key in lines[1:]}


def _stored(initialisers, name, key, quantized, shape):
    """The tensor as float32 in the checkpoint's layout, and the step of its grid where it was quantised."""

    def need(suffix):
        if initialisers.get(key + suffix) is None:
            raise ConvertError(f"tensor '{name}': the .ort file has no initialiser '{key + suffix}'")
        return initialisers[key + suffix]

    if not quantized:
        array, step = need(""), None
    else:
        step = float(need("_scale").reshape(-1)[0])
        array = (need("_quantized").astype(np.float32) - np.float32(need("_zero_point").reshape(-1)[0])) * step
        if not name.endswith("embed_tokens.weight"):
            array = array.T  # the graph multiplies from the right
    if array.size != int(np.prod(shape)) or (array.ndim == len(shape) > 1 and array.shape != tuple(shape)):
        raise ConvertError(f"tensor '{name}': the .ort file has shape {list(array.shape)}, not {list(shape)}")
    return np.ascontiguousarray(array, dtype=np.float32).reshape(shape), step
