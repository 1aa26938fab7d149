"""Vocabularies, as the tokenizers of the core want them."""

import json
from dataclasses import dataclass

from . import ConvertError
from .ggufio import F32, I32

NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6

_SPACE = "\u2581"


@dataclass
class Pieces:
    """A byte-fallback BPE vocabulary in the manner of SentencePiece.

    Two neighbours merge where their concatenation is a piece; the piece of the highest score goes first, among equals
    the pair with the lower ids. So no list of merges is needed, only the scores.
    """

    texts: list  # bytes of each id
    kinds: list
    scores: list

    def write(self, out, add_space=True):
        out.string("tokenizer.ggml.model", "llama")
        out.strings("tokenizer.ggml.tokens", self.texts)
        out.numbers("tokenizer.ggml.scores", F32, self.scores)
        out.numbers("tokenizer.ggml.token_type", I32, self.kinds)
        out.u32("tokenizer.ggml.unknown_token_id", 0)
        out.u32("tokenizer.ggml.bos_token_id", 1)
        out.u32("tokenizer.ggml.eos_token_id", 2)
        out.flag("tokenizer.ggml.add_space_prefix", add_space)


def pieces_from_bin(data, source):
    """Moonshine's tokenizer.bin: for each id a length (one byte, or two from 128 on) and that many bytes."""
    texts, at = [], 0
    try:
        while at < len(data):
            length = data[at]
            at += 1
            if length >= 128:
                length += data[at] * 128 - 128
                at += 1
            if at + length > len(data):
                raise IndexError
            texts.append(data[at : at + length])
            at += length
    except IndexError:
        raise ConvertError(f"{source}: ends within token {len(texts)}; fetch it again") from None
    if len(texts) != 32768 or texts[:3] != [b"<unk>", b"<s>", b"</s>"]:
        raise ConvertError(f"{source}: is not Moonshine's vocabulary of 32,768 tokens")
    texts[3:259] = [b"<0x%02X>" % value for value in range(256)]
    # The line separator is the one token that the file's format loses; the authors' tokenizer.json has it at this id.
    if texts[31353] == b"":
        texts[31353] = "\u2028".encode()
    special = {i for i, text in enumerate(texts) if i < 3 or (text.startswith(b"<<ST_") and text.endswith(b">>"))}
    kinds = [CONTROL if i in special else BYTE if 3 <= i < 259 else NORMAL for i in range(len(texts))]
    kinds[0] = UNKNOWN
    # Ids are in the order of the merges, except that runs of spaces come last.
    runs = len(texts)
    scores = [0.0 if i < 259 else -float(i - 259 + (runs if _is_run(text) else 0)) for i, text in enumerate(texts)]
    return Pieces(texts, kinds, scores)


def _is_run(text):
    return len(text) > 3 and not text.replace(_SPACE.encode(), b"")


def pieces_from_json(path):
    """A Hugging Face tokenizer.json of the same kind; its list of merges must be the one its vocabulary implies."""
    document = _load(path)
    model = document.get("model", {})
    if model.get("type") != "BPE" or not model.get("byte_fallback"):
        raise ConvertError(f"{path}: is not a BPE tokenizer with byte fallback, as Moonshine's is")
    vocabulary = dict(model["vocab"])
    special = {}
    for token in document.get("added_tokens", []):
        vocabulary[token["content"]] = token["id"]
        special[token["id"]] = bool(token.get("special"))
    size = max(vocabulary.values()) + 1
    names = [None] * size
    for text, index in vocabulary.items():
        names[index] = text
    if None in names:
        raise ConvertError(f"{path}: has no token with id {names.index(None)}; the ids must be without gaps")
    merges = [tuple(pair.split(" ", 1)) if isinstance(pair, str) else tuple(pair) for pair in model["merges"]]
    order = {}
    for left, right in merges:
        order.setdefault(left + right, len(order))
    mergeable = {text: index for text, index in model["vocab"].items() if not _is_byte(text) and index not in special}
    implied = [
        (order.get(text, size), vocabulary[text[:cut]], vocabulary[text[cut:]])
        for text in mergeable
        for cut in range(1, len(text))
        if text[:cut] in mergeable and text[cut:] in mergeable
    ]
    actual = [(order[left + right], vocabulary.get(left), vocabulary.get(right)) for left, right in merges]
    if sorted(implied) != actual:
        raise ConvertError(f"{path}: its merges do not follow from its vocabulary; this tokenizer is not supported")
    kinds = [CONTROL if special.get(i) else BYTE if _is_byte(text) else NORMAL for i, text in enumerate(names)]
    kinds[0] = UNKNOWN
    scores = [-float(order.get(text, size)) for text in names]
    return Pieces([text.encode("utf-8") for text in names], kinds, scores)


def _is_byte(text):
    return len(text) == 6 and text.startswith("<0x") and text.endswith(">")


@dataclass
class WordPieces:
    """BERT's vocabulary, uncased."""

    texts: list

    def write(self, out):
        index = {text: i for i, text in enumerate(self.texts)}
        out.string("tokenizer.ggml.model", "bert")
        out.strings("tokenizer.ggml.tokens", self.texts)
        special = {"unknown": "[UNK]", "cls": "[CLS]", "seperator": "[SEP]", "padding": "[PAD]", "mask": "[MASK]"}
        missing = [text for text in special.values() if text not in index]
        if missing:
            raise ConvertError(f"the vocabulary has no {missing[0]}; it is not BERT's")
        kinds = [CONTROL if text in special.values() else NORMAL for text in self.texts]
        out.numbers("tokenizer.ggml.token_type", I32, kinds)
        for role, text in special.items():  # 'seperator' is how GGUF spells it
            out.u32(f"tokenizer.ggml.{role}_token_id", index[text])


def word_pieces(folder):
    """From vocab.txt or tokenizer.json; cased vocabularies are refused."""
    settings = load_optional(folder / "tokenizer_config.json")
    if settings.get("do_lower_case") is False:
        raise ConvertError(f"{folder}: the tokenizer keeps upper case; only uncased BERT vocabularies are supported")
    document = load_optional(folder / "tokenizer.json")
    if document:
        model, rules = document.get("model", {}), document.get("normalizer") or {}
        wanted = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "lowercase": True}
        if model.get("type") != "WordPiece" or any(rules.get(key) != value for key, value in wanted.items()):
            raise ConvertError(f"{folder}/tokenizer.json: is not uncased BERT's WordPiece tokenizer")
        if rules.get("strip_accents") is False:
            raise ConvertError(f"{folder}/tokenizer.json: keeps accents; only BERT's own rules are supported")
        vocabulary = model["vocab"]
        if sorted(vocabulary.values()) != list(range(len(vocabulary))):
            raise ConvertError(f"{folder}/tokenizer.json: the ids must be without gaps")
        return WordPieces(sorted(vocabulary, key=vocabulary.get))
    if (folder / "vocab.txt").is_file():
        return WordPieces((folder / "vocab.txt").read_text("utf-8").rstrip("\n").split("\n"))
    raise ConvertError(f"{folder}: has neither tokenizer.json nor vocab.txt")


def load_optional(path):
    """The JSON object in `path`, empty where there is no such file."""
    return _load(path) if path.is_file() else {}


def _load(path):
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise ConvertError(f"{path}: cannot be read ({problem}); download it again") from None
