"""What a rule is: a named setting with a kind, a default, limits, and a sentence per value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Value = str | int | bool
Text = tuple[str, str]
"""English and Chinese, side by side as in ``core.explain``: the sentence is part of the rule."""

TRUE, FALSE = "true", "false"
ANY = "*"


def tongue(lang: str) -> int:
    """Return the column of a ``Text``: 1 for Chinese, 0 for any other language."""
    return 1 if (lang or "").startswith("zh") else 0


class RuleError(ValueError):
    """A setting that cannot be: ``code`` names the rule, ``say(lang)`` the reason and the remedy.

    ``params`` may hold plain values or ``Text`` pairs; the sentence picks its language.
    """

    def __init__(self, code: str, text: Text, **params: Value | Text) -> None:
        """Keep the rule's code apart from the sentence, so that a page can mark the field."""
        super().__init__(code)
        self.code = code
        self.text = text
        self.params = params

    def say(self, lang: str = "en_US") -> str:
        """Return the sentence in a language."""
        column = tongue(lang)
        words = {
            key: value[column] if isinstance(value, tuple) else value
            for key, value in self.params.items()
        }
        return self.text[column].format(**words)

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.say()


@dataclass(frozen=True)
class Rule:
    """One setting.

    ``kind``: choice, bool, or a whole number (int, minutes, seconds) from ``low`` to ``high``;
    ``choices``: value -> label; ``says``: what it does to whom, by the value as text, ``"*"`` for
    every other one (``{value}`` is the value, ``{other_rule}`` that rule's value); ``needs``:
    (rule, values) without which this one has no effect; ``typical``: a value often seen in
    hospitals where it differs from the default, which changes nothing unasked.
    """

    code: str
    group: str
    kind: str
    default: Value
    label: Text
    says: Mapping[str, Text]
    choices: Mapping[str, Text] = field(default_factory=dict)
    low: int = 0
    high: int = 0
    needs: tuple[str, Sequence[str]] | None = None
    typical: Value | None = None

    def parse(self, given: object) -> Value:
        """Return a value of this rule from what was typed, sent or stored; raises RuleError.

        >>> Rule("x", "order", "int", 2, ("X", "X"), {}, low=1, high=9).parse("7")
        7
        """
        text = as_text(given).strip()
        if self.kind == "choice":
            return self._parse_choice(text)
        if self.kind == "bool":
            return self._parse_bool(text)
        return self._parse_number(text)

    def _parse_choice(self, text: str) -> str:
        if text in self.choices:
            return text
        labels = self.choices.values()
        known = ", ".join(one[0] for one in labels), "、".join(one[1] for one in labels)
        raise RuleError(self.code, _NO_CHOICE, label=self.label, value=text, known=known)

    def _parse_bool(self, text: str) -> bool:
        if text.lower() in (TRUE, "1", FALSE, "0"):
            return text.lower() in (TRUE, "1")
        raise RuleError(self.code, _NO_BOOL, label=self.label, value=text)

    def _parse_number(self, text: str) -> int:
        number = int(text) if text.lstrip("-").isdecimal() and len(text) < 10 else None
        if number is None or not self.low <= number <= self.high:
            limits: dict[str, int] = {"low": self.low, "high": self.high}
            raise RuleError(self.code, _NO_NUMBER, label=self.label, value=text, **limits)
        return number

    def sentence(self, value: Value) -> Text:
        """Return the sentence of a value, still with its placeholders."""
        return self.says.get(as_text(value)) or self.says[ANY]


def as_text(value: object) -> str:
    """Return a value as it is stored: ``true``, ``false``, a number in digits, a choice's name."""
    if isinstance(value, bool):
        return TRUE if value else FALSE
    return str(value)


_NO_CHOICE = (
    "“{label}”: “{value}” is not a choice. Choose one of: {known}.",
    "“{label}”：没有“{value}”这一选项，请选择：{known}。",
)
_NO_BOOL = (
    "“{label}”: “{value}” is neither yes nor no. Choose one of the two.",
    "“{label}”：“{value}”既不是“是”也不是“否”，请选择其一。",
)
_NO_NUMBER = (
    "“{label}”: “{value}” cannot be. Enter a whole number from {low} to {high}.",
    "“{label}”：“{value}”无效，请输入 {low} 到 {high} 之间的整数。",
)
