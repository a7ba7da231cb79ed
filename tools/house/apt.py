"""An apt of one's own: the machine's mirrors, keys and proxies, but private lists and cache.

Nothing on the machine changes and no root is needed. apt checks signatures and checksums.
"""

import re
from pathlib import Path

from house import command
from house.machine import os_release
from house.paths import cache
from house.report import Stop

ETC = Path("/etc/apt")
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
HOOKS = re.compile(r"^(APT::Update::(Pre|Post)-Invoke|DPkg::|Dir::)")
OFFLINE = "see that this machine reaches its package mirror (apt-get update) and run again"


class Source:
    """One entry of the machine's sources: where packages come from and who signs them."""

    def __init__(self, uri, suite, components, signed_by=None, trusted=False):
        self.uri, self.suite, self.components = uri, suite, components
        self.signed_by, self.trusted = signed_by, trusted

    def line(self, suite=None):
        options = []
        if self.trusted:
            options.append("trusted=yes")
        elif self.signed_by:
            options.append(f"signed-by={self.signed_by}")
        elif Path(KEYRING).exists():
            options.append(f"signed-by={KEYRING}")
        mark = f"[{' '.join(options)}] " if options else ""
        return f"deb {mark}{self.uri} {suite or self.suite} {' '.join(self.components)}"


def sources(etc=ETC):
    """Binary package sources of the machine, of both file formats, in the order of apt."""
    files = [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]
    found = []
    for path in files:
        if path.suffix not in (".list", ".sources") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += deb822(text) if path.suffix == ".sources" else one_line(text)
    return found


def one_line(text):
    """Entries of a ``.list`` file."""
    pattern = re.compile(
        r"^\s*deb\s+(?:\[(?P<o>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)(?P<c>.*)"
    )
    for line in text.splitlines():
        match = pattern.match(line.split("#")[0])
        if match:
            options = dict(p.split("=", 1) for p in (match["o"] or "").split() if "=" in p)
            yield Source(
                match["uri"],
                match["suite"],
                match["c"].split(),
                options.get("signed-by"),
                options.get("trusted") == "yes",
            )


def deb822(text):
    """Entries of a ``.sources`` file; a paragraph may name several mirrors and suites."""
    for paragraph in re.split(r"\n\s*\n", text):
        fields = _fields(paragraph)
        if "deb" not in fields.get("types", "").split() or fields.get("enabled") == "no":
            continue
        key = fields.get("signed-by", "")
        for uri in fields.get("uris", "").split():
            for suite in fields.get("suites", "").split():
                yield Source(
                    uri,
                    suite,
                    fields.get("components", "").split(),
                    key if key.startswith("/") else None,
                    fields.get("trusted") == "yes",
                )


def _fields(paragraph):
    fields, last = {}, None
    for line in paragraph.splitlines():
        if line.startswith("#"):
            continue
        if line[:1] in (" ", "\t") and last:
            fields[last] += " " + line.strip()
        elif ":" in line:
            last, value = line.split(":", 1)
            last = last.strip().lower()
            fields[last] = value.strip()
    return fields


def mirror():
    """The machine's source of its own Debian release, part main."""
    codename = os_release().get("VERSION_CODENAME", "")
    known = [s for s in sources() if "main" in s.components]
    for wanted in (codename, "stable", "sid", "unstable", "testing"):
        for source in known:
            if source.suite == wanted:
                return source
    raise Stop(
        "no Debian mirror (part main) stands in this machine's apt sources",
        "enable one below /etc/apt, or give Odoo's source: make run ODOO_SRC=/path/to/odoo",
    )


class PrivateApt:
    """Lists and archives of one set of sources, below the cache folder."""

    def __init__(self, name, lines):
        self.folder = cache() / "apt" / name
        self.lines = lines
        self.archives = self.folder / "cache" / "archives"

    @classmethod
    def suite(cls, suite):
        """One suite (such as sid) from the machine's mirror."""
        source = mirror()
        return cls(suite, [Source(source.uri, suite, ["main"], source.signed_by,
                                  source.trusted).line()])  # fmt: skip

    @classmethod
    def release(cls, purpose="all"):
        """The machine's own release with its updates and security fixes.

        A purpose of its own has archives of its own: nothing of another's is unpacked with it.
        """
        release = mirror().suite
        lines = [s.line() for s in sources() if s.suite.startswith(release)]
        return cls(f"{release}-{purpose}", lines)

    def update(self):
        """Fetch the lists of packages, if they were not fetched in this life of the cache."""
        self._write_configuration()
        self._run("update")

    def download(self, *packages):
        """The ``.deb`` files of exactly these packages (``name`` or ``name=version``)."""
        target = self.folder / "debs"
        target.mkdir(parents=True, exist_ok=True)
        self._run("download", *packages, cwd=target)
        return target

    def download_closure(self, *packages):
        """The packages and whatever they need that this machine lacks, as ``.deb`` paths."""
        options = ("--yes", "--no-install-recommends", "--download-only", "--reinstall")
        self._run(*options, "install", *packages)
        return sorted(self.archives.glob("*.deb"))

    def version(self, package):
        """Version that the mirror offers, or None."""
        shown = command.output(["apt-cache", "show", "--no-all-versions", package], env=self._env())
        found = re.search(r"^Version: (\S+)", shown or "", re.M)
        return found.group(1) if found else None

    def _run(self, *arguments, cwd=None):
        argv = ["apt-get", "--quiet", *arguments]
        command.run(argv, env=self._env(), cwd=cwd, log="apt", what="apt-get", remedy=OFFLINE)

    def _env(self):
        return {"APT_CONFIG": self.folder / "apt.conf", "DEBIAN_FRONTEND": "noninteractive",
                "LC_ALL": "C.UTF-8"}  # fmt: skip

    def _write_configuration(self):
        for part in ("lists/partial", "state", "cache/archives/partial", "etc"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        (self.folder / "sources.list").write_text("\n".join(self.lines) + "\n", encoding="utf-8")
        machine = command.output(["apt-config", "dump"]) or ""
        kept = [line for line in machine.splitlines() if not HOOKS.match(line)]
        text = "\n".join([*kept, *self._directories()])
        (self.folder / "apt.conf").write_text(text + "\n", encoding="utf-8")

    def _directories(self):
        own = self.folder
        values = {
            "Dir::Etc::main": "/dev/null",
            "Dir::Etc::parts": "/dev/null",
            "Dir::Etc::sourcelist": own / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Dir::State": own / "state",
            "Dir::State::lists": own / "lists",
            "Dir::State::status": "/var/lib/dpkg/status",
            "Dir::Cache": own / "cache",
            "Dir::Log": own / "state",
            "Debug::NoLocking": "1",
            "APT::Sandbox::User": "root",
            "APT::Keep-Downloaded-Packages": "1",
            "Acquire::Retries": "3",
            "Acquire::Languages": "none",
        }
        return [f'{key} "{value}";' for key, value in values.items()]


def unpack(debs, folder):
    """``dpkg -x`` of every package into one folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for deb in debs:
        command.run(["dpkg", "-x", deb, folder], log="apt")
