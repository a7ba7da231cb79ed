"""How a batch is worked: rounds that keep each stream's order, halves that isolate poison."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

T = TypeVar("T")

FIRST_RETRY = timedelta(seconds=1)
LAST_RETRY = timedelta(minutes=5)
MAX_TRIES = 8


def rounds(items: Iterable[T], stream: Callable[[T], Hashable]) -> list[list[T]]:
    """The k-th item of each stream stands in the k-th round: a round may be worked as a set."""
    found: list[list[T]] = []
    seen: dict[Hashable, int] = {}
    for item in items:
        place = seen.get(stream(item), 0)
        seen[stream(item)] = place + 1
        if place == len(found):
            found.append([])
        found[place].append(item)
    return found


def bisect(
    items: Sequence[T],
    work: Callable[[Sequence[T]], None],
    failed: Callable[[T, Exception], None],
    passes: Callable[[Exception], bool],
) -> None:
    """Work all items; on an error halve until the bad one stands alone and give it to ``failed``.

    ``work`` must undo its effects before it raises. An error for which ``passes`` holds (the
    database is gone, a conflict) is no item's fault and goes through.
    """
    if not items:
        return
    try:
        work(items)
    except Exception as error:
        if passes(error):
            raise
        if len(items) == 1:
            failed(items[0], error)
            return
        middle = len(items) // 2
        bisect(items[:middle], work, failed, passes)
        bisect(items[middle:], work, failed, passes)


def retry_delay(tries: int) -> timedelta | None:
    """How long to wait before the next try; None when it is time to give up."""
    if tries >= MAX_TRIES:
        return None
    factor: int = 4 ** max(tries - 1, 0)
    return min(FIRST_RETRY * factor, LAST_RETRY)


def next_batch_size(size: int, took: timedelta, least: int = 40, most: int = 250) -> int:
    """Keep a transaction near 150 ms, so that the desk and the kiosks do not wait for it.

    Not below ``least``: what a batch costs however small it is would be all that it costs.
    """
    seconds = took.total_seconds()
    if seconds > 0.2:
        return max(least, size // 2)
    if seconds < 0.1:
        return min(most, size * 2)
    return size
