"""100,000 names of every kind through everything that writes to a screen: none comes out whole."""

import json
import re
from datetime import datetime, timezone

import pytest
from crowd_of_names import KINDS, names

from queue_call.core import board
from queue_call.core.announcement import mask_name

AT = datetime(2026, 3, 2, 0, 30, tzinfo=timezone.utc)
COUNT, AT_ONCE = 100_000, 100
_WORD = re.compile(r"[^\W\d_]{2,}")


def wire(people):
    """All that a screen ever gets of these people: row, parts, calls, in one text."""
    current = [board.Current(people[0], "called", 1)]
    point = board.PointView(1, "1诊室", state="open", current=current, waiting=people,
                            waiting_n=len(people), passed=people)  # fmt: skip
    calls = [board.CallView(n, one, 1, "1诊室", AT) for n, one in enumerate(people)]
    parts = [board.line([1], people, 9, passed=people), board.inside(1, current)]
    return json.dumps(
        board.message(1, 2, AT, [board.row(point)], calls, (), parts), ensure_ascii=False
    )


def whole(name):
    """The spellings under which a name would be whole: as written, without blanks, its words."""
    bare = re.sub(r"\(.*?\)", "", name).strip()
    words = _WORD.findall(bare) if not re.search(r"[㐀-鿿\U00020000-\U0003ffff]", bare) else []
    return {name, bare, bare.replace(" ", ""), *words}


@pytest.mark.parametrize(
    ("mode", "count"), [("middle", COUNT), ("surname", COUNT // 10), ("number_only", COUNT // 10)]
)
def test_no_full_name_of_100_000_is_on_the_wire(mode, count):
    seen = 0
    crowd = names(count)
    while batch := [name for _, name in zip(range(AT_ONCE), crowd, strict=False)]:
        people = [board.Person(f"A{n:03d}", mask_name(one, mode)) for n, one in enumerate(batch)]
        text = wire(people)
        # Where several names share a message a short one may stand in another's mask: then look
        # at that patient alone.
        for one, person in zip(batch, people, strict=True):
            found = [spelling for spelling in whole(one) if spelling in text]
            if found:
                alone = wire([person])
                assert not [spelling for spelling in found if spelling in alone], one
        seen += len(batch)
    assert seen == count


def test_every_kind_of_name_is_among_them_and_masks_still_tell_something():
    crowd = list(names(600))
    masks = [mask_name(one) for one in crowd]
    for turn in range(len(KINDS)):
        assert len(set(crowd[turn :: len(KINDS)])) > 20
    assert sum("*" in mask for mask in masks) > 500


def test_two_equal_masks_on_one_screen_are_told_apart_by_their_numbers():
    """王小明 and 王大明 are both 王*明: the number stands beside the name, always and first."""
    people = [board.Person("A001", mask_name("王小明")), board.Person("A002", mask_name("王大明"))]
    assert people[0].name == people[1].name == "王*明"
    told = json.loads(wire(people))
    shown = told["calls"] + told["rows"][0]["next"] + told["rows"][0]["passed"]
    assert all(one["number"] for one in shown)
    assert len({(one["number"], one["name"]) for one in told["calls"]}) == 2
