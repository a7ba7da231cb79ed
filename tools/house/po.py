"""Reads gettext catalogues as far as we need: which terms have which translation."""

import ast


def entries(text):
    """(msgid, msgstr, references) of each entry but the header; obsolete ones are left out."""
    for block in text.replace("\r\n", "\n").split("\n\n"):
        fields = _fields(block)
        if fields.get("msgid"):
            yield fields["msgid"], fields.get("msgstr", ""), fields["references"]


def _fields(block):
    fields, last = {"references": []}, None
    for line in block.splitlines():
        if line.startswith("#:"):
            fields["references"] += line[2:].split()
        elif line.startswith("#, fuzzy"):
            fields["msgstr"] = ""
        elif line.startswith('"') and last:
            fields[last] += ast.literal_eval(line)
        elif line.startswith(("msgid ", "msgstr ")):
            last, value = line.split(" ", 1)
            fields[last] = ast.literal_eval(value)
    return fields
