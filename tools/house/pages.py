"""The pages of a demo hospital: what the table and build/run.json show."""

import json

from house.paths import TOOLS, addons

PASSWORD = "jiaohao-demo"
SCRIPTS = TOOLS / "house" / "scripts"
DEVICE_PAGES = {"hall_screen": "screen", "door_screen": "screen", "kiosk": "kiosk"}


def load_demo(databases, name):
    """Demo data of our add-ons only, into an installed database."""
    code = (SCRIPTS / "load_demo.py").read_text(encoding="utf-8")
    databases.script(name, code, JIAOHAO_ADDONS=",".join(addons()), JIAOHAO_PASSWORD=PASSWORD)


def read(databases, name):
    """Facts of a demo database: devices with tokens, logins, addresses of lists."""
    code = (SCRIPTS / "read_pages.py").read_text(encoding="utf-8")
    return json.loads(databases.script(name, code))


def pages(facts, base_url):
    """Rows {name, url, login, password}; login "" where none is needed."""
    rows = []

    def add(name, path, login=""):
        if not login or login in facts["logins"]:
            rows.append({"name": name, "url": base_url + path, "login": login,
                         "password": PASSWORD if login else ""})  # fmt: skip

    add("Nurse: queue kanban 分诊台", "/odoo", "nurse")
    add("Doctor 1: caller 医生叫号", "/queue/caller", "doctor1")
    add("Doctor 2: caller 医生叫号", "/queue/caller", "doctor2")
    for device in facts["devices"]:
        page = DEVICE_PAGES.get(device["kind"])
        if page:
            kind = "Kiosk" if page == "kiosk" else "Screen"
            add(f"{kind}: {device['name']}", f"/queue/{page}/{device['token']}")
    for model, name in (("his.message", "HIS messages 接口消息"),
                        ("maintenance.equipment", "Devices 设备")):  # fmt: skip
        for path in facts["actions"].get(model, [])[:1]:
            add(name, path, "hospital_it")
    for path in facts["actions"].get("service.ticket", [])[:1]:
        add("Service tickets 工单", path, "engineer")
        add("Hospital's portal 医院门户", "/my/tickets", "hospital_portal")
    add("Everything, as administrator", "/odoo", "admin")
    return rows
