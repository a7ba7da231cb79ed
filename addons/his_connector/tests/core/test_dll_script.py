"""Call scripts of vendors' libraries: checked before they run, run step by step."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core.dll import pipe
from his_connector.core.dll.run import Runner, StepFailed
from his_connector.core.dll.script import ScriptError, Step, check, expected, parse

INSURANCE = {
    "library": "/opt/vendor/libinsure.so",
    "charset": "gb18030",
    "setup": [
        {"function": "newinterface", "returns": "pointer", "keep": "h", "expect": "!= 0"},
        {
            "function": "init",
            "args": [{"pointer": "$h"}, {"text": "10.0.0.9"}, {"int": 7001}],
            "expect": "== 0",
        },
    ],
    "call": [
        {"function": "start", "args": [{"pointer": "$h"}, {"text": "${function}"}]},
        {
            "function": "put",
            "for_each": "fields",
            "args": [{"pointer": "$h"}, {"int": 1}, {"text": "${item}"}, {"text": "${value}"}],
            "expect": ">= 0",
        },
        {"function": "run", "args": [{"pointer": "$h"}], "expect": ">= 0"},
        {
            "while": {"function": "nextrow", "args": [{"pointer": "$h"}], "expect": "> 0"},
            "do": [
                {
                    "function": "getbyname",
                    "for_each": "wanted",
                    "args": [{"pointer": "$h"}, {"text": "${item}"}, {"out": 256, "as": "${item}"}],
                }
            ],
        },
    ],
    "teardown": [{"function": "destroy", "args": [{"pointer": "$h"}]}],
}


class Insurance:
    """A library of the kind the script is for, in memory: puts, runs, rows by name."""

    def __init__(self, rows, refuses=()):
        self.rows, self.refuses, self.at, self.said = rows, refuses, -1, []

    def call(self, function, arguments, returns):
        self.said.append((function, [value for _kind, value in arguments]))
        if function in self.refuses:
            return -7, []
        if function == "newinterface":
            return 4711, []
        if function == "nextrow":
            self.at += 1
            return int(self.at < len(self.rows)), []
        if function == "getbyname":
            return 0, [self.rows[self.at][arguments[1][1]]]
        return 0, []


def test_a_script_runs_setup_once_and_each_request_in_order():
    library = Insurance([{"fee": "1.50"}, {"fee": "2.00"}])
    runner = Runner(parse(INSURANCE), library.call)
    runner.setup()
    done = runner.request({"function": "S01", "card": "123"}, ["fee"])
    runner.teardown()
    assert done.rows == [{"fee": "1.50"}, {"fee": "2.00"}]
    assert [name for name, _ in library.said] == [
        "newinterface", "init", "start", "put", "put", "run",
        "nextrow", "getbyname", "nextrow", "getbyname", "nextrow", "destroy",
    ]  # fmt: skip
    assert ("put", [4711, 1, "card", "123"]) in library.said


def test_an_answer_that_is_not_expected_stops_the_request_and_names_the_step():
    runner = Runner(parse(INSURANCE), Insurance([], refuses=("run",)).call)
    runner.setup()
    with pytest.raises(StepFailed, match=r"call\[2\]: run answered -7, expected >= 0"):
        runner.request({})


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"library": ""}, "library"),
        ({"convention": "fastcall"}, "convention"),
        ({"charset": "gb99"}, "charset"),
        ({"timeout_ms": 0}, "timeout_ms"),
        ({"memory_mb": "much"}, "memory_mb"),
        ({"call": []}, "call"),
        ({"call": [{"function": "a b"}]}, "call[0].function"),
        ({"call": ["run"]}, "call[0]"),
        ({"call": [{"function": "f", "returns": "string"}]}, "call[0].returns"),
        ({"call": [{"function": "f", "expect": "= 0"}]}, "call[0].expect"),
        ({"call": [{"function": "f", "for_each": "rows"}]}, "call[0].for_each"),
        ({"call": [{"function": "f", "args": [{"str": "x"}]}]}, "call[0].args[0]"),
        ({"call": [{"function": "f", "args": [{"out": 9}]}]}, "call[0].args[0].as"),
        ({"call": [{"function": "f", "args": [{"out": 0, "as": "x"}]}]}, "call[0].args[0].out"),
        ({"call": [{"function": "f", "args": [{"int": "one"}]}]}, "call[0].args[0].int"),
        ({"call": [{"function": "f", "args": [{"pointer": "h"}]}]}, "call[0].args[0].pointer"),
        (
            {"call": [{"while": {"function": "f"}, "do": [{"function": "g"}]}]},
            "call[0].while.expect",
        ),
        ({"call": [{"while": {"function": "f", "expect": "> 0"}}]}, "call[0].do"),
    ],
)
def test_what_cannot_run_is_refused_with_its_place(change, place):
    with pytest.raises(ScriptError) as caught:
        parse({**INSURANCE, **change})
    assert place in [problem.place for problem in caught.value.problems]
    assert all(problem.remedy for problem in caught.value.problems)


def test_the_sample_is_sound():
    assert check(INSURANCE) == []


@given(st.sampled_from(["==", "!=", ">=", "<=", ">", "<"]), st.integers(), st.integers())
def test_expectations_are_what_they_read(sign, wanted, found):
    assert expected(Step("f", expect=(sign, wanted)), found) is eval(f"{found} {sign} {wanted}")


_MESSAGES = st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.none()))


@given(st.lists(_MESSAGES, max_size=5), st.lists(st.integers(1, 40), min_size=1))
def test_any_chunking_of_the_pipe_gives_the_same_messages(messages, sizes):
    stream = b"".join(map(pipe.encode, messages))
    reader, found, at = pipe.Reader(), [], 0
    while at < len(stream):
        size = sizes[at % len(sizes)]
        found += reader.feed(stream[at : at + size])
        at += size
    assert found == json.loads(json.dumps(messages))


def test_a_frame_of_absurd_length_is_refused():
    with pytest.raises(pipe.TooLong):
        pipe.Reader().feed(b"\xff\xff\xff\xff")
    with pytest.raises(pipe.TooLong):
        pipe.encode({"x": "y" * (pipe.LIMIT + 1)})
