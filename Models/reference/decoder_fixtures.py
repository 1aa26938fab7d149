#!/usr/bin/env python3
"""Writes Tests/Goldens/decoders: tiny decoders with random weights, and what Transformers computes from them.

Every weight matrix holds whole numbers within ±127, of which each row has a ±127, times a power of two per row: so it is
the same in float32, float16, bfloat16 and in int8 with one scale per row, and a difference is one of arithmetic. Each
model is kept as a Hugging Face folder; Llama, Qwen2 and GPT-2 also as GGUF (rows of Llama's q and k turned as llama.cpp's
converter turns them), whose scores are the same. blocks.bin: random blocks of ggml's quantised types and their values
by the `gguf` package.
"""

import json
import shutil
import struct
from pathlib import Path

import gguf
import numpy as np
import torch
from safetensors.torch import save_file
from transformers import (
    GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM, Qwen3Config,
    Qwen3ForCausalLM,
)

TARGET = Path(__file__).resolve().parents[2] / "Tests/Goldens/decoders"
VOCABULARY, TOKENS = 96, 24
LLAMA3 = {
    "rope_type": "llama3", "rope_theta": 500.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}


def small(**more):
    return dict(
        vocab_size=VOCABULARY, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=128, eos_token_id=2, bos_token_id=1, **more
    )


def models():
    rope = {"rope_type": "default", "rope_theta": 10000.0}
    yield "llama", LlamaForCausalLM(LlamaConfig(**small(tie_word_embeddings=False, rope_parameters=rope))), torch.float16
    yield "llama3", LlamaForCausalLM(LlamaConfig(**small(tie_word_embeddings=True, rope_parameters=LLAMA3))), torch.bfloat16
    yield "qwen2", Qwen2ForCausalLM(Qwen2Config(**small(tie_word_embeddings=True, rope_parameters=rope))), torch.float32
    wide = small(tie_word_embeddings=False, rope_parameters=rope, head_dim=16)
    yield "qwen3", Qwen3ForCausalLM(Qwen3Config(**wide)), torch.float16
    gpt2 = GPT2Config(vocab_size=VOCABULARY, n_embd=32, n_layer=2, n_head=4, n_positions=64, eos_token_id=2)
    yield "gpt2", GPT2LMHeadModel(gpt2), torch.float32


def randomize(model, random, transposed):
    """Puts weights into the model that are exact in every type."""
    state = {}
    for name, tensor in model.state_dict().items():
        if tensor.ndim == 2:
            turn = transposed and ".c_" in name
            out, inner = tensor.shape[::-1] if turn else tensor.shape
            whole = random.normal(0, 40, (out, inner)).round().clip(-126, 126)
            whole[np.arange(out), random.integers(0, inner, out)] = 127
            # Near 1/sqrt(inputs), in steps of two.
            scale = 2.0 ** -random.integers(7, 9, (out, 1)).astype(np.float64)
            value = whole * scale
            state[name] = torch.tensor((value.T if turn else value).astype(np.float32))
        elif name.endswith("bias"):
            state[name] = torch.tensor((random.integers(-64, 64, tensor.shape) / 256).astype(np.float32))
        else:
            state[name] = torch.tensor((random.integers(64, 192, tensor.shape) / 128).astype(np.float32))
    if model.config.tie_word_embeddings:
        tied = "transformer.wte.weight" if transposed else "model.embed_tokens.weight"
        state["lm_head.weight"] = state[tied]
    model.load_state_dict(state)


def main():
    shutil.rmtree(TARGET, ignore_errors=True)
    torch.manual_seed(1)
    random = np.random.default_rng(7)
    for name, model, dtype in models():
        folder = TARGET / name
        folder.mkdir(parents=True)
        randomize(model, random, name == "gpt2")
        model = model.float().eval()
        tokens = random.integers(0, VOCABULARY, TOKENS)
        with torch.no_grad():
            scores = model(torch.tensor(tokens[None])).logits[0].numpy().astype("<f4")
        skip = lambda key: key == "lm_head.weight" and model.config.tie_word_embeddings  # noqa: E731
        state = {k: v.to(dtype).contiguous() for k, v in model.state_dict().items() if not skip(k)}
        save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
        (folder / "config.json").write_text(json.dumps(json.loads(model.config.to_json_string()), sort_keys=True))
        with open(folder / "scores.bin", "wb") as file:
            file.write(struct.pack("<2I", TOKENS, VOCABULARY) + tokens.astype("<u4").tobytes() + scores.tobytes())
        if name in ("llama", "llama3", "qwen2", "gpt2"):
            write_gguf(folder / "model.gguf", name, model)
        print(name, sum(path.stat().st_size for path in folder.iterdir()), float(np.abs(scores).mean()))
    write_blocks(np.random.default_rng(8))


# MARK: GGUF


def turn(weight, heads):
    """The order of rows that llama.cpp wants: the halves of each rotary pair side by side."""
    return weight.reshape(heads, 2, weight.shape[0] // heads // 2, -1).swapaxes(1, 2).reshape(weight.shape)


PARTS = {
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm",
    "attn.c_attn": "attn_qkv", "attn.c_proj": "attn_output", "mlp.c_fc": "ffn_up", "mlp.c_proj": "ffn_down",
    "ln_1": "attn_norm", "ln_2": "ffn_norm",
}
TOPS = {
    "model.embed_tokens": "token_embd", "transformer.wte": "token_embd", "transformer.wpe": "position_embd",
    "model.norm": "output_norm", "transformer.ln_f": "output_norm", "lm_head": "output",
}


def write_gguf(path, name, model):
    config, architecture = model.config, name.replace("llama3", "llama")
    writer = gguf.GGUFWriter(str(path), architecture)
    if name == "gpt2":
        writer.add_context_length(config.n_positions)
        writer.add_embedding_length(config.n_embd)
        writer.add_feed_forward_length(4 * config.n_embd)
        writer.add_block_count(config.n_layer)
        writer.add_head_count(config.n_head)
        writer.add_layer_norm_eps(config.layer_norm_epsilon)
    else:
        writer.add_context_length(config.max_position_embeddings)
        writer.add_embedding_length(config.hidden_size)
        writer.add_feed_forward_length(config.intermediate_size)
        writer.add_block_count(config.num_hidden_layers)
        writer.add_head_count(config.num_attention_heads)
        writer.add_head_count_kv(config.num_key_value_heads)
        writer.add_layer_norm_rms_eps(config.rms_norm_eps)
        writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
        writer.add_rope_dimension_count(config.hidden_size // config.num_attention_heads)
        if name == "llama3":
            plain = 1 / 500.0 ** (np.arange(0, 8, 2) / 8)
            writer.add_tensor("rope_freqs.weight", (plain / model.model.rotary_emb.inv_freq.numpy()).astype(np.float32))
    for key, value in model.state_dict().items():
        words, value = key.split("."), value.numpy()
        stem, kind = ".".join(words[:-1]), words[-1]
        if stem == "lm_head" and config.tie_word_embeddings:
            continue
        if stem in TOPS:
            target = TOPS[stem]
        else:
            part = ".".join(words[3:-1])
            target = f"blk.{words[2]}.{PARTS[part]}"
            if "c_" in part and value.ndim == 2:
                value = value.T
            if architecture == "llama" and part in ("self_attn.q_proj", "self_attn.k_proj"):
                heads = config.num_attention_heads if "q_proj" in part else config.num_key_value_heads
                value = turn(value, heads)
        half = value.ndim == 2 and name != "llama3"
        writer.add_tensor(f"{target}.{kind}", np.ascontiguousarray(value.astype(np.float16 if half else np.float32)))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_blocks(random):
    """For each type: its number, how many values, the bytes, the values."""
    kinds = ["F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K"]
    halves = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}
    with open(TARGET / "blocks.bin", "wb") as file:
        file.write(struct.pack("<I", len(kinds)))
        for name in kinds:
            kind = gguf.GGMLQuantizationType[name]
            elements, size = gguf.GGML_QUANT_SIZES[kind]
            count = max(256, 4 * elements)
            data = random.integers(0, 256, (count // elements, size), dtype=np.uint8)
            for at in halves.get(name, []):
                scale = random.uniform(-0.1, 0.1, count // elements).astype("<f2")
                data[:, at : at + 2] = scale.view(np.uint8).reshape(-1, 2)
            if name in ("F16", "BF16"):
                value = random.normal(0, 1, count).astype(np.float32)
                raw = value.astype("<f2").view(np.uint8) if name == "F16" else (value.view("<u4") >> 16).astype("<u2").view(np.uint8)
                data = raw.reshape(count, 2)
            values = gguf.quants.dequantize(data.reshape(1, -1), kind).astype("<f4")
            assert values.size == count and np.isfinite(values).all()
            file.write(struct.pack("<2I", int(kind), count) + data.tobytes() + values.tobytes())


if __name__ == "__main__":
    main()
