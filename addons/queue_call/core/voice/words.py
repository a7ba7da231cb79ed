"""Words that a hospital has said how to read: longest first, before the dictionary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .speak import Reader


def with_words(words: Mapping[str, Sequence[str]], reader: Reader) -> Reader:
    """Return a reader that reads these words as told, and everything else as before.

    >>> plain = lambda run: ["x1"] * len(run)
    >>> with_words({"重楼": ("chong2", "lou2")}, plain)("去重楼")
    ['x1', 'chong2', 'lou2']
    """
    if not words:
        return reader
    longest = max(map(len, words))

    def read(run: str) -> list[str]:
        found: list[str] = []
        rest = ""
        at = 0
        while at < len(run):
            word = _longest(words, run, at, longest)
            if word:
                found += [*_plain(reader, rest), *words[word]]
                rest, at = "", at + len(word)
            else:
                rest, at = rest + run[at], at + 1
        return found + _plain(reader, rest)

    return read


def _longest(words: Mapping[str, Sequence[str]], run: str, at: int, longest: int) -> str:
    sizes = range(min(longest, len(run) - at), 0, -1)
    return next((run[at : at + size] for size in sizes if run[at : at + size] in words), "")


def _plain(reader: Reader, run: str) -> list[str]:
    return list(reader(run)) if run else []
