"""Texts of errors without what they say about people: a driver quotes the row it could not keep.

Own sentences (causes, control ids, counts) are written so that they need no mask; this is for
texts of others: exceptions, tracebacks, statements.
"""

import logging
import re
import traceback

GAP = "…"
_RULES = (
    (re.compile(r"\b(DETAIL|CONTEXT|QUERY|LINE \d+|STATEMENT):.*", re.DOTALL), rf"\1: {GAP}"),
    (re.compile(r"'(?:[^'\\]|\\.|'')*'"), f"'{GAP}'"),
    (re.compile(r'"(?!(?:[\w-]+\.)+[\w-]+")(?:[^"\\]|\\.)*"'), f'"{GAP}"'),  # hosts stay
    (re.compile(r"=\([^)]*\)"), f"=({GAP})"),
    (re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][^\x00-\x7f]*"), GAP),
    (re.compile(r"\d{5,}[\dXx]*"), GAP),
)
LONGEST = 300


def mask(text: str) -> str:
    """The text without quoted values, Chinese words and long numbers."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text[:LONGEST]


def error_text(error: BaseException) -> str:
    """Kind and first line of an error, masked."""
    first = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {mask(first)}".removesuffix(": ")


def stack_text(error: BaseException) -> str:
    """Where an error came from, without what it says: frames show code, never values."""
    lines = []
    for one in _chain(error):
        lines += traceback.format_list(traceback.extract_tb(one.__traceback__))
        lines.append(error_text(one))
    return "\n".join(line.rstrip("\n") for line in lines)


class Masked(logging.Filter):
    """On a handler: errors given to a log, and statements the database refused, are masked."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; nothing is ever dropped."""
        if record.exc_info and record.exc_info[1]:
            record.exc_text = stack_text(record.exc_info[1])
            record.exc_info = None
        if isinstance(record.args, tuple):
            record.args = tuple(
                error_text(one) if isinstance(one, BaseException) else one for one in record.args
            )
        if record.name == "odoo.sql_db" and record.levelno >= logging.WARNING:
            record.msg, record.args = mask(record.getMessage()), ()
        return True


def guard(handlers: list[logging.Handler]) -> None:
    """Mask what these handlers write, once each."""
    for handler in handlers:
        if not any(isinstance(one, Masked) for one in handler.filters):
            handler.addFilter(Masked())


def _chain(error: BaseException) -> list[BaseException]:
    """The error and what it came of, the first cause first."""
    found = [error]
    while (before := found[0].__cause__ or found[0].__context__) and before not in found:
        found.insert(0, before)
    return found
