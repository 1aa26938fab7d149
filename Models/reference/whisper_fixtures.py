#!/usr/bin/env python3
"""Writes Tests/Goldens/whisper: a tiny Whisper with random weights, and what Transformers computes from it.

Weights are as in decoder_fixtures.py: exact in float32, float16 and int8 with one scale per row, so that a difference is
one of arithmetic. The model is kept as a Hugging Face folder and in whisper.cpp's format (model.bin, made here from the
description of that format: no published model can be had). golden.bin: the samples (a chirp and noise), the mel bands,
the encoder's states, tokens, the scores after each, what follows greedily, and the likeliest language.
"""

import json
import shutil
import struct
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration
from transformers.audio_utils import mel_filter_bank

TARGET = Path(__file__).resolve().parents[2] / "Tests/Goldens/whisper"
TEXT, LANGUAGES, BANDS, DIM = 300, ["en", "zh", "de", "es", "ru"], 80, 32
NAMES = ["endoftext", "startoftranscript", *LANGUAGES]
NAMES += ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]
VOCABULARY = TEXT + len(NAMES)
ID = {name: TEXT + index for index, name in enumerate(NAMES)}


def tokenizer():
    words = "how much is the oat milk and where do I find it wie viel kostet die Milch".split()
    result = Tokenizer(models.BPE())
    result.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    result.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=TEXT, initial_alphabet=alphabet, show_progress=False)
    result.train_from_iterator([" " + " ".join(words[i:] + words[:i]) for i in range(len(words))] * 9, trainer)
    assert result.get_vocab_size() == TEXT, result.get_vocab_size()
    result.add_special_tokens([AddedToken(f"<|{name}|>", special=True, normalized=False) for name in NAMES])
    return result


def randomize(model, random):
    state = {}
    for name, tensor in model.state_dict().items():
        if tensor.ndim == 2 and "embed_positions" in name:
            state[name] = torch.tensor((random.integers(-64, 64, tensor.shape) / 256).astype(np.float32))
        elif tensor.ndim >= 2:
            out, inner = tensor.shape[0], tensor[0].numel()
            whole = random.normal(0, 40, (out, inner)).round().clip(-126, 126)
            whole[np.arange(out), random.integers(0, inner, out)] = 127
            value = whole * 2.0 ** -random.integers(8, 10, (out, 1)).astype(np.float64)
            state[name] = torch.tensor(value.astype(np.float32)).reshape(tensor.shape)
        elif name.endswith("bias"):
            state[name] = torch.tensor((random.integers(-64, 64, tensor.shape) / 256).astype(np.float32))
        else:
            state[name] = torch.tensor((random.integers(64, 192, tensor.shape) / 128).astype(np.float32))
    state["proj_out.weight"] = state["model.decoder.embed_tokens.weight"]
    model.load_state_dict(state)


def samples(random):
    """Three seconds: a chirp that fades in and out, with noise."""
    time = np.arange(48_000) / 16_000
    chirp = 0.3 * np.sin(2 * np.pi * (200 * time + 400 * time**2)) * np.sin(np.pi * time / 3)
    return ((chirp + random.normal(0, 0.01, time.size)) * 32768).round().clip(-32768, 32767).astype("<i2") / np.float32(32768)


def main():
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    random = np.random.default_rng(11)
    torch.manual_seed(1)
    config = WhisperConfig(
        vocab_size=VOCABULARY, d_model=DIM, encoder_layers=2, decoder_layers=2, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=4 * DIM, decoder_ffn_dim=4 * DIM, num_mel_bins=BANDS,
        max_source_positions=1500, max_target_positions=64, pad_token_id=ID["endoftext"], bos_token_id=ID["endoftext"],
        eos_token_id=ID["endoftext"], decoder_start_token_id=ID["startoftranscript"], suppress_tokens=None,
        begin_suppress_tokens=None, attn_implementation="eager",
    )
    model = WhisperForConditionalGeneration(config)
    randomize(model, random)
    model.eval()
    text = tokenizer()
    sound = samples(random)
    bands = WhisperFeatureExtractor(feature_size=BANDS)(sound, sampling_rate=16_000, return_tensors="np")["input_features"][0]
    suppressed, beginning = [5, 17, 40], [text.encode(" ").ids[0], ID["endoftext"]]
    prompt = [ID["startoftranscript"], ID["de"], ID["transcribe"], ID["notimestamps"]]
    with torch.no_grad():
        features = torch.tensor(bands[None])
        states = model.get_encoder()(features).last_hidden_state
        tokens, marks = list(prompt), [i for i in range(TEXT, VOCABULARY) if i != ID["endoftext"]]
        run = lambda t: model(encoder_outputs=(states,), decoder_input_ids=torch.tensor([t])).logits[0]  # noqa: E731
        language = max(LANGUAGES, key=lambda code: run(prompt[:1])[-1][ID[code]])
        for step in range(12):
            row = run(tokens)[-1].clone()
            row[marks + suppressed + (beginning if step == 0 else [])] = -np.inf
            tokens.append(int(row.argmax()))
            if tokens[-1] == ID["endoftext"]:
                break
        scores = run(tokens).numpy().astype("<f4")
    save_file(
        {k: v.to(torch.float16).contiguous() for k, v in model.state_dict().items() if k != "proj_out.weight"},
        TARGET / "model.safetensors", metadata={"format": "pt"},
    )
    (TARGET / "config.json").write_text(json.dumps(json.loads(model.config.to_json_string()), sort_keys=True))
    generation = {"suppress_tokens": suppressed, "begin_suppress_tokens": beginning, "eos_token_id": ID["endoftext"]}
    (TARGET / "generation_config.json").write_text(json.dumps(generation))
    text.save(str(TARGET / "tokenizer.json"), pretty=False)
    write_ggml(TARGET / "model.bin", model, text)
    kept = [0, 1, 2, 150, 151, 749, 1499]
    with open(TARGET / "golden.bin", "wb") as file:
        numbers = [sound.size, len(tokens), len(prompt), VOCABULARY, len(kept), DIM, BANDS, LANGUAGES.index(language)]
        file.write(struct.pack("<8I", *numbers))
        file.write((sound * 32768).astype("<i2").tobytes())
        file.write(bands[:, :310].T.astype("<f4").tobytes())  # (frames, bands), the first 310
        file.write(np.array(kept, "<u4").tobytes() + states[0, kept].numpy().astype("<f4").tobytes())
        file.write(np.array(tokens, "<u4").tobytes() + scores.tobytes())
    print(language, text.decode(tokens), sum(path.stat().st_size for path in TARGET.iterdir()))


PARTS = {
    "self_attn.q_proj": "attn.query", "self_attn.k_proj": "attn.key", "self_attn.v_proj": "attn.value",
    "self_attn.out_proj": "attn.out", "self_attn_layer_norm": "attn_ln", "encoder_attn.q_proj": "cross_attn.query",
    "encoder_attn.k_proj": "cross_attn.key", "encoder_attn.v_proj": "cross_attn.value",
    "encoder_attn.out_proj": "cross_attn.out", "encoder_attn_layer_norm": "cross_attn_ln", "fc1": "mlp.0",
    "fc2": "mlp.2", "final_layer_norm": "mlp_ln",
}
TOPS = {
    "encoder.embed_positions.weight": "encoder.positional_embedding", "encoder.layer_norm": "encoder.ln_post",
    "decoder.embed_positions.weight": "decoder.positional_embedding", "decoder.layer_norm": "decoder.ln",
    "decoder.embed_tokens": "decoder.token_embedding",
}


def write_ggml(path, model, text):
    config = model.config
    bytes_of = {chr(code): byte for byte, code in printable().items()}
    with open(path, "wb") as file:
        file.write(struct.pack("<I", 0x67676D6C))
        file.write(
            struct.pack(
                "<11i", config.vocab_size, config.max_source_positions, DIM, config.encoder_attention_heads,
                config.encoder_layers, config.max_target_positions, DIM, config.decoder_attention_heads,
                config.decoder_layers, BANDS, 1,
            )
        )
        filters = mel_filter_bank(201, BANDS, 0.0, 8000.0, 16_000, norm="slaney", mel_scale="slaney").T
        file.write(struct.pack("<2i", *filters.shape) + filters.astype("<f4").tobytes())
        file.write(struct.pack("<i", TEXT))
        for index in range(TEXT):
            raw = bytes(bytes_of[character] for character in text.id_to_token(index))
            file.write(struct.pack("<I", len(raw)) + raw)
        for name, tensor in model.state_dict().items():
            if name == "proj_out.weight":
                continue
            words = name.split(".")[1:]
            stem, kind = ".".join(words[:-1]), words[-1]
            if ".".join(words) in TOPS:
                target = TOPS[".".join(words)]
            elif stem in TOPS:
                target = f"{TOPS[stem]}.{kind}"
            elif words[1] == "layers":
                target = f"{words[0]}.blocks.{words[2]}.{PARTS['.'.join(words[3:-1])]}.{kind}"
            else:
                target = ".".join(words)
            value = tensor.numpy()
            if target in ("encoder.conv1.bias", "encoder.conv2.bias"):
                value = value.reshape(-1, 1)
            half = value.ndim > 1 and "conv" not in target and "positional" not in target
            raw = target.encode()
            file.write(struct.pack("<3i", value.ndim, len(raw), 1 if half else 0))
            file.write(struct.pack(f"<{value.ndim}i", *value.shape[::-1]) + raw)
            file.write(value.astype("<f2" if half else "<f4").tobytes())


def printable():
    """Byte to the character that stands for it in byte-level vocabularies."""
    kept = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in kept]
    return {**{byte: byte for byte in kept}, **{byte: 0x100 + index for index, byte in enumerate(others)}}


if __name__ == "__main__":
    main()
