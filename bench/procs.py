"""Worker processes that start together, and clients of the database."""

import multiprocessing
import os
import time

import psycopg2

_CONTEXT = multiprocessing.get_context("spawn")
PATIENCE = 300


def connect(autocommit=False):
    """A connection as the PG* variables of the stage say."""
    connection = psycopg2.connect(dbname=os.environ["PGDATABASE"])
    connection.autocommit = autocommit
    return connection


def execute(statements):
    connection = connect(autocommit=True)
    with connection.cursor() as cursor:
        cursor.execute(statements)
        rows = cursor.fetchall() if cursor.description else None
    connection.close()
    return rows


def together(target, arguments):
    """Run ``target(gate, *args)`` in a process for each of ``arguments``; their results, in order.

    Each calls ``gate()`` when it is ready and goes on when all are. Raises what a worker raised.
    """
    barrier, answers = _CONTEXT.Barrier(len(arguments) + 1), _CONTEXT.Queue()
    workers = [
        _CONTEXT.Process(target=_run, args=(target, barrier, answers, index, args), daemon=True)
        for index, args in enumerate(arguments)
    ]
    for worker in workers:
        worker.start()
    try:
        barrier.wait(PATIENCE)
        found = dict(answers.get(timeout=PATIENCE) for _ in workers)
    finally:
        for worker in workers:
            worker.join(5)
            worker.kill()
    failed = [value for value in found.values() if isinstance(value, Exception)]
    if failed:
        raise failed[0]
    return [found[index] for index in range(len(workers))]


def _run(target, barrier, answers, index, args):
    try:
        answers.put((index, target(lambda: barrier.wait(PATIENCE), *args)))
    except Exception as error:  # noqa: BLE001 - handed to the parent, who raises it
        barrier.abort()
        answers.put((index, RuntimeError(f"{type(error).__name__}: {error}")))


def rate(spans):
    """Things per second of workers that report (count, begin, end) by the monotonic clock."""
    total = sum(count for count, _begin, _end in spans)
    return total / (max(end for *_, end in spans) - min(begin for _, begin, _ in spans))


def clock():
    """Seconds, the same in every process of this machine."""
    return time.monotonic()
