"""Where a device stands on the picture of its floor: parts of the picture's width and height."""


def inside(x: float, y: float) -> tuple[float, float]:
    """Return the nearest point that lies on the picture, to a thousandth."""
    return _part(x), _part(y)


def _part(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 3) if value == value else 0.5  # NaN: the middle
