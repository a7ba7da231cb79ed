"""Waiting with a limit forgets neither its result nor that it was told to stop."""

import asyncio

import pytest

from his_connector.gateway.patience import within


def run(job):
    return asyncio.run(asyncio.wait_for(job(), 5))


def test_the_result_and_the_error_come_through():
    async def job():
        async def bad():
            raise ValueError("no")

        assert await within(asyncio.sleep(0, "yes"), 1) == "yes"
        with pytest.raises(ValueError, match="no"):
            await within(bad(), 1)

    run(job)


def test_what_takes_too_long_is_ended():
    async def job():
        ended = asyncio.Event()

        async def slow():
            try:
                await asyncio.sleep(60)
            finally:
                ended.set()

        with pytest.raises(asyncio.TimeoutError):
            await within(slow(), 0.01)
        assert ended.is_set()

    run(job)


def test_told_to_stop_while_the_work_is_done_in_the_same_moment_it_stops():
    async def job():
        work = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(within(work, 5))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        work.set_result(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    run(job)
