"""What a sender without HL7 is told: by a template of the interface, or in the form it sent.

A template may name ``$code`` (settings ``ok_code`` / ``bad_code``), ``$ack`` (AA, AE, AR),
``$cause``, ``$text`` and ``$count``; values are escaped for the form.
"""

import json
import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape as escape_xml

from .hl7 import Answer

_NAME = re.compile(r"\$([a-z_]+)")
_WORST = {"AA": 0, "AE": 1, "AR": 2}
DEFAULTS = {
    "xml": "<Response><Body><ResultCode>$code</ResultCode><ResultContent>$text</ResultContent>"
    "</Body></Response>",
    "json": '{"code": "$code", "ack": "$ack", "message": "$text", "count": $count}',
    "csv": "$code|$text",
    "fixed": "$code $text",
}


def worst(answers: Sequence[Answer]) -> Answer:
    """The answer that a whole body gets: accepted only if all of it was."""
    return max(answers, key=lambda one: _WORST.get(one.code, 2))


def write(answers: Sequence[Answer], form: str, settings: Mapping[str, object]) -> str:
    """The text to send back."""
    said = worst(answers)
    good = said.code == "AA"
    template = str(settings.get("reply") or DEFAULTS.get(form, DEFAULTS["csv"]))
    values = {
        "code": str(settings.get("ok_code", "0") if good else settings.get("bad_code", "1")),
        "ack": said.code,
        "cause": said.hl7_code,
        "text": said.user_text or said.text or "OK",
        "count": str(len(answers)),
    }
    quote = {"xml": _xml, "json": _json}.get(form, _plain)
    return _NAME.sub(lambda found: quote(values.get(found[1], "")), template)


def _xml(text: str) -> str:
    return escape_xml(text, {'"': "&quot;"})


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _plain(text: str) -> str:
    return re.sub(r"[|\r\n]", " ", text)
