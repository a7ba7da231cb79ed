"""The settings page "Queue rules" in a real browser: what a value does, who would move, undo."""

import re

import pytest

QUEUE = "0302G"  # a general queue of the demo, whose rules no other test sets


def warm(session):
    """Let the server make its bundles before a browser waits for them with less patience."""
    session.timeout = 180
    for bundle in set(re.findall(r"/web/assets/[^\"']+", session.get("/odoo").text)):
        session.get(bundle)


class Desk:
    """A manager before the page of one queue."""

    def __init__(self, suite, page, login):
        self.suite, self.page = suite, page
        ((self.queue,),) = suite.sql("SELECT id FROM queue_queue WHERE code = %s", QUEUE)
        page.size(1366, 768)
        session = suite.login(login)
        warm(session)
        page.use(session)
        page.open(f"{suite.url}/odoo/queue-rules")
        page.wait("!!document.querySelector('.o_rule_row')", 30)
        page.click(f"[data-key='queue-{self.queue}']")
        page.wait(f"!!document.querySelector('[data-key=queue-{self.queue}].is_open')")

    def put(self, code, value, event="input"):
        self.page.wait(f"!!document.getElementById('rule-{code}')")
        self.page.eval(
            f"(() => {{ const field = document.getElementById('rule-{code}');"
            f" field.value = '{value}';"
            f" field.dispatchEvent(new Event('{event}', {{bubbles: true}})); }})()"
        )

    def row(self, code):
        return self.page.eval(
            f"document.getElementById('rule-{code}').closest('.o_rule_row').innerText"
        )

    def row_says(self, code, text):
        self.page.wait(
            f"document.getElementById('rule-{code}').closest('.o_rule_row')"
            f".innerText.includes('{text}')"
        )

    def stored(self):
        return dict(
            self.suite.sql("SELECT code, value FROM queue_rule WHERE queue_id = %s", self.queue)
        )


@pytest.fixture
def desk(fresh, page):
    yield Desk(fresh, page, "admin")
    fresh.sql("DELETE FROM queue_rule WHERE queue_id IN (SELECT id FROM queue_queue"
              " WHERE code = %s) RETURNING id", QUEUE)  # fmt: skip


def test_a_rule_is_understood_previewed_saved_and_taken_back(desk):
    page = desk.page
    before = page.text(".o_rules_bound")
    desk.put("class.elderly.mode", "absolute", "change")
    desk.row_says("class.elderly.mode", "始终优先就诊")
    page.wait(f"document.querySelector('.o_rules_bound').innerText !== {before!r}")
    desk.put("no_show_after", 7)
    desk.row_says("no_show_return", "再叫7个普通号")

    page.click(".o_rules_preview_button")
    page.wait("document.querySelectorAll('.o_preview_moved tbody tr').length > 0", 30)
    assert "→" in page.text(".o_preview_moved tbody tr")
    assert page.text(".o_preview_says")
    assert page.eval("document.querySelectorAll('.o_preview_picture rect').length") > 50
    assert desk.stored() == {}

    page.type(".o_rules_reason", "重阳节试行")
    page.click(".o_rules_save")
    page.wait("!!document.querySelector('.o_rules_undo')")
    assert desk.stored() == {"class.elderly.mode": "absolute", "no_show_after": "7"}
    assert "重阳节试行" in page.text(".o_rules_log")

    page.click(".o_rules_undo")
    page.wait("!document.querySelector('.o_rules_undo')")
    assert desk.stored() == {}
    assert not page.console


def test_what_cannot_be_is_said_at_the_field_and_nothing_is_saved(desk):
    page = desk.page
    desk.put("slot_minutes", 15)
    desk.row_says("late_after_min", "请填写不超过15的数")
    page.type(".o_rules_reason", "x")
    page.click(".o_rules_save")
    page.wait("document.activeElement.id === 'rule-late_after_min'")
    desk.put("late_after_min", "")
    desk.row_says("late_after_min", "请输入")
    assert desk.stored() == {}
    page.click(".o_rules_discard")
    page.wait("!document.querySelector('.o_rule_error')")


def test_the_page_fits_and_can_be_used_by_keyboard(desk):
    page = desk.page
    assert page.eval("document.documentElement.scrollWidth") <= 1366
    assert page.eval("document.querySelector('.o_rules_body').scrollWidth") <= 1116
    unnamed = page.eval(
        "[...document.querySelectorAll('.o_rule_row input, .o_rule_row select')]"
        ".filter(one => !document.querySelector(`label[for='${CSS.escape(one.id)}']`)).length"
    )
    assert unnamed == 0
    page.eval("document.getElementById('rule-head_lock').focus()")
    page.key("Tab")
    assert page.eval("document.activeElement.id") == "rule-prepare_n"


def test_a_nurse_reads_the_rules_and_can_change_nothing(fresh, page):
    Desk(fresh, page, "nurse")
    assert not page.eval("!!document.querySelector('.o_rules_foot')")
    fields = "document.querySelectorAll('.o_rule_row input, .o_rule_row select')"
    assert page.eval(f"[...{fields}].every(one => one.disabled)")
    assert page.text(".o_rule_says")
