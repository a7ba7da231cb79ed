"""The life of a device: in stock, installed, in repair, replaced, retired."""

STATES = ("stock", "installed", "repair", "replaced", "retired")
# step: (states it starts from, state it leads to)
STEPS = {
    "install": (frozenset({"stock", "repair"}), "installed"),
    "repair": (frozenset({"stock", "installed"}), "repair"),
    "store": (frozenset({"installed", "repair", "replaced"}), "stock"),
    "replace": (frozenset({"installed", "repair"}), "replaced"),
    "retire": (frozenset({"stock", "installed", "repair", "replaced"}), "retired"),
}
# Only a device at work may show anything; whatever leaves its place loses its token.
AT_WORK = "installed"


def steps_from(state: str) -> list[str]:
    """Return the steps that a device in ``state`` can take; none lead out of ``retired``."""
    return [step for step, (sources, _target) in STEPS.items() if state in sources]


def after(state: str, step: str) -> str | None:
    """Return the state after ``step``, or None if a device in ``state`` cannot take it."""
    sources, target = STEPS[step]
    return target if state in sources else None


def keeps_token(state: str) -> bool:
    """Whether a box in this state may go on showing its page."""
    return state == AT_WORK


def may_be_paired(state: str) -> bool:
    """Whether a code may be confirmed for a device in this state: not for one that is gone."""
    return state not in ("replaced", "retired")
