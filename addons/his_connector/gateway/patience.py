"""Waiting with a limit."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def within(awaitable: Awaitable[T], seconds: float | None) -> T:
    """The result of ``awaitable``; asyncio.TimeoutError when it takes longer than ``seconds``.

    ``asyncio.wait_for`` of Python before 3.12 forgets that it was cancelled when its work is done
    in the same moment: a poller that was told to stop would go on for ever.
    """
    task = asyncio.ensure_future(awaitable)
    try:
        done, _open = await asyncio.wait({task}, timeout=seconds)
    except asyncio.CancelledError:
        await _drop(task)
        raise
    if not done:
        await _drop(task)
        raise asyncio.TimeoutError
    return task.result()


async def _drop(task: "asyncio.Future[T]") -> None:
    """End it; what it still says is nobody's business any more."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
