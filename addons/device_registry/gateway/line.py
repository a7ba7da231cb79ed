"""A serial line with its keypads and signs: asked one after the other, or listened to."""

import contextlib
import time

import serial

from ..core.protocol import frames, modbus, sign

ANSWER_S = 0.05  # a keypad answers within some milliseconds; 32 of them want one second
SHOWN_ANEW_S = 5.0  # a sign that was switched off in between shows its number again


class Line:
    """``settings``: port (any pyserial URL), baud, mode ``asked`` or a form of ``frames.FORMS``."""

    def __init__(self, settings, press, clock=time.monotonic):
        """``press(address, key)`` is called for each key that goes down."""
        self.settings, self.press, self.clock = settings, press, clock
        self.port, self.keys, self.shown = None, {}, {}
        self.lost = self.bad = 0
        form = settings.get("mode", "asked")
        self.form = None if form == "asked" else _form(form)
        self.reader = frames.Reader(self.form) if self.form else None
        self.once = frames.Once()

    def open(self):
        """Open the port; modem lines are left alone where a port has none."""
        self.port = serial.serial_for_url(
            self.settings["port"],
            baudrate=self.settings.get("baud", 9600),
            timeout=ANSWER_S,
            do_not_open=True,
        )
        self.port.open()
        with contextlib.suppress(OSError, serial.SerialException):  # a pty has none
            self.port.rts = False

    def close(self):
        """Leave the port."""
        if self.port:
            self.port.close()
            self.port = None

    def turn(self, pads):
        """One round: hear every keypad, show what is to be shown. Raises OSError for a dead port.

        ``pads``: as the server tells them, see ``queue_call``.
        """
        if not self.port:
            self.open()
        if self.reader:
            self._listen()
        else:
            for pad in pads:
                self._ask(pad["address"])
        for pad in pads:
            if pad.get("sign"):
                self._show(pad["sign"], sign.digits(pad.get("number") or ""))

    def _ask(self, address):
        self.port.reset_input_buffer()
        self.port.write(modbus.question(address))
        data = self.port.read(modbus.ANSWER_LENGTH)
        bits = modbus.answer(data, address)
        if bits is None and data:  # something came before the answer: take what is left, too
            data += self.port.read(modbus.ANSWER_LENGTH)
            bits = modbus.answer(data, address)
        self.lost += bits is None
        keys = self.keys.setdefault(address, modbus.Keys())
        for key in keys.told(bits, self.clock()):
            self.press(address, key)

    def _listen(self):
        data = self.port.read(max(1, self.port.in_waiting))
        for told in self.reader.feed(data):
            if self.once.counts(told, self.clock()):
                self.press(*told)
        self.bad = self.reader.bad

    def _show(self, address, number):
        now = self.clock()
        what, at = self.shown.get(address, (-1, 0.0))
        if what != number or now - at > SHOWN_ANEW_S:
            self.port.write(sign.show(address, number))
            self.shown[address] = (number, now)


def _form(told):
    """A form by its name, or described: {length, address_at, key_at, start, end, check}."""
    if isinstance(told, str):
        return frames.FORMS[told]
    marks = {name: bytes.fromhex(told.get(name, "")) for name in ("start", "end")}
    return frames.Form(**{**told, **marks})
