"""Models of the shapes that `shoptalk bench core` knows, with random weights, as files of the peers."""

import math

import numpy

TEXT = {
    "smollm2-135m": dict(architecture="llama", vocabulary=49152, dim=576, hidden=1536, layers=30, heads=9, key_heads=3),
    "qwen2.5-0.5b": dict(architecture="qwen2", vocabulary=151936, dim=896, hidden=4864, layers=24, heads=14, key_heads=2),
    "gpt2-124m": dict(architecture="gpt2", vocabulary=50257, dim=768, hidden=3072, layers=12, heads=12, key_heads=12),
}
MINILM = dict(vocabulary=30522, dim=384, hidden=1536, layers=6, heads=12, positions=512)
WHISPER = dict(
    vocabulary=51865, dim=384, hidden=1536, layers=4, heads=6, bands=80, frames=1500, positions=448, end=50257)
random = numpy.random.default_rng(1)


def gguf(shape, path):
    """llama.cpp's file: Q8_0 matrices, float32 vectors, no tokenizer."""
    import gguf as library

    s = TEXT[shape]
    writer = library.GGUFWriter(path, s["architecture"])
    writer.add_vocab_size(s["vocabulary"])
    writer.add_context_length(1024)
    writer.add_embedding_length(s["dim"])
    writer.add_block_count(s["layers"])
    writer.add_feed_forward_length(s["hidden"])
    writer.add_head_count(s["heads"])
    writer.add_head_count_kv(s["key_heads"])
    writer.add_tokenizer_model("none")
    if s["architecture"] == "gpt2":
        writer.add_layer_norm_eps(1e-5)
    else:
        writer.add_layer_norm_rms_eps(1e-6)
        writer.add_rope_dimension_count(s["dim"] // s["heads"])
        writer.add_rope_freq_base(1e5)

    def matrix(name, out, columns):
        blocks = numpy.empty((out, columns // 32, 34), numpy.uint8)
        scale = numpy.float16(1 / (73 * math.sqrt(columns)))
        blocks[..., :2] = numpy.frombuffer(scale.tobytes(), numpy.uint8)
        blocks[..., 2:] = random.integers(0, 256, (out, columns // 32, 32), numpy.uint8)
        kind = library.GGMLQuantizationType.Q8_0
        writer.add_tensor(name + ".weight", blocks.reshape(out, -1), raw_dtype=kind)

    def vector(name, count, value=1.0):
        writer.add_tensor(name, numpy.full(count, value, numpy.float32))

    dim, hidden, width = s["dim"], s["hidden"], s["dim"] // s["heads"]
    matrix("token_embd", s["vocabulary"], dim)
    vector("output_norm.weight", dim)
    if s["architecture"] == "gpt2":
        vector("output_norm.bias", dim, 0)
        writer.add_tensor("position_embd.weight", random.normal(0, 0.1, (1024, dim)).astype(numpy.float32))
    for layer in range(s["layers"]):
        at = f"blk.{layer}."
        vector(at + "attn_norm.weight", dim)
        vector(at + "ffn_norm.weight", dim)
        matrix(at + "attn_output", dim, dim)
        matrix(at + "ffn_up", hidden, dim)
        matrix(at + "ffn_down", dim, hidden)
        if s["architecture"] == "gpt2":
            matrix(at + "attn_qkv", 3 * dim, dim)
            for name, count in [("attn_norm", dim), ("ffn_norm", dim), ("attn_qkv", 3 * dim), ("attn_output", dim),
                                ("ffn_up", hidden), ("ffn_down", dim)]:
                vector(at + name + ".bias", count, 0)
        else:
            matrix(at + "ffn_gate", hidden, dim)
            for name, heads in [("q", s["heads"]), ("k", s["key_heads"]), ("v", s["key_heads"])]:
                matrix(at + "attn_" + name, heads * width, dim)
                if s["architecture"] == "qwen2":
                    vector(at + f"attn_{name}.bias", heads * width, 0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def weights(out, columns):
    return random.normal(0, 1 / math.sqrt(columns), (out, columns)).astype(numpy.float32)


def ctranslate2(shape, path):
    """CTranslate2's folder for GPT-2, int8."""
    from ctranslate2.specs import Activation, TransformerDecoderModelSpec

    s = TEXT[shape]
    dim, hidden = s["dim"], s["hidden"]
    spec = TransformerDecoderModelSpec.from_config(
        s["layers"], s["heads"], pre_norm=True, activation=Activation.GELUTanh)
    decoder = spec.decoder
    decoder.scale_embeddings = False
    decoder.embeddings.weight = weights(s["vocabulary"], dim)
    decoder.position_encodings.encodings = weights(1024, dim)

    def norm(part):
        part.gamma, part.beta = numpy.ones(dim, numpy.float32), numpy.zeros(dim, numpy.float32)

    def linear(part, out, columns):
        part.weight, part.bias = weights(out, columns), numpy.zeros(out, numpy.float32)

    norm(decoder.layer_norm)
    for layer in decoder.layer:
        norm(layer.self_attention.layer_norm)
        linear(layer.self_attention.linear[0], 3 * dim, dim)
        linear(layer.self_attention.linear[1], dim, dim)
        norm(layer.ffn.layer_norm)
        linear(layer.ffn.linear_0, hidden, dim)
        linear(layer.ffn.linear_1, dim, hidden)
    decoder.projection.weight = decoder.embeddings.weight
    spec.register_vocabulary([f"t{token}" for token in range(s["vocabulary"])])
    spec.config.unk_token = spec.config.bos_token = spec.config.eos_token = "t0"
    spec.validate()
    spec.optimize(quantization="int8")
    path.mkdir(parents=True, exist_ok=True)
    spec.save(str(path))


def whisper(path):
    """CTranslate2's folder for Whisper tiny, int8."""
    from ctranslate2.specs import WhisperSpec

    s = WHISPER
    dim, hidden = s["dim"], s["hidden"]
    spec = WhisperSpec(s["layers"], s["heads"], s["layers"], s["heads"])

    def norm(part):
        part.gamma, part.beta = numpy.ones(dim, numpy.float32), numpy.zeros(dim, numpy.float32)

    def linear(part, out, columns):
        part.weight, part.bias = weights(out, columns), numpy.zeros(out, numpy.float32)

    def conv(part, columns):
        part.weight = weights(dim, columns * 3).reshape(dim, columns, 3)
        part.bias = numpy.zeros(dim, numpy.float32)

    def attention(part, shapes):
        norm(part.layer_norm)
        for layer, out in zip(part.linear, shapes):
            linear(layer, out, dim)

    conv(spec.encoder.conv1, s["bands"])
    conv(spec.encoder.conv2, dim)
    spec.encoder.position_encodings.encodings = weights(s["frames"], dim)
    spec.decoder.position_encodings.encodings = weights(s["positions"], dim)
    spec.decoder.embeddings.weight = weights(s["vocabulary"], dim)
    spec.decoder.projection.weight = spec.decoder.embeddings.weight
    spec.decoder.scale_embeddings = False
    for side in (spec.encoder, spec.decoder):
        norm(side.layer_norm)
        for layer in side.layer:
            attention(layer.self_attention, (3 * dim, dim))
            if side is spec.decoder:
                attention(layer.attention, (dim, 2 * dim, dim))
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, hidden, dim)
            linear(layer.ffn.linear_1, dim, hidden)
    tokens = [f"t{token}" for token in range(s["vocabulary"])]
    names = {s["end"]: "<|endoftext|>", s["end"] + 1: "<|startoftranscript|>", s["end"] + 105: "<|nospeech|>",
             s["end"] + 106: "<|notimestamps|>"}
    for token, name in names.items():
        tokens[token] = name
    spec.register_vocabulary(tokens)
    spec.config.suppress_ids, spec.config.suppress_ids_begin, spec.config.lang_ids = [], [], []
    spec.config.alignment_heads = [[0, 0]]
    spec.validate()
    spec.optimize(quantization="int8")
    path.mkdir(parents=True, exist_ok=True)
    spec.save(str(path))


def onnx(path):
    """MiniLM as an exporter writes it, mean over the tokens included, then int8 per channel with dynamic activations."""
    import onnx as library
    from onnx import TensorProto, helper, numpy_helper
    from onnxruntime.quantization import QuantType, quantize_dynamic

    s = MINILM
    dim, heads = s["dim"], s["heads"]
    nodes, constants, names = [], [], iter(range(1 << 20))

    def constant(value):
        name = f"c{next(names)}"
        constants.append(numpy_helper.from_array(numpy.asarray(value), name))
        return name

    def op(kind, *inputs, **attributes):
        name = f"x{next(names)}"
        nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def linear(x, columns, out):
        product = op("MatMul", x, constant(weights(out, columns).T.copy()))
        return op("Add", product, constant(numpy.zeros(out, numpy.float32)))

    def norm(x):
        one, zero = numpy.ones(dim, numpy.float32), numpy.zeros(dim, numpy.float32)
        return op("LayerNormalization", x, constant(one), constant(zero), axis=-1, epsilon=1e-12)

    def split(x, order):
        apart = op("Reshape", x, constant(numpy.array([0, 0, heads, dim // heads])))
        return op("Transpose", apart, perm=order)

    x = op("Gather", constant(weights(s["vocabulary"], dim)), "ids")
    x = norm(op("Add", x, op("Gather", constant(weights(s["positions"], dim)), "places")))
    for _ in range(s["layers"]):
        q, k, v = (split(linear(x, dim, dim), order) for order in ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]))
        scores = op("Div", op("MatMul", q, k), constant(numpy.float32(math.sqrt(dim // heads))))
        mixed = op("Transpose", op("MatMul", op("Softmax", scores, axis=-1), v), perm=[0, 2, 1, 3])
        mixed = op("Reshape", mixed, constant(numpy.array([0, 0, dim])))
        x = norm(op("Add", x, linear(mixed, dim, dim)))
        h = linear(x, dim, s["hidden"])
        erf = op("Erf", op("Div", h, constant(numpy.float32(math.sqrt(2)))))
        gelu = op("Mul", op("Mul", h, op("Add", erf, constant(numpy.float32(1)))), constant(numpy.float32(0.5)))
        x = norm(op("Add", x, linear(gelu, s["hidden"], dim)))
    nodes.append(helper.make_node("ReduceMean", [x, constant(numpy.array([1]))], ["vector"], keepdims=0))
    graph = helper.make_graph(
        nodes, "minilm",
        [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "tokens"]) for name in ("ids", "places")],
        [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, dim])], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    library.save(model, str(path) + ".fp32")
    quantize_dynamic(str(path) + ".fp32", str(path), per_channel=True, weight_type=QuantType.QInt8)
