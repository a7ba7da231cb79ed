"""make lint, fmt, check: everything that judges sources without running them."""

import ast
import gzip
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from house import command, node, toolchain, translations
from house.paths import ADDONS, ROOT, addons, cache
from house.report import Progress, say

PYTHON = ["addons", "tools", "tests", "bench", "conftest.py"]
PRETTIER = [
    "addons/**/*.{js,mjs,cjs,css,scss,json,xml}",
    "config/**/*.{yml,yaml,json}",
    "{tests,bench}/**/*.{js,json,xml}",
    "*.{json,mjs,yml,yaml}",
]
ESLINT = ["addons/**/static/**/*.{js,mjs,cjs}", "*.mjs"]
LIMIT = 60 * 1024  # bytes of one light page's scripts and styles, compressed


def lint():
    """Exit code 0 when every check is content; all of them run."""
    tools, packages = _prepare()
    checks = {
        "ruff format": lambda: _call(tools, "ruff", "format", "--check", *_python()),
        "ruff check": lambda: _call(tools, "ruff", "check", *_python()),
        "mypy core": lambda: _mypy(tools),
        "pylint-odoo": lambda: _pylint(tools),
        "eslint": lambda: _npx(tools, packages, "eslint", "--max-warnings=0", *ESLINT),
        "prettier": lambda: _npx(tools, packages, "prettier", "--check", *PRETTIER),
        "bundle size": bundle_sizes,
        "old boxes": lambda: _old_boxes(tools, packages),
        "translations": translations.missing,
    }
    return _run(checks)


def check():
    """Translations and sizes only: what a translator or page maker wants to know."""
    return _run({"translations": translations.missing, "bundle size": bundle_sizes})


def fmt():
    """Let the formatters write."""
    tools, packages = _prepare()
    say(_call(tools, "ruff", "format", *_python()))
    say(_call(tools, "ruff", "check", "--fix", *_python()))
    say(_npx(tools, packages, "prettier", "--write", "--log-level=warn", *PRETTIER))


def _prepare():
    progress = Progress(toolchain.steps("dev") + 1)
    tools = toolchain.make(progress, "dev", browser=False)
    with progress.step("Lint tools for JavaScript and XML", cache() / "npm"):
        packages = node.install_packages(tools.node)
    return tools, packages


def _run(checks):
    """Two at a time. A check returns "" or what it does not like."""
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(_timed, checks.items()))
    bad = [name for name, words in results if words]
    for name, words in results:
        if words:
            say(f"\n──── {name}\n{words.rstrip()}")
    say(f"\nlint: {len(results) - len(bad)} content"
        + (f", not content: {', '.join(bad)}" if bad else ""))  # fmt: skip
    return 1 if bad else 0


def _timed(item):
    name, check_ = item
    began = time.monotonic()
    words = check_()
    say(f"  {'NOT ok' if words else 'ok':7} {name} ({time.monotonic() - began:.0f} s)")
    return name, words


def _call(tools, module, *arguments, env=None):
    argv = [tools.venv.python, "-m", module, *arguments]
    return _output(argv, {**tools.env(), **(env or {})})


def _npx(tools, packages, program, *arguments):
    """The packages lie below the cache; a link in the clone lets configuration files import."""
    link = ROOT / "node_modules"
    if not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(packages)
    script = {"eslint": "eslint/bin/eslint.js", "prettier": "prettier/bin/prettier.cjs"}[program]
    more = ["--no-warn-ignored", "--no-error-on-unmatched-pattern"] if program == "eslint" else [
        "--plugin=@prettier/plugin-xml", "--no-error-on-unmatched-pattern"]  # fmt: skip
    return _output([*tools.node.node, packages / script, *more, *arguments], tools.node.env)


def _output(argv, env):
    """What the program said when it was not content, else nothing."""
    done = subprocess.run(
        list(map(str, argv)), cwd=ROOT, env=command.environment(env), text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return (done.stdout or f"exit code {done.returncode}") if done.returncode else ""


def _python():
    return [name for name in PYTHON if (ROOT / name).exists()]


def _mypy(tools):
    files = sorted(ADDONS.glob("*/core/**/*.py"))
    options = ["--no-error-summary", "--cache-dir", cache() / "mypy"]
    return _call(tools, "mypy", *options, *files) if files else ""


def _pylint(tools):
    folders = [ADDONS / name for name in addons()]
    return _call(tools, "pylint", *folders) if folders else ""


def bundle_sizes():
    """Light pages: the files of each bundle in the manifests, compressed, within the limit."""
    bad = []
    for addon in addons():
        text = (ADDONS / addon / "__manifest__.py").read_text(encoding="utf-8")
        for bundle, patterns in ast.literal_eval(text).get("assets", {}).items():
            size = _compressed(patterns) if bundle.startswith(addon) else 0
            if size > LIMIT:
                bad.append(f"{bundle}: {size} bytes compressed, limit {LIMIT}")
    return "\n".join(bad)


def _old_boxes(tools, packages):
    """The light pages' bundles as a box of 2018 reads them: parsed as ES2017, plain CSS."""
    files = [path for patterns in _light_bundles() for path in _files(patterns)]
    script = ROOT / "tools/house/scripts/es2017.cjs"
    return _output([*tools.node.node, script, packages, *dict.fromkeys(files)], tools.node.env)


def _light_bundles():
    for addon in addons():
        text = (ADDONS / addon / "__manifest__.py").read_text(encoding="utf-8")
        for bundle, patterns in ast.literal_eval(text).get("assets", {}).items():
            if bundle.startswith(addon):
                yield patterns


def _compressed(patterns):
    return len(gzip.compress(b"\n".join(path.read_bytes() for path in _files(patterns))))


def _files(patterns):
    """The files of a bundle, in its order, each once."""
    own = [pattern for pattern in patterns if isinstance(pattern, str)]
    found = [path for pattern in own for path in sorted(ADDONS.glob(pattern)) if path.is_file()]
    return list(dict.fromkeys(found))
