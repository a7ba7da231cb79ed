"""The simulated HIS on the line: only an answer to this message counts, a repeat is the same."""

import socket
import threading
from datetime import date, datetime, timedelta, timezone

import pytest

from his_connector.core.mllp import Framer, encode
from his_connector.simulator.app import main, parser, steps
from his_connector.simulator.day import plan_day
from his_connector.simulator.line import REJECTED, Ack, Line, Stopped, read_answer
from his_connector.simulator.player import Player
from his_connector.simulator.steps import Send, play

BODY = b"MSH|^~\\&|SIM\rPID|1\r"


def ack(code, control, text=""):
    return encode(f"MSH|^~\\&|Q\rMSA|{code}|{control}|{text}\r".encode())


class Gateway:
    """Answers each message with the next of ``answers``; None closes the line without one."""

    def __init__(self, *answers):
        self.answers, self.got = list(answers), []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_exc):
        self.answers.clear()
        self.listener.shutdown(socket.SHUT_RDWR)  # ends accept(); close() alone would not
        self.listener.close()

    def _serve(self):
        while self.answers:
            try:
                connection, _peer = self.listener.accept()
            except OSError:
                return
            with connection:
                self._converse(connection)

    def _converse(self, connection):
        framer = Framer()
        while self.answers:
            data = connection.recv(65536)
            if not data:
                return
            for frame in framer.feed(data):
                self.got.append(frame.body)
                answer = self.answers.pop(0)
                if answer is None:
                    return
                connection.sendall(answer)


def line_to(gateway, stop=None, patience=5.0):
    stop = stop or threading.Event()
    return Line(lambda: ("127.0.0.1", gateway.port), stop, patience, pauses=(0.01,))


def test_a_message_without_an_answer_is_sent_again_unchanged():
    with Gateway(None, None, ack("AA", "M1")) as gateway:
        found = line_to(gateway).send("M1", BODY)
    assert (found.code, found.tries) == ("AA", 3)
    assert gateway.got == [BODY] * 3


def test_a_silence_ends_the_connection_and_the_message_is_sent_again():
    with Gateway(b"", ack("AA", "M1")) as gateway:
        assert line_to(gateway, patience=0.2).send("M1", BODY).tries == 2


def test_an_answer_to_another_message_does_not_count():
    with Gateway(ack("AA", "M0"), ack("AE", "M1", "why")) as gateway:
        found = line_to(gateway).send("M1", BODY)
    assert (found.code, found.text, found.tries) == ("AE", "why", 2)


def test_a_rejection_is_tried_again_but_not_for_ever():
    with Gateway(ack("AR", "M1"), ack("AA", "M1")) as gateway:
        assert line_to(gateway).send("M1", BODY).code == "AA"
    with Gateway(*[ack("AR", "M1")] * (REJECTED + 3)) as gateway:
        found = line_to(gateway).send("M1", BODY)
    assert (found.code, found.tries) == ("AR", REJECTED)


def test_the_line_is_opened_anew_when_the_gateway_comes_late():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        closed = probe.getsockname()[1]
    with Gateway(ack("AA", "M1")) as gateway:
        ports = iter([closed, closed, gateway.port])
        line = Line(lambda: ("127.0.0.1", next(ports)), threading.Event(), 5.0, (0.01,))
        assert line.send("M1", BODY).tries == 3


def test_a_stop_ends_the_waiting_for_an_answer():
    stop = threading.Event()
    stop.set()
    with Gateway(ack("AA", "M1")) as gateway, pytest.raises(Stopped):
        line_to(gateway, stop).send("M1", BODY)


@pytest.mark.parametrize("body", [b"hello", b"MSH|^~\\&|Q\r", b"MSH|^~\\&|Q\rMSA|XX|M1\r", b""])
def test_what_is_no_answer_is_not_taken_for_one(body):
    with pytest.raises(ValueError, match=r"."):
        read_answer(body, "M1")


class Paper:
    """A line that answers at once."""

    def __init__(self, code="AA"):
        self.sent, self.code = [], code

    def send(self, control, _body):
        self.sent.append(control)
        return Ack(self.code, "", 2)

    def close(self):
        pass


def test_a_day_is_played_to_its_end_and_counted():
    day = list(play(plan_day(date(2026, 11, 23), 25, 1), "utf-8"))
    line = Paper()
    tally = Player(line, None, threading.Event(), 0).play(day)
    assert line.sent == [step.control for step in day if isinstance(step, Send)]
    assert tally.content
    assert (tally.answers["AA"], tally.again) == (len(line.sent), len(line.sent))
    assert f"{len(line.sent)} AA, 0 AE, 0 AR" in str(tally)


def test_speed_shortens_the_day():
    begin = datetime(2026, 11, 23, tzinfo=timezone.utc)
    later = [Send(begin + timedelta(hours=hour), str(hour), "A04", b"") for hour in (0, 1, 2)]
    stop = threading.Event()
    assert Player(Paper(), None, stop, 72_000.0).play(later).answers["AA"] == 3
    waiting = Player(Paper("AE"), None, stop, 1.0)
    threading.Timer(0.2, stop.set).start()
    tally = waiting.play(later)
    assert (tally.answers["AE"], tally.content) == (1, False)


def test_the_arguments_of_the_house_are_taken():
    options = parser().parse_args(["-c", "odoo.conf", "-d", "jiaohao", "--port", "2575"])
    assert (options.port, options.day) == (2575, None)
    first = next(steps(options, datetime(2026, 11, 23, tzinfo=timezone.utc)))
    assert first.at == datetime(2026, 11, 23, tzinfo=timezone.utc)


@pytest.mark.parametrize("wrong", [["--speed", "-1"], ["--patients", "0"], ["--day", "soon"]])
def test_an_option_that_makes_no_sense_is_refused(wrong, capsys):
    with pytest.raises(SystemExit):
        main(wrong)
    assert wrong[0] in capsys.readouterr().err
