"""A decoder in the shape and with the names of Hugging Face's LlamaForCausalLM, in plain PyTorch."""

import json
import math

import torch
from torch import nn
from torch.nn import functional as F

SHAPE = dict(vocab_size=4096, hidden_size=320, intermediate_size=1024, num_hidden_layers=6, num_attention_heads=5, max_position_embeddings=256, rms_norm_eps=1e-5, rope_theta=10000.0)


class Norm(nn.Module):
    """Zhang and Sennrich 2019, Root Mean Square Layer Normalization."""

    def __init__(self, width, epsilon):
        super().__init__()
        self.weight, self.epsilon = nn.Parameter(torch.ones(width)), epsilon

    def forward(self, x):
        x32 = x.float()
        return (x32 * torch.rsqrt(x32.pow(2).mean(-1, keepdim=True) + self.epsilon) * self.weight).to(x.dtype)


class Attention(nn.Module):
    def __init__(self, shape):
        super().__init__()
        width, self.heads = shape["hidden_size"], shape["num_attention_heads"]
        for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
            setattr(self, name, nn.Linear(width, width, bias=False))

    def forward(self, x, cos, sin):
        b, t, d = x.shape
        split = lambda y: y.view(b, t, self.heads, d // self.heads).transpose(1, 2)  # noqa: E731
        q, k, v = split(self.q_proj(x)), split(self.k_proj(x)), split(self.v_proj(x))
        q, k = turn(q, cos, sin), turn(k, cos, sin)
        out = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.o_proj(out.transpose(1, 2).reshape(b, t, d))


def turn(x, cos, sin):
    """Su et al. 2021, RoFormer; halves, as Hugging Face lays them."""
    half = x.shape[-1] // 2
    return (x * cos + torch.cat((-x[..., half:], x[..., :half]), -1) * sin).to(x.dtype)


class MLP(nn.Module):
    def __init__(self, shape):
        super().__init__()
        width, hidden = shape["hidden_size"], shape["intermediate_size"]
        self.gate_proj, self.up_proj = nn.Linear(width, hidden, bias=False), nn.Linear(width, hidden, bias=False)
        self.down_proj = nn.Linear(hidden, width, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.self_attn, self.mlp = Attention(shape), MLP(shape)
        self.input_layernorm = Norm(shape["hidden_size"], shape["rms_norm_eps"])
        self.post_attention_layernorm = Norm(shape["hidden_size"], shape["rms_norm_eps"])

    def forward(self, x, cos, sin):
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class Decoder(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.embed_tokens = nn.Embedding(shape["vocab_size"], shape["hidden_size"])
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape["num_hidden_layers"]))
        self.norm = Norm(shape["hidden_size"], shape["rms_norm_eps"])


class Llama(nn.Module):
    def __init__(self, shape=SHAPE):
        super().__init__()
        self.shape, self.model = dict(shape), Decoder(shape)
        width = shape["hidden_size"] // shape["num_attention_heads"]
        angles = torch.outer(torch.arange(shape["max_position_embeddings"]).float(), shape["rope_theta"] ** (-torch.arange(0, width, 2).float() / width))
        self.register_buffer("cos", torch.cat((angles, angles), -1).cos(), persistent=False)
        self.register_buffer("sin", torch.cat((angles, angles), -1).sin(), persistent=False)
        deep = 0.02 / math.sqrt(2 * shape["num_hidden_layers"])
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                nn.init.normal_(weight, std=deep if name.endswith(("o_proj.weight", "down_proj.weight")) else 0.02)

    def states(self, tokens):
        """(batch, time) tokens to (batch, time, width) states."""
        x, t = self.model.embed_tokens(tokens), tokens.shape[1]
        for layer in self.model.layers:
            x = layer(x, self.cos[:t], self.sin[:t])
        return self.model.norm(x)

    def logits(self, states):
        return F.linear(states, self.model.embed_tokens.weight)

    def save(self, folder, half=False):
        """A Hugging Face folder, but for the tokenizer."""
        from safetensors.torch import save_file

        folder.mkdir(parents=True, exist_ok=True)
        s = self.shape
        (folder / "config.json").write_text(json.dumps({
            "architectures": ["LlamaForCausalLM"], "model_type": "llama", **s, "num_key_value_heads": s["num_attention_heads"], "head_dim": s["hidden_size"] // s["num_attention_heads"],
            "hidden_act": "silu", "attention_bias": False, "mlp_bias": False, "tie_word_embeddings": True, "bos_token_id": 0, "eos_token_id": 0, "torch_dtype": "float32",
        }, indent=1) + "\n")
        save_file({k: v.detach().contiguous().clone() for k, v in self.state_dict().items()}, folder / "model.safetensors", metadata={"format": "pt"})

    @staticmethod
    def load(folder):
        from safetensors.torch import load_file

        config = json.loads((folder / "config.json").read_text())
        model = Llama({k: config[k] for k in SHAPE})
        model.load_state_dict(load_file(folder / "model.safetensors"))
        return model
