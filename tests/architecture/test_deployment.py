"""The files for production fit together; no Docker engine, nginx or systemd is needed to see it."""

import configparser
import re
import shlex

import pytest
import yaml
from sources import ROOT

CONFIG = ROOT / "config"
UNITS = sorted(CONFIG.glob("systemd/*.service"))


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def nginx():
    text = (CONFIG / "nginx/jiaohao.conf").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.strip().startswith("#"))


def options(name):
    parser = configparser.RawConfigParser()
    parser.read(CONFIG / "odoo" / name, encoding="utf-8")
    return dict(parser["options"])


def test_compose_has_every_process_of_the_architecture(compose):
    assert set(compose["services"]) == {"db", "odoo", "gateway", "apply", "nginx"}


def test_compose_depends_on_services_and_volumes_that_it_defines(compose):
    for name, service in compose["services"].items():
        assert set(service.get("depends_on", [])) <= set(compose["services"]), name
        named = {v.split(":")[0] for v in service["volumes"] if v[0] not in "./"}
        assert named <= set(compose["volumes"]), name


def test_files_that_compose_mounts_exist_or_are_made_by_the_administrator(compose):
    made_by_hand = {"./config/odoo/odoo.conf"}
    mounts = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service["volumes"]
        if volume.startswith("./")
    }
    missing = [path for path in mounts - made_by_hand if not (ROOT / path).exists()]
    assert not missing


def test_the_database_and_odoo_are_reached_by_nginx_alone(compose):
    published = {name for name, service in compose["services"].items() if service.get("ports")}
    assert published == {"nginx", "gateway"}


def test_no_secret_stands_in_the_repository(compose):
    passwords = [
        value
        for service in compose["services"].values()
        for key, value in service.get("environment", {}).items()
        if "PASSWORD" in key
    ]
    assert passwords
    assert all(value.startswith("${") for value in passwords)
    assert options("production.conf")["db_password"] == "change-me"
    assert "db_password" not in options("development.conf")


def test_nginx_braces_are_balanced_and_statements_end(nginx):
    bare = re.sub(r'"[^"]*"|\'[^\']*\'', "", nginx)
    assert bare.count("{") == bare.count("}")
    open_ends = [
        line
        for line in map(str.strip, bare.splitlines())
        if line and not line.endswith((";", "{", "}")) and not line.startswith("log_format")
    ]
    assert not open_ends


def test_nginx_upgrades_websockets_and_sends_them_to_the_gevent_port(nginx):
    block = re.search(r"location /websocket \{(.*?)\n    \}", nginx, re.S).group(1)
    assert "proxy_set_header Upgrade $http_upgrade" in block
    upstream = re.search(r"proxy_pass http://(\w+)", block).group(1)
    server = re.search(rf"upstream {upstream} \{{\s*server odoo:(\d+)", nginx).group(1)
    assert server == options("production.conf")["gevent_port"]


@pytest.mark.parametrize("head", ["/queue/screen/", "/queue/place/", "/device/home/"])
def test_nginx_keeps_tokens_of_devices_and_phones_out_of_its_log(nginx, head):
    assert re.search(r"access_log \S+ without_token;", nginx)
    pattern = re.search(r'"~(\^\(\?<head>.*?)"', nginx).group(1).replace("(?<", "(?P<")
    found = re.match(pattern, head + "4WPxTTagO5-j9D7gvLzQ7fN5CCbp7vU2?x=1")
    assert found["head"] == head


def test_production_hides_the_database_manager_and_trusts_only_the_proxy():
    production = options("production.conf")
    assert production["list_db"] == "False"
    assert production["db_name"]
    assert "dbfilter" not in production  # a connection more for each question of a screen
    assert production["proxy_mode"] == "True"
    assert int(production["workers"]) > 0


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_unit_restarts_and_runs_without_privileges(unit):
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read(unit, encoding="utf-8")
    service = parser["Service"]
    assert service["User"] != "root"
    if service["Type"] == "oneshot":  # begun by its timer, again and again
        assert "Persistent=true" in unit.with_suffix(".timer").read_text(encoding="utf-8")
    else:
        assert service["Restart"] == "always"
    assert service["NoNewPrivileges"] == "true"
    command = shlex.split(service["ExecStart"])
    verbs = [word for word in command if word.startswith("his_")]
    for verb in verbs:
        assert any((ROOT / "addons").glob(f"*/cli/{verb}.py"))
