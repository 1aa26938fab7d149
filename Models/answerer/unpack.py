"""The program's file of a decoder back into what others read: a Hugging Face folder, and a GGUF in llama.cpp's names.

The weights are those of the program: int8 times their scales, in single precision. Importing the folder again gives the
same int8 numbers, because the largest of a row is 127 times its scale.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from shoptalk_models import ggufio  # noqa: E402

LLAMA_CPP = {
    "input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "post_attention_layernorm": "ffn_norm", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
}


class Packed:
    """A Llama that 'shoptalk model import' wrote."""

    def __init__(self, path):
        if not path.exists():
            sys.exit(f"{path}: there is no such file; --from names the weights to begin with")
        self.file = ggufio.File(path)
        self.meta = {k: v.decode() if isinstance(v, bytes) else v for k, v in self.file.metadata.items()}
        if self.meta.get("general.architecture") != "llama" or "llama.hidden_size" not in self.meta:
            sys.exit(f"{path}: is no Llama that 'shoptalk model import' wrote")
        if "tokenizer.ggml.tokens" not in self.meta:
            sys.exit(f"{path}: has no tokenizer")
        of = lambda key: self.meta[f"llama.{key}"]  # noqa: E731
        self.shape = dict(vocab_size=of("vocab_size"), hidden_size=of("hidden_size"), intermediate_size=of("intermediate_size"), num_hidden_layers=of("layers"),
                          num_attention_heads=of("heads"), max_position_embeddings=of("max_positions"), rms_norm_eps=float(np.float32(of("norm_epsilon")).item()))
        self.key_heads, self.width, self.tied = of("kv_heads"), of("head_dim"), bool(of("tied"))
        turns = self.file.tensors["rotary.frequencies"].astype(np.float64)
        theta = float(turns[1] ** (-self.width / 2))
        self.shape["rope_theta"] = float(f"{theta:.6g}")
        if not np.allclose(turns, self.shape["rope_theta"] ** (-np.arange(0, self.width, 2) / self.width), rtol=1e-4):
            sys.exit(f"{path}: its rotary positions are scaled, which cannot be written here")
        text = lambda v: v.decode("utf-8") if isinstance(v, bytes) else v  # noqa: E731
        self.tokens = [text(t) for t in self.meta["tokenizer.ggml.tokens"]]
        self.kinds = list(self.meta["tokenizer.ggml.token_type"])
        self.merges = [text(m) for m in self.meta["tokenizer.ggml.merges"]]
        self.end = self.meta["tokenizer.ggml.eos_token_id"]

    def names(self):
        return [n for n in self.file.tensors if n != "rotary.frequencies" and not n.endswith("_scale")]

    def tensor(self, name):
        """In single precision; rotary pairs lie side by side, as in llama.cpp."""
        values = self.file.tensors[name]
        if values.dtype != np.int8:
            return values.astype(np.float32)
        scales = np.atleast_2d(self.file.tensors[name + "_scale"])
        wide = np.repeat(scales.T, values.shape[1] // scales.shape[0], axis=1)
        return values.astype(np.float32) * wide

    def halved(self, name):
        """The same with rotary pairs half a head apart, as Hugging Face lays them."""
        values = self.tensor(name)
        if name.endswith(("q_proj.weight", "k_proj.weight")):
            heads = values.reshape(-1, self.width // 2, 2, values.shape[1])
            values = heads.transpose(0, 2, 1, 3).reshape(values.shape)
        return values


def hugging_face(packed, folder):
    """config.json, model.safetensors and tokenizer.json, which Transformers loads, 'train' goes on from and 'model import' reads."""
    from safetensors.numpy import save_file
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    folder.mkdir(parents=True, exist_ok=True)
    save_file({n: np.ascontiguousarray(packed.halved(n)) for n in packed.names()}, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps({
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", **packed.shape, "num_key_value_heads": packed.key_heads, "head_dim": packed.width, "hidden_act": "silu",
        "attention_bias": False, "mlp_bias": False, "tie_word_embeddings": packed.tied, "bos_token_id": packed.end, "eos_token_id": packed.end, "torch_dtype": "float32",
    }, indent=1) + "\n")
    made = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(packed.tokens)}, merges=[tuple(m.split(" ")) for m in packed.merges]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(t, special=True, normalized=False) for t, kind in zip(packed.tokens, packed.kinds) if kind == 3])
    made.save(str(folder / "tokenizer.json"))
    end = packed.tokens[packed.end]
    (folder / "tokenizer_config.json").write_text(json.dumps({
        "tokenizer_class": "PreTrainedTokenizerFast", "eos_token": end, "bos_token": end, "model_max_length": packed.shape["max_position_embeddings"], "clean_up_tokenization_spaces": False}) + "\n")


def llama_cpp(packed, path):
    """A GGUF as llama.cpp's own converter writes it, in single precision."""
    out, shape = ggufio.Writer("llama", ours=False), packed.shape
    out.string("general.name", "Shoptalk answerer")
    for key, value in [("context_length", "max_position_embeddings"), ("embedding_length", "hidden_size"), ("block_count", "num_hidden_layers"), ("feed_forward_length", "intermediate_size"),
                       ("attention.head_count", "num_attention_heads"), ("vocab_size", "vocab_size")]:
        out.u32("llama." + key, shape[value])
    out.u32("llama.attention.head_count_kv", packed.key_heads)
    out.u32("llama.rope.dimension_count", packed.width)
    out.f32("llama.rope.freq_base", shape["rope_theta"])
    out.f32("llama.attention.layer_norm_rms_epsilon", shape["rms_norm_eps"])
    out.u32("general.file_type", 0)
    out.string("tokenizer.ggml.model", "gpt2")
    out.string("tokenizer.ggml.pre", packed.meta["tokenizer.ggml.pre"])
    out.strings("tokenizer.ggml.tokens", packed.tokens)
    out.numbers("tokenizer.ggml.token_type", ggufio.I32, packed.kinds)
    out.strings("tokenizer.ggml.merges", packed.merges)
    out.u32("tokenizer.ggml.bos_token_id", packed.end)
    out.u32("tokenizer.ggml.eos_token_id", packed.end)
    out.flag("tokenizer.ggml.add_bos_token", False)
    for name in packed.names():
        parts = name.removesuffix(".weight").split(".", 3)
        if parts[1] == "embed_tokens":
            other = "token_embd"
        elif parts[1] == "norm":
            other = "output_norm"
        elif name.startswith("lm_head"):
            other = "output"
        else:
            other = f"blk.{parts[2]}.{LLAMA_CPP[parts[3]]}"
        out.tensor(other + ".weight", packed.tensor(name))
    out.write(path)
