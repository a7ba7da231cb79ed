"""Files are cut into records whatever their form, or refused whole with a reason."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his_connector.core import records
from his_connector.core.causes import Refusal
from his_connector.core.charset import Policy

UTF8 = Policy("declared", "strict", "utf-8")
GBK = Policy("declared", "strict", "gb18030")
words = st.text(st.characters(blacklist_categories=("Cs", "Cc"), max_codepoint=0x9FFF), max_size=12)
names = st.sampled_from(["pid", "name", "dept", "visit"])


def test_json_is_flattened_by_path_and_its_list_found():
    body = json.dumps({"data": {"list": [{"p": {"id": 7, "n": "张三"}, "ok": True, "x": None}]}})
    found = records.parse(body.encode(), {"format": "json", "records": "data.list"}, UTF8)
    assert found == [{"p.id": "7", "p.n": "张三", "ok": "1", "x": ""}]


def test_xml_is_flattened_without_namespaces_and_the_first_of_repeats_counts():
    body = '<r xmlns="urn:x"><p><id v="7">P1</id><n>张三</n><n>李四</n></p><p><id>P2</id></p></r>'
    found = records.parse(body.encode(), {"format": "xml", "records": "p"}, UTF8)
    assert found == [{"id": "P1", "id.@v": "7", "n": "张三"}, {"id": "P2"}]


@given(st.lists(st.fixed_dictionaries({"pid": words, "name": words}), max_size=6))
def test_csv_is_read_back_as_it_was_written(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, ["pid", "name"], quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    found = records.parse(out.getvalue().encode(), {"format": "csv"}, UTF8)
    assert found == [row for row in rows if any(row.values())]


def test_fixed_widths_count_bytes_so_that_chinese_names_shift_nothing():
    lines = "P1  欧阳珅  0301\r\nP2  李弢    0302\r\n".encode("gbk")
    settings = {"format": "fixed", "widths": [["pid", 4], ["name", 8], ["dept", 4]]}
    assert records.parse(lines, settings, GBK) == [
        {"pid": "P1", "name": "欧阳珅", "dept": "0301"},
        {"pid": "P2", "name": "李弢", "dept": "0302"},
    ]


@pytest.mark.parametrize(
    ("body", "settings"),
    [
        (b"{", {"format": "json"}),
        (b"{}", {"format": "json", "records": "a.b"}),
        (b"[" * 100_000, {"format": "json"}),
        (b"a,b\n1\n", {"format": "csv"}),
        (b"a,b\n1,2,3\n", {"format": "csv"}),
        (b"<a><b></a>", {"format": "xml"}),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', {"format": "xml"}),
        (b"<a>" * 50 + b"</a>" * 50, {"format": "xml"}),
        (b"P1", {"format": "fixed", "widths": [["a", 4], ["b", 4]]}),
        (b"P1", {"format": "fixed"}),
        ("张".encode("gbk"), {"format": "csv"}),
    ],
)
def test_a_broken_file_is_refused_with_a_reason(body, settings):
    with pytest.raises(Refusal):
        records.parse(body, settings, UTF8)


@given(st.binary(max_size=200), st.sampled_from(records.FORMATS))
def test_any_bytes_are_records_or_a_refusal(body, form):
    settings = {"format": form, "widths": [["a", 2], ["b", 3]]}
    try:
        found = records.parse(body, settings, UTF8)
    except Refusal:
        return
    assert all(isinstance(text, str) for one in found for text in one.values())
