"""Makes small checkpoints of random weights in Hugging Face's layout, with nothing but numpy."""

import json
import struct

import numpy as np

BERT = {
    "architectures": ["BertModel"],
    "vocab_size": 12,
    "hidden_size": 8,
    "intermediate_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "max_position_embeddings": 32,
}
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "milk", "##s", "oat", "a", "##b", "!", "caf"]

MOONSHINE = {
    "architectures": ["MoonshineForConditionalGeneration"],
    "vocab_size": 266,
    "hidden_size": 16,
    "intermediate_size": 32,
    "encoder_num_hidden_layers": 1,
    "decoder_num_hidden_layers": 2,
    "encoder_num_attention_heads": 2,
    "decoder_num_attention_heads": 2,
    "partial_rotary_factor": 0.5,
    "max_position_embeddings": 64,
}


def random_tensors(shapes, seed=1):
    rng = np.random.default_rng(seed)
    return {name: rng.standard_normal(shape).astype(np.float32) for name, shape in shapes}


def write_safetensors(path, tensors, kind="F32"):
    header, blobs, at = {}, [], 0
    for name, array in tensors.items():
        raw = array.astype("<f4").tobytes() if kind == "F32" else (array.view(np.uint32) >> 16).astype("<u2").tobytes()
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [at, at + len(raw)]}
        blobs.append(raw)
        at += len(raw)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def write_bert(folder, tensors, config=BERT):
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n")
    write_safetensors(folder / "model.safetensors", tensors)


def moonshine_tokenizer():
    """A vocabulary of bytes and a few pieces; each merge follows from the pieces."""
    names = ["<unk>", "<s>", "</s>", *(f"<0x{value:02X}>" for value in range(256)), "ab", "abc", "a", "b", "c", "bc"]
    vocabulary = {name: index for index, name in enumerate(names)}
    special = [{"id": i, "content": names[i], "special": True} for i in range(3)] + [
        {"id": 265, "content": "<<ST_0>>", "special": True}
    ]
    merges = ["b c", "a b", "ab c", "a bc"]
    return {
        "model": {"type": "BPE", "byte_fallback": True, "vocab": vocabulary, "merges": merges},
        "added_tokens": special,
    }
