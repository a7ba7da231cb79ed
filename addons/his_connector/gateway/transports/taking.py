"""Items into the store and what to tell their sender: the same for every network transport."""

import logging
from typing import Any

from ...core.causes import sentence
from ...core.hl7 import Answer
from ...core.intake import Item, refuse
from ..store import NotStored

_logger = logging.getLogger("his_gateway.net")


async def keep(store: Any, items: list[Item], interface: Any, peer: str) -> list[Answer]:
    """Store, commit, then the answers: one per item, never good for what is not kept."""
    try:
        outcomes = await store.put(items, interface.profile, peer)
    except NotStored:
        return [refuse(item, "database_down") for item in items]
    return [_said(item, outcome, interface) for item, outcome in zip(items, outcomes, strict=True)]


def _said(item: Item, outcome: Any, interface: Any) -> Answer:
    if not item.accepted:
        reason = sentence(item.cause, item.detail, "en_US")
        _logger.info("interface %s: %s: %s", interface.name, item.answer.code, reason)
        return item.answer
    if not outcome.fresh and outcome.body_hash not in (None, item.body_hash):
        return refuse(item, "control_id_reused", item.facts().control_id)
    return item.answer
