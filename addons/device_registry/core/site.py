"""The tree of places: a campus holds buildings, these hold floors, these rooms and windows."""

KINDS = ("campus", "building", "floor", "room", "window")


def fits(parent: str | None, child: str) -> bool:
    """Whether a place of kind ``child`` may lie in one of kind ``parent`` (None: at the top).

    Levels may be left out (a room straight in a building), but nothing holds its own kind or
    something larger. A window may lie in a room.
    """
    return parent is None or KINDS.index(parent) < KINDS.index(child)
