"""The child process with a real C library that we did not write: the system's own libc."""

import asyncio
import ctypes.util

import pytest

from his_connector.gateway.dll.worker import DllError, DllWorker

LIBC = ctypes.util.find_library("c")
FILE = {
    "library": LIBC,
    "charset": "gb18030",
    "timeout_ms": 20_000,
    "setup": [{"function": "tmpfile", "returns": "pointer", "keep": "file", "expect": "!= 0"}],
    "call": [
        {"function": "rewind", "args": [{"pointer": "$file"}], "returns": "none"},
        {
            "function": "fputs",
            "for_each": "fields",
            "args": [{"text": "${item}=${value}\n"}, {"pointer": "$file"}],
            "expect": ">= 0",
        },
        {"function": "rewind", "args": [{"pointer": "$file"}], "returns": "none"},
        {
            "while": {
                "function": "fgets",
                "args": [{"out": 200, "as": "line"}, {"int": 200}, {"pointer": "$file"}],
                "returns": "pointer",
                "expect": "!= 0",
            },
            "do": [
                {
                    "function": "ftell",
                    "args": [{"pointer": "$file"}],
                    "returns": "long",
                    "keep": "at",
                }
            ],
        },
    ],
    "teardown": [{"function": "fclose", "args": [{"pointer": "$file"}]}],
}


def script(*steps, **more):
    return {"library": LIBC, "timeout_ms": 20_000, "call": list(steps), **more}


def run(document, act):
    async def whole():
        worker = DllWorker(document)
        try:
            await worker.start()
            return await act(worker)
        finally:
            await worker.stop()

    return asyncio.run(whole())


def test_a_handle_lives_from_setup_through_all_requests_and_rows_come_back():
    async def act(worker):
        first = await worker.call({"姓名": "张小明", "卡号": "0123"})
        second = await worker.call({"姓名": "欧阳娜娜", "卡号": "99999"})
        return first, second

    first, second = run(FILE, act)
    assert [row["at"] for row in first["rows"]] == [12, 22]  # GB18030: two bytes a character
    assert [row["at"] for row in second["rows"]][0] == 14


def test_text_goes_in_and_out_in_the_library_s_charset():
    step = {
        "function": "snprintf",
        "args": [{"out": 80, "as": "said"}, {"long": 80}, {"text": "%s"}, {"text": "${name}"}],
        "keep": "bytes",
    }

    async def act(worker):
        return await worker.call({"name": "尉迟𬭎"})

    assert run(script(step, charset="gb18030"), act)["values"] == {"said": "尉迟𬭎", "bytes": 8}


@pytest.mark.parametrize("deadly", ["abort", "pause"])
def test_a_crash_or_a_hang_fails_one_request_and_the_next_one_works(deadly):
    steps = [
        {"function": "labs", "args": [{"long": "${number}"}], "returns": "long", "keep": "n"},
        {"function": deadly, "for_each": "wanted", "returns": "none"},
    ]

    async def act(worker):
        before = await worker.call({"number": "-1"})
        with pytest.raises(DllError) as caught:
            await worker.call({"number": "-2"}, ["die"])
        after = await worker.call({"number": "-3"})
        return before["values"]["n"], caught.value, after["values"]["n"], worker.crashes

    document = script(*steps, timeout_ms=3000)
    before, error, after, crashes = run(document, act)
    assert (before, after, crashes) == (1, 3, 1)
    assert error.effect == "unknown"
    assert ("signal 6" if deadly == "abort" else "3000 ms") in str(error)


def test_an_unexpected_answer_has_no_unknown_effect_and_costs_no_child():
    step = {"function": "abs", "args": [{"int": "${number}"}], "expect": "== 5"}

    async def act(worker):
        with pytest.raises(DllError, match="abs answered 7") as caught:
            await worker.call({"number": "-7"})
        return caught.value.effect, worker.crashes, await worker.call({"number": "-5"})

    assert run(script(step), act)[:2] == ("none", 0)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"library": "/nowhere/libinsure.so", "call": [{"function": "run"}]}, "OSError"),
        (script({"function": "run"}, setup=[{"function": "no_such_entry"}]), "no_such_entry"),
        (script({"function": "abs"}, setup=[{"function": "abort", "returns": "none"}]), "signal 6"),
    ],
)
def test_a_library_that_cannot_be_set_up_says_why(document, said):
    async def act(worker):
        raise AssertionError("started")

    with pytest.raises(DllError, match=said):
        run(document, act)


def test_what_the_library_prints_does_not_disturb_the_answers():
    step = {"function": "puts", "args": [{"text": "noise"}], "expect": ">= 0"}
    flush = {"function": "fflush", "args": [{"pointer": 0}]}

    async def act(worker):
        return [await worker.call({}) for _ in range(3)]

    assert len(run(script(step, flush), act)) == 3


def test_a_child_has_a_ceiling_of_memory():
    step = {
        "function": "malloc",
        "args": [{"long": "${bytes}"}],
        "returns": "pointer",
        "expect": "!= 0",
    }

    async def act(worker):
        await worker.call({"bytes": "1000000"})
        with pytest.raises(DllError, match="malloc answered"):
            await worker.call({"bytes": str(2 << 30)})

    run(script(step, memory_mb=1024), act)


def test_requests_that_come_together_are_answered_each_with_its_own():
    step = {"function": "labs", "args": [{"long": "${number}"}], "returns": "long", "keep": "n"}

    async def act(worker):
        calls = [worker.call({"number": str(-n)}) for n in range(50)]
        return [answer["values"]["n"] for answer in await asyncio.gather(*calls)]

    assert run(script(step), act) == list(range(50))
