"""How often something may be tried: pure, with the time as an argument, of bounded size."""

from __future__ import annotations

from collections import OrderedDict


class Throttle:
    """At most ``limit`` tries of a key in any fixed window of ``window`` seconds.

    It remembers ``keys`` keys at most and forgets the oldest first: whoever floods it with new
    keys gains nothing, because every key starts with a count of its own.
    """

    def __init__(self, limit: int, window: float, keys: int = 10_000) -> None:
        """Keep the limits; nothing was tried yet."""
        self.limit, self.window, self.keys = limit, window, keys
        self._tries: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def hit(self, key: str, now: float) -> bool:
        """Count a try; return whether it is within the limit."""
        since, count = self._tries.pop(key, (now, 0))
        if not since <= now < since + self.window:
            since, count = now, 0
        self._tries[key] = since, count + 1
        while len(self._tries) > self.keys:
            self._tries.popitem(last=False)
        return count < self.limit

    def allows(self, key: str, now: float) -> bool:
        """Return whether one more try would be within the limit; counts nothing."""
        since, count = self._tries.get(key, (now, 0))
        return not since <= now < since + self.window or count < self.limit

    def forget(self, key: str) -> None:
        """Begin anew with a key."""
        self._tries.pop(key, None)
