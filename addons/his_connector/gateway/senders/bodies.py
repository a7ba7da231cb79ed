"""The body of an event in the form a HIS wants: JSON, XML or one line of text, by a template."""

import json
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from ...core.outgoing import fill

TEMPLATE = {"event_id": "$id", "visit_no": "$visit", "event": "$event", "event_time": "$at"}


def write(out: Mapping[str, Any], values: Mapping[str, str]) -> str:
    """``format`` json (a template of names) or xml, fixed, csv (``line``: a template of text)."""
    form = str(out.get("format") or "json")
    line = out.get("line")
    if form == "json" and not line:
        return json.dumps(fill(out.get("template") or TEMPLATE, values), ensure_ascii=False)
    if form == "xml":
        values = {name: escape(text, {'"': "&quot;"}) for name, text in values.items()}
        if not line:
            inner = fill(out.get("template") or TEMPLATE, values)
            root = str(out.get("root") or "Event")
            body = "".join(f"<{name}>{text}</{name}>" for name, text in inner.items())
            return f"<{root}>{body}</{root}>"
    if form == "json":
        values = {name: json.dumps(text, ensure_ascii=False)[1:-1] for name, text in values.items()}
    shown = str(line or "$id|$visit|$event|$at")
    return fill({"line": shown}, values)["line"]
