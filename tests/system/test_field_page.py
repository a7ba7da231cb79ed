"""An engineer's phone in a real browser: a visit in a basement without a network, and the way back.

The page is loaded anew and thrown away while nothing answers; on return each entry stands once.
"""

import json
import time

import pytest
import qrcode

READY = "window.jiaohao && jiaohao.fieldApp && document.querySelectorAll('.card').length > 0"
KEPT = "caches.open('jiaohao-field').then((s) => s.keys()).then((keys) => keys.length >= 3)"
STEPS = ("depart", "arrive", "start")
PHOTO = """(async () => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 90;
  canvas.getContext("2d").fillRect(9, 9, 40, 40);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg"));
  await jiaohao.fieldApp.tell("visit", "%s", "photo", {kind: "after"},
    {blob: {id: jiaohao.fieldShelf.makeId(), data: blob}});
})()"""


@pytest.fixture
def phone(suite, browser):
    page = browser.page()
    page.size(390, 844)
    page.use(suite.login("engineer"))
    page.open(suite.url + "/field")
    page.wait(READY, 30)
    page.wait(KEPT, 20)
    yield page
    page.offline(False)
    page.close()


def reload(suite, page):
    page.send("Page.navigate", url="about:blank")
    time.sleep(0.3)
    page.open(suite.url + "/field")
    page.wait(READY, 20)


def test_a_visit_without_a_network_survives_a_killed_page_and_is_told_once(suite, phone):
    key = phone.eval(
        "jiaohao.fieldApp.day().work.visit.list.find((v) => v.state === 'planned').key"
    )
    phone.offline(True)
    reload(suite, phone)
    phone.eval(f"location.hash = 'visit/{key}'")
    for _step in STEPS:
        phone.click(".foot .main")
        time.sleep(0.3)
    phone.eval(PHOTO % key)
    reload(suite, phone)
    assert phone.eval("jiaohao.fieldApp.sync.box.ops.length") == 4
    phone.offline(False)
    time.sleep(6.5)  # the last step may be taken back so long
    for _again in range(2):
        phone.eval("jiaohao.fieldApp.sync.run()")
        phone.wait("!jiaohao.fieldApp.sync.busy && !jiaohao.fieldApp.sync.box.ops.length", 30)
    verbs = suite.sql(
        "SELECT e.verb FROM service_visit_event e JOIN service_visit v ON v.id = e.visit_id"
        " WHERE v.number = %s ORDER BY e.id",
        key,
    )
    assert [verb for (verb,) in verbs] == ["plan", *STEPS]
    photos = suite.sql(
        "SELECT count(*) FROM service_visit_photo p JOIN service_visit v ON v.id = p.visit_id"
        " WHERE v.number = %s",
        key,
    )
    assert photos == [(1,)]
    assert not [line for line in phone.console if line.startswith("exception")]


INSPECTION = "jiaohao.fieldApp.day().work.inspection.list.find((v) => v.state === 'planned')"
# Every item as a thumb would: right where one tap does, else what its sheet asks for.
ANSWERS = """(async () => {
  const app = jiaohao.fieldApp, key = "%s";
  const [seen] = app.day().work.inspection.list.filter((one) => one.key === key);
  for (const item of seen.answers) {
    if (item.kind === "photo" || item.photo_required) {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 90;
      const data = await new Promise((done) => canvas.toBlob(done, "image/jpeg"));
      await app.tell("inspection", key, "photo", {item: item.id},
        {blob: {id: jiaohao.fieldShelf.makeId(), data: data}});
    }
    if (item.kind === "check") {
      continue;
    }
    const args = {item: item.id, choice: "", note: "ok"};
    if (item.kind === "choice") {
      args.option = item.right[0];
    } else if (item.kind === "value" || item.kind === "count") {
      args.value = item.kind === "count" ? item.expected : item.low === null ? 1 : item.low;
    }
    await app.tell("inspection", key, "check", args);
  }
})()"""
# A label photographed askew, on a larger picture; read after the network has gone.
LABEL = """(async () => {
  const rows = %s;
  const canvas = document.createElement("canvas");
  canvas.width = 1200; canvas.height = 900;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#c9c4b8"; pen.fillRect(0, 0, 1200, 900);
  pen.rotate(0.15); pen.translate(500, 200);
  pen.fillStyle = "#fff"; pen.fillRect(0, 0, rows.length * 10, rows.length * 10);
  pen.fillStyle = "#000";
  rows.forEach((row, y) => row.forEach((dark, x) => dark && pen.fillRect(x * 10, y * 10, 10, 10)));
  window.labelPhoto = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
})()"""
SHAKEN = """(async () => {
  const canvas = document.createElement("canvas");
  canvas.width = 1200; canvas.height = 900;
  const pen = canvas.getContext("2d");
  pen.filter = "blur(14px)";
  pen.drawImage(await createImageBitmap(labelPhoto), 0, 0);
  const photo = await new Promise((done) => canvas.toBlob(done, "image/jpeg"));
  return [await jiaohao.fieldReader.isBlurred(photo), await jiaohao.fieldReader.codeOn(photo)];
})()"""
TAP = (
    "(() => { const one = document.querySelector('.quick'); if (one) one.click(); return !one })()"
)


def test_an_inspection_without_a_network_is_filled_by_single_taps_and_told_once(suite, phone):
    suite.shell('env["inspection.plan"]._cron_plan()')  # lays out the forms of the days to come
    phone.eval("jiaohao.fieldApp.sync.run()")
    phone.wait(f"({INSPECTION}).answers.length > 0", 20)
    key = phone.eval(f"({INSPECTION}).key")
    phone.offline(True)
    reload(suite, phone)
    phone.eval(f"location.hash = 'inspection/{key}'")
    phone.click(".foot .main")
    phone.wait("!!document.querySelector('.quick')", 10)
    phone.eval(ANSWERS % key)
    taps, end = 0, time.monotonic() + 60
    while not phone.eval(TAP) and time.monotonic() < end:
        taps += 1
        time.sleep(0.1)
    phone.click(".foot .main")  # finish: nothing lacks
    phone.offline(False)
    time.sleep(6.5)  # the last step may be taken back so long
    for _again in range(2):
        phone.eval("jiaohao.fieldApp.sync.run()")
        phone.wait("!jiaohao.fieldApp.sync.busy && !jiaohao.fieldApp.sync.box.ops.length", 60)
    query = (
        "SELECT i.state, count(*), count(*) FILTER (WHERE a.lack IS NULL) FROM inspection_answer a"
        " JOIN inspection_inspection i ON i.id = a.inspection_id WHERE i.number = %s GROUP BY 1"
    )
    [(state, items, complete)] = suite.sql(query, key)
    assert (state, complete) == ("done", items)
    assert taps > 10
    assert not [line for line in phone.console if line.startswith("exception")]


def test_a_label_is_read_from_a_photo_and_a_blurred_photo_is_told(phone):
    label = qrcode.QRCode(border=4)
    label.add_data("SN-/7")
    phone.eval(LABEL % json.dumps(label.get_matrix()))
    phone.offline(True)
    assert phone.eval("jiaohao.fieldReader.codeOn(labelPhoto)") == "SN-/7"
    assert phone.eval("jiaohao.fieldReader.isBlurred(labelPhoto)") is False
    assert phone.eval(SHAKEN) == [True, ""]
