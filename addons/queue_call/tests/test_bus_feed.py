"""A zone's feed: every message once, in the order in which it was committed, none left out."""

import random
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..models import bus_feed
from ..models.bus_feed import HELD_S, KEPT, Feed


class Table:
    """``bus_bus`` as transactions leave it: ids are given first, rows appear at the commit."""

    def __init__(self):
        self.rows, self.top, self.found, self.reads = {}, 0, [], 0

    def id(self):
        self.top += 1
        return self.top

    def execute(self, query, params=()):
        if "max(id)" in query:
            self.found = [(max(self.rows, default=0),)]
        else:
            self.reads += 1
            _channel, low, seen = params
            self.found = sorted((n, f'"{n}"') for n in self.rows if n > low and n not in seen)

    def fetchone(self):
        return self.found[0]

    def fetchall(self):
        return self.found


@tagged("post_install", "-at_install")
class TestFeed(BaseCase):
    def setUp(self):
        super().setUp()
        self.table, self.now = Table(), 100.0
        self.feed = Feed("db", "channel")

        @contextmanager
        def cursor(_db):
            yield self.table

        self.startPatcher(patch.object(bus_feed, "acquire_cursor", cursor))
        self.startPatcher(patch.object(bus_feed.time, "monotonic", lambda: self.now))

    def commit(self, number):
        self.table.rows[number] = True
        return self.feed.ask()

    def numbers(self, place=0):
        return [int(one.split(b'"')[-2]) for one in self.feed.since(place)]

    def test_many_sockets_that_are_told_together_read_once(self):
        tickets = [self.commit(self.table.id()) for _ in range(10)]
        for ticket in tickets:
            self.feed.refresh(ticket)
        self.assertEqual(self.table.reads, 1)
        self.assertEqual(self.numbers(), list(range(1, 11)))

    def test_what_is_told_after_a_read_is_read_again(self):
        self.feed.refresh(self.commit(self.table.id()))
        self.feed.refresh(self.commit(self.table.id()))
        self.assertEqual((self.table.reads, self.numbers()), (2, [1, 2]))

    def test_a_lower_id_that_is_committed_later_is_not_left_out(self):
        early, late = self.table.id(), self.table.id()
        self.feed.refresh(self.commit(late))
        place = self.feed.end
        self.now += HELD_S / 2
        self.feed.refresh(self.commit(early))
        self.assertEqual(self.numbers(place), [early])

    def test_transactions_of_any_length_up_to_the_limit_come_once_each(self):
        chance = random.Random(7)
        waiting, made = [], set()
        for _turn in range(2000):
            self.now += chance.random() / 5
            if chance.random() < 0.5:
                waiting.append((self.now + chance.random() * HELD_S * 0.9, self.table.id()))
            ready = [one for one in waiting if one[0] <= self.now]
            waiting = [one for one in waiting if one[0] > self.now]
            place = self.feed.end
            for _when, number in ready:
                ticket = self.commit(number)
                made.add(number)
            if ready:
                self.feed.refresh(ticket)
                self.assertEqual(set(self.numbers(place)), {number for _when, number in ready})
        self.assertLessEqual(len(self.feed.notes), KEPT)
        self.assertLess(len(self.feed.seen), 300)

    def test_a_socket_that_slept_for_hundreds_of_messages_is_told_so(self):
        for _ in range(KEPT + 5):
            self.feed.refresh(self.commit(self.table.id()))
        self.assertIsNone(self.feed.since(0))
        self.assertEqual(len(self.feed.since(5)), KEPT)
