"""Every kind of screen in a real browser, without a server: read from afar, uncut, no leak."""

import sys

import pytest
import still

KINDS = ("hall", "door", "pharmacy", "exam", "blood", "infusion", "report", "combined")
DIGIT = 0.73  # core.layout.DIGIT_HEIGHT: how much of its em a digit fills
# Sizes of type in the picture: the largest of those that show who is called.
CALLED = """(() => {
  const all = [...document.querySelectorAll('[data-call] .number, .call .number')];
  const sizes = all.map((one) => parseFloat(getComputedStyle(one).fontSize));
  return sizes.length ? Math.max(...sizes) / innerHeight * 100 : 0;
})()"""
# Numbers that are cut by the edge of what holds them: a patient would read another number.
CUT = """(() => [...document.querySelectorAll('.number')].filter((one) => {
  const box = one.getBoundingClientRect();
  const out = box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < 0;
  const cell = one.closest('.row, .call, .person, .card').getBoundingClientRect();
  return out || box.right > cell.right + 1 || one.scrollWidth > one.clientWidth + 1
      && getComputedStyle(one).overflow === 'hidden';
}).map((one) => one.innerText))()"""
FAILED = "JSON.stringify(jiaohao.screen.view.failures)"


def shown(page, folder, kind, size, **more):
    way = "portrait" if size[1] > size[0] else "landscape"
    page.size(*size)
    page.open(still.write(folder, still.config(kind, way, **more)))
    page.wait("!!(window.jiaohao && jiaohao.screen)")


@pytest.mark.parametrize("size", still.SIZES, ids=lambda one: f"{one[0]}x{one[1]}")
@pytest.mark.parametrize("kind", KINDS)
def test_a_called_number_is_large_enough_and_no_number_is_cut(page, tmp_path, kind, size):
    shown(page, tmp_path, kind, size)
    layout = still.core("layout")
    way = "portrait" if size[1] > size[0] else "landscape"
    document = still.core("layout_defaults").default_document(kind, way)
    least = layout.min_height_percent(document["distance_m"], document["inches"], way)
    assert page.eval(CALLED) * DIGIT >= least * 0.97
    page.eval("void jiaohao.screen.show(jiaohao.screen.board.head.layout, false)")
    assert page.eval(CUT) == []
    assert page.eval(FAILED) == "{}"
    assert not page.console


@pytest.mark.parametrize("kind", KINDS)
def test_every_name_has_its_number_beside_it(page, tmp_path, kind):
    """Two people with the same mask are told apart: 张*明 stands there more than once."""
    shown(page, tmp_path, kind, (1920, 1080))
    alone = page.eval(
        "[...document.querySelectorAll('.name')].filter((one) =>"
        " !one.parentNode.querySelector('.number').innerText).length"
    )
    assert alone == 0


def test_a_name_in_no_font_becomes_the_number_alone(page, tmp_path):
    values = still.config("hall", "landscape")
    values["preview"]["rows"][0]["current"][0]["name"] = "王*\U0010fffd"
    values["preview"]["rows"][1]["current"][0]["name"] = "李*明"
    page.size(1920, 1080)
    page.open(still.write(tmp_path, values))
    page.wait("!!(window.jiaohao && jiaohao.screen)")
    rows = page.eval(
        "[...document.querySelectorAll('.r-rooms .patient')].slice(0, 2).map((one) =>"
        " [one.querySelector('.number').innerText, !!one.querySelector('.name')])"
    )
    assert rows == [["A001", False], ["A002", True]]


def test_a_region_that_fails_leaves_the_calls_alone(page, tmp_path):
    shown(page, tmp_path, "hall", (1920, 1080))
    page.eval("void (jiaohao.regions.passed.prototype.draw = () => { throw Error('broken') })")
    page.eval("void jiaohao.screen.draw()")
    assert "broken" in page.eval(FAILED)
    assert "A001" in page.text(".r-rooms")


def test_ten_thousand_updates_leave_no_more_than_20_mb(page, tmp_path):
    shown(page, tmp_path, "hall", (1920, 1080))
    page.eval(UPDATES.replace("COUNT", "500"))
    before = heap(page)
    for _ in range(20):
        page.eval(UPDATES.replace("COUNT", "500"))
    grown = heap(page) - before
    sys.stdout.write(f"MEASURED heap after 10,000 updates: {grown:.2f} MB more\n")
    assert grown < 20
    assert "A" in page.text(".r-rooms")


UPDATES = """(() => {
  const screen = jiaohao.screen;
  const start = screen.updates || 0;
  let at = Date.parse(screen.config.preview.server_time) + start * 700;
  for (let i = start; i < start + COUNT; i += 1) {
    at += 700;
    const iso = new Date(at).toISOString();
    const point = 'p' + (1 + i % 8);
    const person = {number: 'A' + (i % 1000), name: '张*明'};
    const current = [Object.assign({call: 1000 + i, state: 'called', chair: ''}, person)];
    const call = Object.assign({id: 1000 + i, point, room: '1诊室', attempt: 1, at: iso,
      kind: 'call'}, person);
    const seq = screen.board.seq + 1;
    const next = [1, 2, 3, 4, 5].map((n) => ({number: 'A' + ((i + n) % 1000), name: '李*'}));
    const result = jiaohao.board.message(screen.board, {from: seq, seq, at: iso, rows: [],
      parts: [{points: [point], current}, {points: ['p1', 'p2'], next, waiting: i % 50,
        bench: false, passed: next}], calls: [call], withdrawn: []});
    screen.board = result.state;
    screen.view.draw(screen.board, [{call}], {mode: 'live', age_ms: 0}, i * 700, at);
  }
  screen.updates = start + COUNT;
})()"""


def heap(page):
    page.send("HeapProfiler.enable")  # slows every allocation: not while the updates run
    for _ in range(3):
        page.send("HeapProfiler.collectGarbage")
    page.send("HeapProfiler.disable")
    return page.send("Runtime.getHeapUsage")["usedSize"] / 1048576
