"""What every other end-to-end test relies on."""


def test_odoo_answers_and_the_demo_users_can_log_in(fresh):
    assert fresh.visitor().get("/web/health").status == 200
    nurse = fresh.login("nurse")
    assert nurse.call("res.users", "read", [nurse.uid], ["login"])[0]["login"] == "nurse"


def test_every_device_of_the_demo_has_a_page(fresh):
    assert fresh.devices()
    for device in fresh.devices():
        assert fresh.visitor().get(device.url).status == 200, device.name


def test_a_message_that_is_not_hl7_is_refused_truthfully(fresh):
    acknowledgement = fresh.send_hl7("this is not HL7")
    assert "\rMSA|A" in acknowledgement
    assert "\rMSA|AA" not in acknowledgement


def test_each_part_can_be_killed_and_comes_back_on_its_port(fresh):
    for service in (fresh.odoo, fresh.gateway, fresh.apply):
        first = service.pid
        service.kill()
        assert not service.alive
        service.start()
        assert service.pid != first
    assert fresh.visitor().get("/web/health").status == 200


def test_odoo_survives_a_restart_of_postgresql(fresh):
    fresh.postgres.restart()
    assert fresh.login("nurse").uid


def test_a_screen_opens_in_the_browser_without_errors(fresh, page):
    page.open(fresh.devices("hall_screen")[0].url)
    page.wait("document.body.innerText.trim().length > 0")
    assert page.console == []
