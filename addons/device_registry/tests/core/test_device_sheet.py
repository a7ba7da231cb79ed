from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_registry.core import sheet

KNOWN = sheet.Known(
    {"door_screen": "door_screen", "门口屏": "door_screen"},
    {"MZ-2-1": 7},
    frozenset({("海信", "SN-1")}),
)
HEAD = ("设备名称", "类型", "位置编码", "厂家", "序列号", "IP", "MAC地址", "保修期至")


def judge(*lines, head=HEAD):
    return sheet.read(lines, sheet.columns(head), KNOWN)


def test_a_good_line_becomes_values_of_the_registry():
    told = judge(
        (
            "门口屏1",
            "门口屏",
            "MZ-2-1",
            "海信",
            42.0,
            "10.0.0.07",
            "aa-bb-cc-00-11-22",
            "2027年3月1日",
        )
    )
    assert told[0].errors == {}
    assert told[0].values == {
        "name": "门口屏1",
        "kind": "door_screen",
        "site": 7,
        "maker": "海信",
        "serial_no": "42",
        "ip_address": "10.0.0.7",
        "mac_address": "AA:BB:CC:00:11:22",
        "warranty_date": date(2027, 3, 1),
    }


def test_each_wrong_cell_is_named_and_keeps_its_text():
    row = judge(("", "冰箱", "楼顶", "海信", "SN-1", "10.0.0.256", "xx", "2027-02-30"))[0]
    assert row.errors == {
        "name": "empty",
        "kind": "unknown",
        "site": "unknown",
        "serial_no": "taken",
        "ip_address": "form",
        "mac_address": "form",
        "warranty_date": "form",
    }
    assert row.values["kind"] == "冰箱"


def test_a_serial_number_twice_in_the_sheet_is_wrong_the_second_time_only():
    line = ("A", "门口屏", None, "海信", "SN-2")
    other = ("B", "门口屏", None, "小米", "SN-2")
    assert [row.errors for row in judge(line, other, line)] == [{}, {}, {"serial_no": "twice"}]


def test_empty_lines_are_left_out_and_numbers_are_those_of_the_sheet():
    told = judge((None, " "), ("A", "门口屏"), (), ("B", "门口屏"))
    assert [row.number for row in told] == [3, 5]


def test_a_sheet_without_a_needed_column_is_told_so():
    assert sheet.missing(sheet.columns(("序列号", "Name"))) == ["kind"]
    assert sheet.missing(sheet.columns(HEAD)) == []


@pytest.mark.parametrize("cell", [date(2027, 3, 1), datetime(2027, 3, 1, 8), "2027/3/1"])
def test_a_day_is_read_from_a_cell_of_any_kind(cell):
    assert sheet.day(cell) == date(2027, 3, 1)


@given(st.lists(st.lists(st.none() | st.text(max_size=9) | st.floats() | st.dates(), max_size=9)))
def test_whatever_a_sheet_holds_each_row_is_judged_and_nothing_is_raised(lines):
    for row in judge(*lines):
        assert set(row.errors) <= set(sheet.HEADINGS)
        assert "name" in row.values or row.errors.get("name") == "empty"
