"""A SIMULATOR of a line with keypads and signs, for tests and for who has none at hand.

It answers as Modbus keypads do and remembers what signs were told; it is not the hardware.
"""

import threading

import serial

from ..core.protocol import checks, modbus


class Bus:
    """Keypads by their addresses on one port. ``hurt(data)`` may damage what they say."""

    def __init__(self, port, addresses, hurt=None):
        """``port``: pyserial URL of the other end of the line."""
        self.port = serial.serial_for_url(port, baudrate=9600, timeout=0.02)
        self.down = dict.fromkeys(addresses, 0)
        self.signs, self.asked, self.hurt = {}, 0, hurt or (lambda data: data)
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        """Answer from now on."""
        self.thread.start()
        return self

    def stop(self):
        """Fall silent."""
        self.stopped.set()
        self.thread.join(5)
        self.port.close()

    def hold(self, address, key):
        """A finger goes down on a key."""
        self.down[address] |= 1 << (key - 1)

    def release(self, address):
        """All fingers leave a keypad."""
        self.down[address] = 0

    def _run(self):
        held = b""
        while not self.stopped.is_set():
            held = self._frames(held + self.port.read(64))

    def _frames(self, held):
        """Take the questions and sign frames that are whole; returns the rest."""
        while held:
            if len(held) >= 2 and held[0] in self.down and held[1] == modbus.READ_INPUTS:
                if len(held) < 8:
                    return held
                frame, held = held[:8], held[8:]
                if frame == modbus.question(frame[0]):
                    self._answer(frame[0])
                continue
            if len(held) < 4:
                return held
            if checks.sum8(held[:3]) == held[3:4]:
                self.signs[held[0]] = int.from_bytes(held[1:3], "big")
                held = held[4:]
            else:
                held = held[1:]
        return held

    def _answer(self, address):
        self.asked += 1
        body = bytes([address, modbus.READ_INPUTS, 1, self.down[address]])
        self.port.write(self.hurt(body + checks.crc16_modbus(body)))
