#!/usr/bin/env python3
"""Trains small decoders on people's questions about products, to measure int8 on weights that have learned something.

    trained_decoders.py train FOLDER [--text ../shared/data/pqa] [--minutes 8] [--only llama]
    trained_decoders.py reference FOLDER      prompts and scores only, of models that are there
    trained_decoders.py golden FOLDER         Tests/Goldens/trained from FOLDER/llama
    trained_decoders.py compare FOLDER --program .build/release/shoptalk

Tests/Goldens/trained was made by 'train FOLDER --dim 64 --layers 2 --vocabulary 512 --minutes 3 --half --only llama', 'golden FOLDER'.

`train` writes FOLDER/NAME (a Hugging Face folder: a Llama, a Qwen2, a GPT-2), with the byte-level vocabulary that it
trained on the same text, and FOLDER/NAME.json: 200 of our own questions (Tests/Questions) as prompts, with their greedy
continuations in Transformers (float32), and FOLDER/NAME.scores: the scores of the last position of each. `compare` imports each model with Shoptalk and prints
the cosine of the scores and how many continuations are the same.
"""

import argparse
import csv
import json
import math
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

PROMPTS, NEW, CONTEXT, KEPT = 200, 24, 128, 40
ROOT = Path(__file__).resolve().parents[2]


def lines(folder):
    """Questions and answers; quotes and fields as in the files."""
    csv.field_size_limit(1 << 24)
    seen = set()
    for name in ("hetpqa-answers-train.tsv", "semipqa-text-train.tsv", "semipqa-ranking-dev.tsv", "hetpqa-answers-dev.tsv"):
        with open(folder / name, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                question, answer = row.get("question") or row.get("data") or "", row.get("answer") or row.get("text")
                text = f"Q: {question.strip()}\nA: {(answer or row.get('candidate') or '').strip()}\n"
                if text not in seen:
                    seen.add(text)
                    yield text


def vocabulary(texts, end, size):
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=[AddedToken(end, special=True, normalized=False)],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def models(dim, layers, size):
    from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM

    heads = max(2, dim // 64)
    rope = {"rope_type": "default", "rope_theta": 10000.0}
    shape = dict(
        vocab_size=size, hidden_size=dim, intermediate_size=dim * 8 // 3 // 32 * 32, num_hidden_layers=layers,
        num_attention_heads=heads, num_key_value_heads=heads // 2, max_position_embeddings=512, eos_token_id=0,
        bos_token_id=0, tie_word_embeddings=True, rope_parameters=rope,
    )
    yield "llama", lambda: LlamaForCausalLM(LlamaConfig(**shape))
    yield "qwen2", lambda: Qwen2ForCausalLM(Qwen2Config(**shape))
    yield "gpt2", lambda: GPT2LMHeadModel(
        GPT2Config(
            vocab_size=size, n_embd=dim, n_layer=layers, n_head=heads, n_positions=512, eos_token_id=0, bos_token_id=0,
            resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0,
        )
    )


def train(arguments):
    import torch

    torch.manual_seed(1)
    torch.set_num_threads(arguments.threads)
    texts = list(lines(arguments.text))
    random.Random(1).shuffle(texts)
    tokenizer = vocabulary(texts, "<|endoftext|>", arguments.vocabulary)
    stream = [token for text in texts for token in tokenizer.encode(text).ids + [0]]
    data = torch.tensor(stream)
    print(f"{len(texts)} texts, {len(data)} tokens", flush=True)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for name, make in models(arguments.dim, arguments.layers, arguments.vocabulary):
        if arguments.only and name != arguments.only:
            continue
        model = make()
        optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, betas=(0.9, 0.95), weight_decay=0.1)
        start, step, loss = time.time(), 0, None
        while (part := (time.time() - start) / (60 * arguments.minutes)) < 1:
            for group in optimizer.param_groups:
                group["lr"] = 2e-3 * min(1, (step + 1) / 50) * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * part)))
            at = torch.randint(0, len(data) - CONTEXT - 1, (16,))
            batch = torch.stack([data[i : i + CONTEXT] for i in at])
            loss = model(batch, labels=batch).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            if step % 200 == 0:
                print(f"{name} step {step} loss {loss.item():.3f}", flush=True)
        folder = arguments.folder / name
        if arguments.half:
            model.half().save_pretrained(folder)
            model.float()
        else:
            model.save_pretrained(folder)
        model.eval()
        tokenizer.save(str(folder / "tokenizer.json"))
        reference(arguments.folder, name, model, tokenizer)
        print(f"{name}: {step} steps, loss {loss.item():.3f}", flush=True)


def prompts():
    """Our own questions, each once, in the order of the files."""
    seen = {}
    for path in sorted((ROOT / "Tests/Questions").glob("*.jsonl")) + sorted((ROOT / "Tests/Questions/eight/dev").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            for turn in json.loads(line)["turns"]:
                seen.setdefault(f"Q: {turn['q'][:160]}\nA:")
    return list(seen)[:PROMPTS]


def reference(folder, name, model, tokenizer):
    import torch

    entries, scores = [], []
    for text in prompts():
        prompt = tokenizer.encode(text).ids[-96:]
        with torch.no_grad():
            scores.append(model(torch.tensor([prompt])).logits[0, -1].numpy().astype("<f4"))
            out = model.generate(
                torch.tensor([prompt]), attention_mask=torch.ones(1, len(prompt), dtype=torch.long), do_sample=False,
                max_new_tokens=NEW, pad_token_id=0,
            )
        entries.append({"tokens": prompt, "greedy": out[0, len(prompt) :].tolist()})
    (folder / f"{name}.json").write_text(json.dumps(entries))
    np.stack(scores).tofile(folder / f"{name}.scores")


def again(arguments):
    from tokenizers import Tokenizer
    from transformers import AutoModelForCausalLM

    for path in sorted(arguments.folder.glob("*/config.json")):
        model = AutoModelForCausalLM.from_pretrained(path.parent).float().eval()
        reference(arguments.folder, path.parent.name, model, Tokenizer.from_file(str(path.parent / "tokenizer.json")))
        print(path.parent.name, flush=True)


def golden(arguments):
    target = ROOT / "Tests/Goldens/trained"
    shutil.rmtree(target, ignore_errors=True)
    (target / "llama").mkdir(parents=True)
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        shutil.copyfile(arguments.folder / "llama" / name, target / "llama" / name)
    entries = json.loads((arguments.folder / "llama.json").read_text())
    scores = np.fromfile(arguments.folder / "llama.scores", "<f4").reshape(len(entries), -1)
    (target / "llama.json").write_text(json.dumps(entries))
    scores[:: len(entries) // KEPT][:KEPT].tofile(target / "llama.scores")


def compare(arguments):
    for path in sorted(arguments.folder.glob("*.json")):
        name, wanted = path.stem, json.loads(path.read_text())
        scores = np.fromfile(arguments.folder / f"{name}.scores", "<f4").reshape(len(wanted), -1).astype(np.float64)
        out = arguments.folder / f"{name}.gguf"
        run = lambda *a, **k: subprocess.run([arguments.program, *map(str, a)], check=True, capture_output=True, **k)  # noqa: E731
        report = json.loads(run("model", "import", arguments.folder / name, "--out", out, "--json", *arguments.options).stdout)
        lines = "\n".join(json.dumps({"tokens": entry["tokens"]}) for entry in wanted)
        for precision in ("fp32", "int8"):
            result = run("dump", "text", "--model", out, "--new", NEW, "--precision", precision, input=lines.encode())
            same, positions, cosines = 0, [0, 0], []
            for entry, line, row in zip(wanted, result.stdout.splitlines(), scores):
                ours = json.loads(line)
                greedy = [t for t in entry["greedy"] if t != 0]
                same += ours["greedy"] == greedy
                values = np.array(ours["scores"])
                cosines.append(values @ row / np.linalg.norm(values) / np.linalg.norm(row))
                positions[0] += int(values.argmax() == row.argmax())
                positions[1] += 1
            print(
                f"{name} {precision}: cosine worst {min(cosines):.6f} median {np.median(cosines):.6f}; greedy "
                f"continuations of {NEW} tokens equal {same} of {len(wanted)}; next token equal {positions[0]} of {positions[1]}; "
                f"coarse {len(report.get('coarse', []))}, wide {report.get('wide_activations')}", flush=True,
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("train")
    command.set_defaults(run=train)
    command.add_argument("folder", type=Path)
    default = ROOT.parent / "shared/data/pqa"
    command.add_argument("--text", type=Path, default=default)
    command.add_argument("--minutes", type=float, default=8)
    command.add_argument("--dim", type=int, default=256)
    command.add_argument("--layers", type=int, default=4)
    command.add_argument("--vocabulary", type=int, default=2048)
    command.add_argument("--half", action="store_true", help="keep and measure the weights rounded to float16")
    command.add_argument("--threads", type=int, default=2)
    command.add_argument("--only")
    for name, run in (("reference", again), ("golden", golden)):
        command = commands.add_parser(name)
        command.set_defaults(run=run)
        command.add_argument("folder", type=Path)
    command = commands.add_parser("compare")
    command.set_defaults(run=compare)
    command.add_argument("folder", type=Path)
    command.add_argument("--program", default=".build/release/shoptalk")
    command.add_argument("options", nargs="*", help="further options for 'model import'")
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
