"""Draws a page from content that is plain data: what was frozen can be drawn again at any time.

Content is ``{"title", "footer", "parts": [[verb, argument, …], …]}``; the verbs are the methods of
``Paper``: heading, text, facts, table, signatures, page. Pictures come as base64.
"""

import base64
import hashlib

from odoo.addons.device_registry.report.paper import Paper

VERBS = ("heading", "text", "facts", "table", "page")


def draw(content):
    """Return the PDF of frozen content. Raises NoFont, KeyError for content of another form."""
    paper = Paper(content["title"], content["footer"])
    for verb, *arguments in content["parts"]:
        if verb == "signatures":
            paper.signatures([_party(*one) for one in arguments[0]])
        elif verb == "pictures":
            paper.pictures([(base64.b64decode(data), words) for data, words in arguments[0]])
        elif verb in VERBS:
            getattr(paper, verb)(*arguments)
        else:
            raise KeyError(verb)
    return paper.bytes()


def digest(data):
    """Return the SHA-256 of a file, as printed beside it."""
    return hashlib.sha256(data).hexdigest()


def _party(role, name, when, picture):
    return role, name, when, base64.b64decode(picture) if picture else None
