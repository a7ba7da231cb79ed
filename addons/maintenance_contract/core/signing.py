"""What a package's signature covers: the list of its files with their checksums."""

from __future__ import annotations

from collections.abc import Mapping


def manifest(release: str, digests: Mapping[str, str]) -> bytes:
    """Return the list as ``sha256sum -c`` reads it, headed by the release's number."""
    lines = [f"{digest}  {name}" for name, digest in sorted(digests.items())]
    return ("\n".join([f"# {release}", *lines]) + "\n").encode()
