"""A row becomes the command its rules say, or says which column is wrong; nothing between."""

import string
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core import mapping
from his_connector.core.commands import Cancel, Code, Register, UpdatePatient
from his_connector.core.convert import CONVERTERS, Source, Unreadable, convert
from his_connector.core.hl7 import BadTimestamp, Stamp
from his_connector.core.moments import read_moment, split_moment
from his_connector.core.presets import PRESETS

ZONE = ZoneInfo("Asia/Shanghai")
SOURCE = Source(ZONE)
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=timezone.utc)
CHINESE = "〇一二三四五六七八九"

moments = st.datetimes(datetime(1992, 1, 1), datetime(2049, 12, 31)).map(
    lambda at: at.replace(microsecond=0)
)
days = st.dates(date(1971, 1, 1), date(2049, 12, 31))


def half(at):
    return "上午" if at.hour < 12 else "下午"


def twelve(at):
    return at.hour % 12 or 12


def chinese(number):
    if number < 10:
        return CHINESE[number]
    tens = "" if number < 20 else CHINESE[number // 10]
    return tens + "十" + (CHINESE[number % 10] if number % 10 else "")


PRINTED = {
    "iso": lambda at: at.isoformat(),
    "iso with offset": lambda at: at.isoformat() + "+08:00",
    "utc": lambda at: at.replace(tzinfo=ZONE).astimezone(timezone.utc).isoformat(),
    "database": lambda at: f"{at:%Y-%m-%d %H:%M:%S}.000",
    "oracle": lambda at: (
        f"{at:%d}-{at.month}月 -{at:%y} {twelve(at):02}.{at:%M.%S}.000000 {half(at)}"
    ),
    "oracle english": lambda at: f"{at:%d}-{at:%b}-{at:%y} {twelve(at)}.{at:%M.%S}.000000 {at:%p}",
    "java": lambda at: f"{at:%a} {at:%b} {at:%d} {at:%H:%M:%S} CST {at.year}",
    "slashes": lambda at: f"{at.year}/{at.month}/{at.day} {at.hour}:{at:%M:%S}",
    "dots": lambda at: f"{at.year}.{at.month}.{at.day} {at:%H:%M:%S}",
    "characters": lambda at: (
        f"{at.year}年{at.month}月{at.day}日 {at.hour}时{at.minute}分{at.second}秒"
    ),
    "half-day": lambda at: f"{at.year}年{at.month}月{at.day}日 {half(at)}{twelve(at)}:{at:%M:%S}",
    "weekday": lambda at: f"{at.year}年{at.month}月{at.day}日 星期日 {at:%H:%M:%S}",
    "net": lambda at: f"{at.year}/{at.month}/{at.day} {half(at)} {twelve(at)}:{at:%M:%S}",
    "compact": lambda at: f"{at:%Y%m%d%H%M%S}",
    "hl7": lambda at: f"{at:%Y%m%d%H%M%S}.123+0800",
    "milliseconds": lambda at: str(int(at.replace(tzinfo=ZONE).timestamp() * 1000)).zfill(13),
    "net json": lambda at: f"/Date({int(at.replace(tzinfo=ZONE).timestamp() * 1000)}+0800)/",
    "full width": lambda at: f"{at:%Y-%m-%d %H:%M:%S}".translate(
        {ord(a): ord(a) + 0xFEE0 for a in "0123456789:-"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", PRINTED)
@given(moments)
def test_every_usual_print_of_a_moment_is_read_back(form, at):
    stamp = read_moment(PRINTED[form](at), ZONE)
    assert stamp == Stamp(stamp.at, True)
    assert stamp.at.astimezone(ZONE).replace(tzinfo=None, microsecond=0) == at


@given(days)
def test_every_usual_print_of_a_day_is_read_back(day):
    characters = "".join(CHINESE[int(digit)] for digit in str(day.year))
    for text in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day:%d}-{day.month}月 -{day:%Y}",
        f"{day:%d}-{day:%b}-{day:%Y}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{characters}年{chinese(day.month)}月{chinese(day.day)}日",
        f"{day.year}/{day.month}/{day.day} 星期三",
        f"{day.year}.{day.month}.{day.day}",
    ):
        assert convert(text, "date", SOURCE) == day, text


@given(days)
def test_an_order_must_be_named_where_day_and_month_could_be_mixed_up(day):
    text = f"{day:%d/%m/%Y}"
    assert convert(text, "date:dmy", SOURCE) == day
    assert convert(f"{day:%m/%d/%Y}", "date:mdy", SOURCE) == day
    assert convert(f"{day:%y-%m-%d}", "date:ymd2", SOURCE) == day
    with pytest.raises(Unreadable):
        convert(text, "date", SOURCE)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [("08:00-08:30", 8, 0), ("下午2点半", 14, 30), ("十四时", 14, 0), ("0830", 8, 30),
     ("上午 12:05", 0, 5), ("１４：３０", 14, 30), ("14:30:00.000", 14, 30),
     ("中午12:30", 12, 30)],
)  # fmt: skip
def test_a_time_of_day_is_read_and_of_a_span_its_beginning(text, hour, minute):
    assert split_moment(text) == (hour, minute)


@pytest.mark.parametrize("text", ["", "null", "0000-00-00", "1900-01-01 00:00:00", "9999-12-31"])
def test_a_database_s_word_for_never_is_no_date(text):
    assert read_moment(text, ZONE) is None


@given(st.text(max_size=40))
def test_any_text_is_a_moment_or_refused(text):
    try:
        stamp = read_moment(text, ZONE)
    except BadTimestamp:
        return
    assert stamp is None or stamp.at.tzinfo is timezone.utc


@given(st.sampled_from(sorted(CONVERTERS)), st.text(max_size=40))
def test_a_converter_answers_or_says_unreadable(name, text):
    try:
        convert(text, name, SOURCE)
    except Unreadable as error:
        code = error.code
    else:
        code = "bad_value"
    assert code in ("bad_value", "unknown_code")


@pytest.mark.parametrize(
    ("rule", "text", "value"),
    [
        ("sex", "1", "m"), ("sex", "2.0", "f"), ("sex", "男性", "m"), ("sex", "?", "u"),
        ("half_day", "上午", "am"), ("half_day", "X", "pm"), ("half_day", "下午 14:00", "pm"),
        ("half_day", "全天", ""), ("half_day", "08:00-08:30", "am"), ("half_day", "14:00", "pm"),
        ("name", "张　三", "张三"), ("name", "买买提•艾力", "买买提·艾力"),
        ("name", "John Smith", "John Smith"), ("name", "张三\u200b ", "张三"),
        ("code", "０３０１", "0301"), ("code", "301.0", "301"), ("code", "  A1  ", "A1"),
        ("number", "第12号", 12), ("number", "A012", 12),
        ("birth_of_id", "11010519491231002X", date(1949, 12, 31)),
        ("birth_of_id", "110105491231002", date(1949, 12, 31)),
        ("sex_of_id", "11010519491231002X", "f"), ("sex_of_id", "G1234567", ""),
    ],
)  # fmt: skip
def test_what_hospitals_write_is_understood(rule, text, value):
    assert convert(text, rule, SOURCE) == value


PLAN = mapping.load(
    {
        "rules": [
            {"target": "mrn", "source": "patient_id"},
            {"target": "name", "source": "patient_name"},
            {"target": "visit", "source": ["reg_no", "visit_no"]},
            {"target": "department", "source": "dept"},
            {"target": "service_date", "source": "day"},
            {"target": "service_time", "source": "slot"},
            {"target": "number", "source": "queue_no"},
            {"target": "version", "source": "changed"},
            {"target": "command", "source": "state", "convert": "map:state", "default": "0"},
        ],
        "maps": {"state": {"0": "register", "1": "cancel", "2": "update"}},
    }
)
ROW = {"PATIENT_ID": 7, "Patient_Name": "张三 ", "REG_NO": "R1", "DEPT": "0301",
       "DAY": date(2026, 11, 22), "SLOT": "09:30-10:00", "QUEUE_NO": Decimal("12"),
       "CHANGED": datetime(2026, 11, 22, 8, 15), "STATE": "0"}  # fmt: skip


def test_a_row_becomes_a_registration():
    command = mapping.apply(PLAN, ROW, SOURCE, NOW)
    assert isinstance(command, Register)
    assert (command.person.mrn, command.person.name) == ("7", "张三")
    assert (command.visit, command.number) == ("R1", 12)
    assert command.service.department == Code("0301")
    assert command.service.at == datetime(2026, 11, 22, 1, 30, tzinfo=timezone.utc)
    assert command.service.has_time
    assert command.version == "20261122001500000000"


def test_a_row_that_left_its_view_is_a_cancellation():
    command = mapping.apply(PLAN, {**ROW, mapping.DELETED: "1"}, SOURCE, NOW)
    assert isinstance(command, Cancel)
    assert command.reason == "his_cancelled"


def test_a_list_of_codes_makes_the_command():
    assert isinstance(mapping.apply(PLAN, {**ROW, "STATE": "1"}, SOURCE, NOW), Cancel)
    assert isinstance(mapping.apply(PLAN, {**ROW, "STATE": "2"}, SOURCE, NOW), UpdatePatient)


@pytest.mark.parametrize(
    ("change", "name", "source", "code"),
    [
        ({"PATIENT_ID": None}, "mrn", "patient_id", "missing_field"),
        ({"DEPT": " "}, "department", "dept", "missing_field"),
        ({"DAY": "soon"}, "service_date", "day", "bad_value"),
        ({"QUEUE_NO": "3/7"}, "number", "queue_no", "bad_value"),
        ({"STATE": "7"}, "command", "state", "unknown_code"),
    ],
)
def test_a_problem_names_the_column_and_a_remedy_and_never_the_value(change, name, source, code):
    problems = mapping.apply(PLAN, {**ROW, **change}, SOURCE, NOW)
    assert [(one.name, one.source, one.code) for one in problems] == [(name, source, code)]
    for lang in ("zh_CN", "en_US"):
        said = problems[0].text(lang)
        assert source in said
        assert len(said) > len(source) + 10
        assert not any(str(value) in said for value in change.values() if len(str(value)) > 3)


def test_a_clock_far_ahead_is_not_believed():
    late = mapping.apply(PLAN, {**ROW, "CHANGED": NOW + timedelta(days=3)}, SOURCE, NOW)
    assert late.version == "20261122010000000000"


@given(
    st.dictionaries(
        st.sampled_from([*ROW, "other"]),
        st.none() | st.text(max_size=12) | st.integers() | st.datetimes() | st.binary(max_size=4),
    )
)
def test_any_row_is_a_command_or_problems(row):
    result = mapping.apply(PLAN, row, SOURCE, NOW)
    if isinstance(result, list):
        assert result
        assert all(one.code in ("missing_field", "bad_value", "unknown_code") for one in result)
    else:
        assert result.person.mrn


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({"rules": [{"target": "mrn", "source": "a"}, {"target": "x", "source": "b"}]}, "x"),
        ({"rules": [{"target": "mrn", "source": "a", "convert": "map:no"}]}, "map:no"),
        ({"rules": [{"target": "mrn"}]}, "neither"),
        ({"rules": [{"target": "name", "source": "a"}]}, "mrn"),
        ({"rules": "no"}, "rule"),
        ({"rules": [3]}, "rule"),
    ],
)
def test_a_plan_that_cannot_work_says_why(data, word):
    with pytest.raises(ValueError, match=word):
        mapping.load(data)


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_is_sound_and_says_where_its_names_come_from(key):
    preset = PRESETS[key]
    assert preset["key"] == key
    assert preset["facts"]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in preset["name_zh"])
    if preset["mapping"]:
        plan = mapping.load(preset["mapping"])
        assert all(set(name) <= set(string.printable) for name in plan.columns)


def test_the_four_views_preset_reads_a_row_of_such_a_hospital():
    plan = mapping.load(PRESETS["four_views"]["mapping"])
    row = {"patient_id": "P9", "queue_type_source_id": "12", "patient_name": "李四",
           "source_code": "S1", "register_id": 88, "queue_num": 5, "time_interval": "下午",
           "doctor_source_id": "D1", "is_deleted": 0, "fre_date": "2026-11-22",
           "queue_type_source_id$name": "内科"}  # fmt: skip
    command = mapping.apply(plan, row, SOURCE, NOW)
    assert command.service.department == Code("12", "内科")
    assert (command.visit, command.number, command.service.half_day) == ("88", 5, "pm")
    assert isinstance(mapping.apply(plan, {**row, "is_deleted": 1}, SOURCE, NOW), Cancel)
