"""The answerer in other programs: its folder in Transformers, its GGUF in llama.cpp, with the same greedy text as the core's."""

import importlib.util
import json
import random
import sys
import tempfile
from pathlib import Path

import data
import evaluate
import unpack


def prompts(count=50, seed=90210):
    rng, made = random.Random(seed), []
    while len(made) < count:
        one = data.example(rng)
        if one and not data.fault(one[3], one[4]):
            made.append(data.prompt(*one[:4]))
    return made


def core(program, model, ids, precision, new):
    lines = "\n".join(json.dumps({"tokens": i}) for i in ids)
    out = evaluate.run(program, "dump", "text", "--model", model, "--new", new, "--precision", precision, "--threads", 1, text=lines)
    return [cut(json.loads(line)["greedy"]) for line in out]


def cut(tokens, end=0):
    """Up to the end of the text."""
    tokens = list(tokens)
    return tokens[: tokens.index(end)] if end in tokens else tokens


def transformers(folder, texts, new):
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    ids = [tokenizer(t, add_special_tokens=False)["input_ids"] for t in texts]
    told = []
    with torch.no_grad():
        for i in ids:
            out = model.generate(torch.tensor([i]), max_new_tokens=new, do_sample=False, pad_token_id=0, attention_mask=torch.ones(1, len(i), dtype=torch.long))
            told.append(cut(out[0][len(i) :].tolist()))
    return ids, told


def llama_cpp(path, texts, new):
    from llama_cpp import Llama

    model = Llama(str(path), n_ctx=256, n_threads=1, verbose=False, logits_all=False)
    ids = [model.tokenize(t.encode(), add_bos=False, special=True) for t in texts]
    told = []
    for i in ids:
        model.reset()
        said = []
        for token in model.generate(i, temp=0.0, top_k=1, repeat_penalty=1.0):
            if token == model.token_eos() or len(said) == new:
                break
            said.append(token)
        told.append(said)
    return ids, told


def main(program, weights, count=50, new=96):
    """Loads the weights everywhere and compares. Other programs compute in single precision, so that is what is compared; int8 for knowledge."""
    texts = prompts(count)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        packed = unpack.Packed(weights)
        unpack.hugging_face(packed, folder)
        unpack.llama_cpp(packed, folder / "answerer.gguf")
        from tokenizers import Tokenizer

        own = [Tokenizer.from_file(str(folder / "tokenizer.json")).encode(t).ids for t in texts]
        ours = {p: core(program, weights, own, p, new) for p in ("fp32", "int8")}
        tell = lambda name, ids, told: print(  # noqa: E731
            f"{name}: the same tokens in {sum(a == b for a, b in zip(own, ids))} of {count} prompts; the same greedy text as the core "
            f"in {sum(a == b for a, b in zip(told, ours['fp32']))} of {count} (single precision), {sum(a == b for a, b in zip(told, ours['int8']))} (int8)")
        tell("Transformers", *transformers(folder, texts, new))
        if importlib.util.find_spec("llama_cpp"):
            tell("llama.cpp", *llama_cpp(folder / "answerer.gguf", texts, new))
        else:
            print("llama.cpp: not compared; 'pip install llama-cpp-python' brings it")
        # Back again: a folder, and llama.cpp's file, imported, give the same model.
        for name, source in (("the folder", folder), ("llama.cpp's file", folder / "answerer.gguf")):
            evaluate.run(program, "model", "import", source, "--out", folder / "again.gguf")
            again = unpack.Packed(folder / "again.gguf")
            differ = [n for n in packed.names() if (packed.file.tensors[n] != again.file.tensors[n]).any()]
            print(f"{name} imported again: {len(packed.names()) - len(differ)} of {len(packed.names())} tensors are the same numbers")
            if differ:
                sys.exit(f"{name}: differ {differ[:3]}")
