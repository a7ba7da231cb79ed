from .common import QueueCase


class TestBoard(QueueCase):
    def row(self, room=None):
        key = f"p{(room or self.room).id}"
        return next(row for row in self.zone._board() if row["point"] == key)

    def test_a_room_without_a_session_is_closed_and_empty(self):
        self.wait(2)
        row = self.row()
        self.assertEqual((row["state"], row["next"], row["waiting"]), ("closed", [], 0))

    def test_a_row_shows_who_is_there_who_is_next_and_who_was_missed(self):
        session = self.open()
        self.wait(9)
        session._call_next()
        session._no_show()
        session._call_next()
        row = self.row()
        self.assertEqual([one["number"] for one in row["current"]], ["A002"])
        self.assertEqual([one["number"] for one in row["passed"]], ["A001"])
        numbers = [one["number"] for one in row["next"]]
        self.assertEqual(numbers, ["A003", "A004", "A005", "A006", "A007"])
        self.assertEqual((row["waiting"], row["queues"]), (7, ["Queue A"]))

    def test_what_is_next_on_the_screen_is_who_is_called(self):
        session = self.open(queues=self.queue | self.other)
        for n in range(1, 9):
            self.wait(1, first=n, queue=self.other if n % 3 else self.queue)
        for _n in range(8):
            expected = self.row()["next"][0]["number"]
            self.assertEqual(session._call_next()["current"]["number"], expected)

    def test_a_zone_of_numbers_only_shows_no_name(self):
        self.zone.mask_mode = "number_only"
        session = self.open()
        self.wait(2)
        session._call_next()
        row = self.row()
        self.assertEqual([one["name"] for one in row["current"] + row["next"]], ["", ""])

    def test_only_the_rooms_asked_for_are_given(self):
        rows = self.zone._board([self.room2.id])
        self.assertEqual([row["point"] for row in rows], [f"p{self.room2.id}"])

    def test_a_board_costs_few_queries_however_many_rooms_and_patients(self):
        self.open()
        self.open(self.manager, self.room2)
        self.wait(100)
        self.number_events()
        self.zone._board()
        self.env.flush_all()
        with self.assertQueryCount(6):
            self.zone._board()
