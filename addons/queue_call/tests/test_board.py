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

    def test_a_call_tells_its_own_room_who_is_inside_and_all_rooms_once_who_is_next(self):
        session = self.open()
        self.open(self.manager, self.room2)
        self.wait(3)
        self.number_events()
        with self.bus_messages() as sent:
            session._call_next()
        message = next(payload for _c, kind, payload in sent if kind == "queue_call/zone")
        both = [f"p{self.room.id}", f"p{self.room2.id}"]
        self.assertEqual(message["rows"], [])
        self.assertEqual([part["points"] for part in message["parts"]], [both[:1], both])
        self.assertEqual([one["number"] for one in message["parts"][1]["next"]], ["A002", "A003"])

    def test_the_parts_of_messages_lead_to_the_board_of_a_snapshot(self):
        self.queue._set_rules({"bench_mode": "auto", "bench_limit": 1})
        session = self.open()
        boss = self.open(self.manager, self.room2)
        board = {row["point"]: row for row in self.zone._board()}
        steps = [
            lambda: self.wait(4),
            session._call_next,
            boss._call_next,
            session._recall,
            session._no_show,
            session._call_next,
            session._hold,
            boss._pause,
            lambda: self.wait(1, first=9, class_code="emergency"),
            boss._resume,
            boss._finish,
            session._close,
        ]
        for step in steps:
            with self.bus_messages() as sent:
                step()
            for message in (m for _c, kind, m in sent if kind == "queue_call/zone"):
                self.patch_board(board, message)
            truth = {row["point"]: row for row in self.zone._board()}
            self.assertEqual(board, truth)

    def patch_board(self, board, message):
        """Do what a screen does with a message."""
        for row in message["rows"]:
            board[row["point"]] = row
        for part in message["parts"]:
            fields = {key: value for key, value in part.items() if key != "points"}
            for point in part["points"]:
                board[point] = board[point] | fields
