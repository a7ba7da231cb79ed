"""Messages for screens are read once a zone, not once a socket.

Odoo lets every socket read its session, borrow a connection and search ``bus_bus`` for itself:
one to two milliseconds of a core per screen and message. Here the sockets of one zone share a
*feed*: the first that is woken reads what is new, as the JSON text it is stored as, and all send
these bytes.

Odoo has no seam for this, so some methods of its ``Websocket`` are replaced for sockets that follow
a feed; all others go Odoo's own way. A message may come twice (screens know by its sequence), none
is left out: what is read for a feed is read after whoever asked had been told of it.
"""

import contextlib
import threading
import time

from odoo.addons.bus.websocket import (
    CloseCode,
    ConnectionState,
    Frame,
    Opcode,
    Websocket,
    acquire_cursor,
)

HELD_S = 10  # a lower id may still be committed by another transaction for so long, as in Odoo
MARGIN = 1000  # ids below the highest one that a new feed looks at for the same reason
KEPT = 256  # messages kept for sockets that lag behind
SEND = 9  # a control command of our own, after Odoo's
_NEW = """
    SELECT id, message FROM bus_bus
     WHERE channel = %s AND id > %s AND NOT (id = ANY(%s)) ORDER BY id
"""


class Feed:
    """What was sent on one channel lately, in the order in which it was seen."""

    def __init__(self, db, channel):
        """``channel``: as ``bus_bus`` stores it."""
        self.db, self.channel, self.low = db, channel, None
        self.lock = threading.Lock()
        self.asked, self.answered = 0, 0  # how often something was told, and read up to which
        self.first, self.notes = 0, []  # number of the first note kept; JSON texts
        self.seen = {}  # ids read already, above ``low``
        self.tops = []  # [(when, highest id of the whole table)]

    @property
    def end(self):
        """The number after the last note."""
        return self.first + len(self.notes)

    def ask(self):
        """Something is new: whoever holds this ticket is not served from memory alone."""
        self.asked += 1
        return self.asked

    def refresh(self, ticket):
        """Read, unless somebody has done so since the ticket was given."""
        if self.answered >= ticket:
            return
        with self.lock:
            if self.answered < ticket:
                upto = self.asked
                self.read()
                self.answered = upto

    def read(self):
        """Add what is new in the table."""
        with acquire_cursor(self.db) as cr:
            cr.execute("SELECT COALESCE(max(id), 0) FROM bus_bus")
            top = cr.fetchone()[0]
            low = max(0, top - MARGIN) if self.low is None else self.low
            cr.execute(_NEW, (self.channel, low, list(self.seen)))
            self.keep(cr.fetchall(), low, top, time.monotonic())

    def keep(self, rows, low, top, now):
        """Take rows read above ``low``; ids up to ``top`` of ten seconds ago are settled."""
        self.notes += [note(*row) for row in rows]
        self.seen.update(dict.fromkeys((number for number, _text in rows), True))
        self.low = low
        self.tops.append((now, top))
        while now - self.tops[0][0] > HELD_S:
            self.low = max(self.low, self.tops.pop(0)[1])
        self.seen = {number: True for number in self.seen if number > self.low}
        spare = max(0, len(self.notes) - KEPT)
        del self.notes[:spare]
        self.first += spare

    def since(self, place):
        """Return the notes from a place on, or None when they are not kept any more."""
        return None if place < self.first else self.notes[place - self.first :]


def note(number, text):
    """Return one message as Odoo sends it, as bytes; ``text`` is JSON already."""
    return f'{{"id":{number},"message":{text}}}'.encode()


class Feeds:
    """The feeds of this process, and who follows them."""

    def __init__(self):
        self.lock = threading.Lock()
        self.feeds, self.sockets = {}, {}

    def follow(self, socket, channel):
        """Let a socket follow a channel from now on."""
        with self.lock:
            key = (socket._db, channel)
            feed = self.feeds.setdefault(key, Feed(*key))
            if getattr(socket, "_queue_feed", None) is not feed:
                socket._queue_feed, socket._queue_place = feed, None
        self.sockets[id(socket)] = socket

    def leave(self, socket):
        """Forget a socket that has closed, and the feed that nobody follows any more."""
        self.sockets.pop(id(socket), None)
        feed = getattr(socket, "_queue_feed", None)
        with self.lock:
            others = (getattr(one, "_queue_feed", None) for one in list(self.sockets.values()))
            if feed and feed not in others:
                self.feeds.pop((feed.db, feed.channel), None)


feeds = Feeds()
_trigger = Websocket.trigger_notification_dispatching
_dispatch = Websocket._dispatch_bus_notifications
_command = Websocket._process_control_command
_terminate = Websocket._terminate


def trigger(self):
    """Note that there is something to read before the socket is woken."""
    feed = getattr(self, "_queue_feed", None)
    if feed:
        self._queue_ticket = feed.ask()
    _trigger(self)


def dispatch(self):
    """Send what is new: of the feed, or as Odoo does."""
    feed = getattr(self, "_queue_feed", None)
    if not feed:
        _dispatch(self)
        return
    self._waiting_for_dispatch = False
    feed.refresh(self._queue_ticket)
    place, self._queue_place = self._queue_place, feed.end
    notes = _missed(self, feed) if place is None else feed.since(place)
    if notes is None:  # it slept for hundreds of messages: the page asks for everything afresh
        self._disconnect(CloseCode.TRY_LATER)
    elif notes:
        send(self, notes)


def _missed(socket, feed):
    """Return what was sent since the id that the page named, before the feed's present end."""
    if not socket._last_notif_sent_id:
        return []  # the page knows nothing and asks for everything
    with acquire_cursor(socket._db) as cr:
        cr.execute(_NEW, (feed.channel, socket._last_notif_sent_id, []))
        return [note(*row) for row in cr.fetchall()]


def command(self, number, data):
    """Odoo's commands, and one that sends a note made for many sockets."""
    if number != SEND:
        _command(self, number, data)
        return
    self._queue_told = False
    if self.state is ConnectionState.OPEN:
        send(self, [data])


def send(socket, notes):
    """Send notes as one text frame, without encoding them again."""
    socket._send_frame(Frame(Opcode.TEXT, b"[" + b",".join(notes) + b"]"))


def tell(socket, told):
    """Have a socket send a note in its own thread; dropped while the last one waits there."""
    if socket.state is ConnectionState.OPEN and not getattr(socket, "_queue_told", False):
        socket._queue_told = True
        with contextlib.suppress(OSError):  # it closed in this moment
            socket._send_control_command(SEND, told)


def terminate(self):
    feeds.leave(self)
    _terminate(self)


Websocket.trigger_notification_dispatching = trigger
Websocket._dispatch_bus_notifications = dispatch
Websocket._process_control_command = command
Websocket._terminate = terminate
