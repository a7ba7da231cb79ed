"""A box that was only switched on becomes a screen, and stops being one, in a real browser."""

import pytest

CODE = "document.getElementById('pair_code').textContent"
SHOWS_CODE = f"/^[2-9A-Z]{{3}}-[2-9A-Z]{{3}}$/.test({CODE}) && {CODE}"
SHOWS_SCREEN = "location.pathname.startsWith('/queue/screen/')"


class Office:
    """The hospital's IT at their desk."""

    def __init__(self, suite):
        self.session = suite.login("hospital_it")
        ((zone,),) = suite.sql("SELECT id FROM queue_zone WHERE code = 'NEI'")
        facts = {"name": "Pairing test", "device_kind": "hall_screen", "queue_zone_id": zone}
        (self.device,) = self.session.call("maintenance.equipment", "create", [facts])

    def pair(self, code):
        (wizard,) = self.session.call(
            "device.pair", "create", [{"device_id": self.device, "code": code.lower()}]
        )
        self.session.call("device.pair", "action_pair", [wizard])

    def press(self, button):
        self.session.call("maintenance.equipment", button, [self.device])

    def device_now(self):
        fields = ["device_state", "presence"]
        return self.session.call("maintenance.equipment", "read", [self.device], fields)[0]


@pytest.fixture
def office(fresh):
    office = Office(fresh)
    yield office
    # An archived screen is not expected to show the calls of other tests.
    office.session.call("maintenance.equipment", "write", [office.device], {"active": False})


@pytest.fixture
def box(fresh, page):
    page.open(f"{fresh.url}/device/pair?kind=hall_screen")
    return page


def test_a_code_typed_in_the_office_turns_a_box_into_a_screen(fresh, office, box):
    office.pair(box.wait(SHOWS_CODE))
    box.wait(SHOWS_SCREEN)
    box.wait("document.body.innerText.includes('内科诊区')")
    assert not box.console
    box.open(f"{fresh.url}/device/pair?kind=hall_screen")  # power was cut: the box starts anew
    box.wait(SHOWS_SCREEN)
    assert office.device_now()["device_state"] == "paired"


def test_a_revoked_screen_shows_a_code_and_comes_back_by_it(office, box):
    office.pair(box.wait(SHOWS_CODE))
    box.wait(SHOWS_SCREEN)
    office.press("action_device_revoke")
    box.wait("!!document.querySelector('main.refused[data-code=revoked]')")
    assert office.device_now()["device_state"] == "revoked"
    assert not office.device_now()["presence"]
    office.pair(box.wait(SHOWS_CODE))
    box.wait("document.body.innerText.includes('内科诊区')")


def test_a_waiting_box_says_that_the_server_is_away_and_keeps_its_code(office, box):
    code = box.wait(SHOWS_CODE)
    box.offline(True)
    box.wait("document.body.className === 'is_offline'")
    box.offline(False)
    box.wait("document.body.className === 'is_left'")
    assert box.wait(SHOWS_CODE) == code
    office.pair(code)
    box.wait(SHOWS_SCREEN)
