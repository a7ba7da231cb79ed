"""The gateway as a HIS meets it: odd messages, true answers, and the patients in their queues."""

import subprocess
import sys

import hl7
import pytest
from hl7.client import MLLPClient
from line import END, NAME, START, Line, adt, unique, wait_for


def framed(text, charset="utf-8"):
    return START + text.encode(charset) + END


def as_bytes(stream):
    return [stream[place : place + 1] for place in range(len(stream))]


def batch(*texts):
    return "FHS|^~\\&|HIS\rBHS|^~\\&|HIS\r" + "".join(texts) + f"BTS|{len(texts)}\rFTS|1\r"


def long_segment(control, size):
    return adt(control, more=[f"OBX|1|ED|||{'A' * size}"])


Z_AND_MORE = ["ZYB|甲类^a\\T\\b~乙类|\\F\\|", "AL1|1||^青霉素~^头孢"]

# case → (chunks for the control ids a and b, the answers due)
MATRIX = {
    "normal": (lambda a, b: [framed(adt(a))], [("AA", "a")]),
    "byte at a time": (lambda a, b: as_bytes(framed(adt(a))), [("AA", "a")]),
    "no CR after the last segment": (lambda a, b: [framed(adt(a)[:-1])], [("AA", "a")]),
    "Z segment, repeats, escapes": (
        lambda a, b: [framed(adt(a, more=Z_AND_MORE))],
        [("AA", "a")],
    ),
    "LF for CR": (lambda a, b: [framed(adt(a).replace("\r", "\n"))], [("AA", "a")]),
    "CRLF for CR": (lambda a, b: [framed(adt(a).replace("\r", "\r\n"))], [("AA", "a")]),
    "72 KB segment": (lambda a, b: [framed(long_segment(a, 72_000))], [("AA", "a")]),
    "5 MB segment": (lambda a, b: [framed(long_segment(a, 5_000_000))], [("AA", "a")]),
    "GBK without MSH-18": (lambda a, b: [framed(adt(a), "gbk")], [("AA", "a")]),
    "two messages in one packet": (
        lambda a, b: [framed(adt(a)) + framed(adt(b))],
        [("AA", "a"), ("AA", "b")],
    ),
    "NULs between messages": (
        lambda a, b: [framed(adt(a)) + b"\x00\x00\x00" + framed(adt(b))],
        [("AA", "a"), ("AA", "b")],
    ),
    "FS without CR": (lambda a, b: [framed(adt(a))[:-1]], [("AA", "a")]),
    "leading CRLF": (lambda a, b: [b"\r\n" + framed("\r\n" + adt(a))], [("AA", "a")]),
    "batch FHS/BHS": (
        lambda a, b: [framed(batch(adt(a), adt(b)))],
        [("AA", "a"), ("AA", "b")],
    ),
    "UTF-8 byte-order mark": (lambda a, b: [framed("\ufeff" + adt(a))], [("AA", "a")]),
    "garbage": (lambda a, b: [b"hello world"], [("AR", "")]),
    "no MSH-10": (lambda a, b: [framed(adt(a).replace(f"|{a}|P|", "||P|"))], [("AE", "")]),
}


def inbox(suite, control):
    """(state, ack, cause) of each row of a control id."""
    query = "SELECT state, ack, cause FROM his_inbox WHERE control_id = %s ORDER BY id"
    return suite.sql(query, control)


def patient(suite, control):
    """(name, number, queue's code, state) of the entry of a message's visit."""
    return suite.sql(
        "SELECT p.name, e.number, q.code, e.state FROM queue_entry e"
        " JOIN queue_visit v ON v.id = e.visit_id JOIN queue_patient p ON p.id = e.patient_id"
        " JOIN queue_queue q ON q.id = e.queue_id WHERE v.visit_ref = %s",
        f"V{control}",
    )


@pytest.mark.parametrize("case", MATRIX)
def test_an_odd_message_gets_a_true_answer_within_a_second(suite, case):
    chunks, due = MATRIX[case]
    names = {"a": unique(), "b": unique(), "": ""}
    with Line(suite.mllp) as line:
        line.send(*chunks(names["a"], names["b"]))
        replies = line.replies(len(due))
        assert [(r.code, r.control) for r in replies] == [(c, names[n]) for c, n in due]
        assert max(reply.seconds for reply in replies) < 1.0
        assert line.tell(adt(unique())).code == "AA"  # later messages are unharmed
    for code, name in due:
        if code == "AA":
            found = wait_for(lambda name=name: patient(suite, names[name]))
            assert found[0][0] == NAME


@pytest.mark.parametrize(
    ("message", "code", "cause"),
    [
        (lambda c: adt(c, dept="0999"), "AE", "department_unmapped"),
        (lambda c: adt(c, event="A99"), "AR", "unsupported_event"),
        (lambda c: adt(c).replace("ADT^A04", "ORU^R01"), "AR", "unsupported_type"),
        (lambda c: adt(c).replace(f"P{c}^^^H^MR", ""), "AE", "missing_field"),
        (lambda c: adt(c).encode() + b"NTE|\xff\xff\r", "AE", "undecodable"),
    ],
)
def test_what_is_refused_is_kept_with_its_cause(suite, message, code, cause):
    control = unique()
    with Line(suite.mllp) as line:
        reply = line.tell(message(control))
    assert (reply.code, reply.control) == (code, control)
    assert reply.text
    if cause == "undecodable":
        row = suite.sql("SELECT state, ack, cause FROM his_inbox WHERE cause = %s", cause)[-1:]
    else:
        row = inbox(suite, control)
    assert row == [("failed", code, cause)]


def test_garbage_and_messages_without_a_number_are_kept_too(suite):
    mark = unique()
    with Line(suite.mllp) as line:
        line.send(f"hello {mark}".encode())
        assert line.replies(1)[0].code == "AR"
    assert suite.sql(
        "SELECT state, cause FROM his_inbox WHERE position(%s::bytea IN body) > 0", mark.encode()
    ) == [("failed", "no_framing")]


def test_a_lie_about_the_charset_does_not_spoil_the_name(suite):
    for said, charset in (("8859/1", "gbk"), ("GBK", "utf-8"), ("UNICODE UTF-8", "gb18030")):
        control = unique()
        with Line(suite.mllp) as line:
            reply = line.tell(adt(control, charset=said).encode(charset))
        assert reply.code == "AA"
        found = wait_for(lambda control=control: patient(suite, control))
        assert found[0][0] == NAME


def test_a_duplicate_is_accepted_again_without_a_second_effect(suite):
    control = unique()
    text = adt(control)
    with Line(suite.mllp) as line:
        assert [line.tell(text).code for _ in range(3)] == ["AA", "AA", "AA"]
    wait_for(lambda: patient(suite, control))
    assert len(inbox(suite, control)) == 1
    assert len(patient(suite, control)) == 1


def test_an_older_message_does_not_overwrite_a_newer_one(suite):
    control, late = unique(), unique()
    with Line(suite.mllp) as line:
        assert line.tell(adt(control)).code == "AA"
        older = adt(late, "A11", mrn=f"P{control}", visit=f"V{control}", at="20260101000000")
        assert line.tell(older).code == "AA"
    wait_for(lambda: inbox(suite, late)[0][0] == "ignored")
    assert patient(suite, control)[0][3] == "registered"
    assert inbox(suite, late) == [("ignored", "AA", "stale")]


def test_a_kept_message_is_applied_once_its_code_is_mapped(suite):
    control, code = unique(), unique("D")
    with Line(suite.mllp) as line:
        assert line.tell(adt(control, dept=code)).code == "AE"
        clerk = suite.login("hospital_it")
        unmapped = clerk.call("his.unmapped", "search_read", [["code", "=", code]], ["name"])
        assert unmapped[0]["name"] == "心内科"
        (interface,) = clerk.call("his.interface", "search", [["active", "=", True]], limit=1)
        (queue,) = clerk.call("queue.queue", "search", [["code", "=", "0302G"]])
        line_values = {
            "interface_id": interface, "kind": "department", "code": code, "queue_id": queue,
        }  # fmt: skip
        clerk.call("his.code.map", "create", [line_values])
        found = wait_for(lambda: patient(suite, control))
        assert found[0][2] == "0302G"
        second = unique()
        wait_for(lambda: line.tell(adt(second, dept=code)).code == "AA", 5)


def test_an_experts_patient_stands_in_the_experts_queue(suite):
    control = unique()
    with Line(suite.mllp) as line:
        assert line.tell(adt(control, doctor="1001^李建国")).code == "AA"
    assert wait_for(lambda: patient(suite, control))[0][2] == "0301E-1001"


def test_python_hl7_client_is_served(suite):
    control = unique()
    with MLLPClient(*suite.mllp) as client:
        answer = client.send_message(hl7.parse(adt(control)))
    ack = hl7.parse(answer.strip(START + END).decode())
    assert (str(ack.segment("MSA")(1)), str(ack.segment("MSA")(2))) == ("AA", control)


def test_the_command_mllp_send_of_python_hl7_is_served(suite, tmp_path):
    control = unique()
    path = tmp_path / "message.hl7"
    path.write_bytes(framed(adt(control)))
    host, port = suite.mllp
    code = "import sys; from hl7.client import mllp_send; sys.exit(mllp_send())"
    done = subprocess.run(
        [sys.executable, "-c", code, "--file", str(path), "--port", str(port), host],
        capture_output=True,
        timeout=20,
        check=True,
    )
    assert b"MSA|AA" in done.stdout
    assert wait_for(lambda: patient(suite, control))
