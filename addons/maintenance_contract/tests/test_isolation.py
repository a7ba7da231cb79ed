"""What one hospital has, another does not see: every model, method, route and role, generated.

The lists are read from the registry and the routing map, so that a model or route that is added
later is checked too, or fails here until it says what a record of it looks like.
"""

import inspect
import threading

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from psycopg2 import Error as DatabaseError

from .common import ServiceCase

MARK = "SECRET-OF-THE-FIRST"
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
READS = {
    "read": lambda ids: ([ids], {}),
    "web_read": lambda ids: ([ids], {"specification": {"display_name": {}}}),
    "export_data": lambda ids: ([ids, ["id", "display_name"]], {}),
    "search_read": lambda ids: ([[("id", "in", ids)]], {}),
    "web_search_read": lambda ids: ([[("id", "in", ids)], {"display_name": {}}], {}),
    "search": lambda ids: ([[("id", "in", ids)]], {}),
    "search_count": lambda ids: ([[("id", "in", ids)]], {}),
    "name_search": lambda ids: ([], {"domain": [("id", "in", ids)]}),
    "formatted_read_group": lambda ids: ([[("id", "in", ids)]], {"aggregates": ["__count"]}),
}
CHANGES = {
    "write": lambda ids: ([ids, {"display_name": "x"}], {}),
    "web_save": lambda ids: ([ids, {}], {"specification": {"display_name": {}}}),
    "unlink": lambda ids: ([ids], {}),
    "copy": lambda ids: ([ids], {}),
}
DENIED = (AccessError, MissingError)
ODD = (UserError, ValueError, TypeError, KeyError, AssertionError, DatabaseError)


class IsolationCase(ServiceCase):
    """One record of each kind in the first hospital; people of a second one, and strangers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["res.company"].create({"name": "Second hospital"})
        cls.people = {
            name: cls.other(name, group)
            for name, group in (
                ("portal", "base.group_portal"),
                ("plain", "base.group_user"),
                ("staff", "maintenance_contract.group_service_user"),
                ("manager", "maintenance_contract.group_service_manager"),
            )
        } | {"public": cls.env.ref("base.public_user")}
        cls.fill()

    @classmethod
    def other(cls, name, group):
        login = f"second-{name}"
        return cls.env["res.users"].create(
            {
                "name": login,
                "login": login,
                "password": login * 2,
                "company_id": cls.second.id,
                "company_ids": [(6, 0, cls.second.ids)],
                "group_ids": [(6, 0, cls.env.ref(group).ids)],
            }
        )

    @classmethod
    def fill(cls):
        """Everything that a hospital may have, marked so that it is recognised in any page."""
        cls.hospital.name = MARK
        own = {"company_id": cls.hospital.id}
        cls.contract.name = MARK
        cls.contract.contact_ids = [
            (0, 0, {"side": "hospital", "role": "IT", "name": MARK, "phone": "1"})
        ]
        calendar = cls.env["service.calendar"].create(
            own
            | {
                "name": MARK,
                "day_ids": [(0, 0, {"date": "2026-03-02"})],
                "year_ids": [(0, 0, {"year": 2026})],
            }
        )
        cls.env["service.window"].create(
            own
            | {
                "name": MARK,
                "calendar_id": calendar.id,
                "hour_ids": [(0, 0, {"weekday": "0"})],
            }
        )
        cls.ticket_one = cls.env["service.ticket"].create(
            own | {"name": MARK, "device_id": cls.screen.id, "basics_blocked": "yes"}
        )
        cls.report = cls.env["service.report"].create({"ticket_id": cls.ticket_one.id})
        cls.env["service.advice"].create({"name": MARK, "report_id": cls.report.id})
        cls.permit = cls.env["service.permit"].create(
            own
            | {
                "purpose": MARK,
                "ticket_id": cls.ticket_one.id,
                "engineer_ids": [(6, 0, cls.engineer.ids)],
            }
        )
        cls.permit.action_ask()
        cls.permit._grant()
        cls.env["service.remote.session"].with_user(cls.engineer)._open(cls.permit)
        cls.env["service.admission"].create(own | {"user_id": cls.engineer.id, "areas": MARK})
        cls.incident = cls.env["service.incident"].create(own | {"name": MARK})
        cls.visit = cls.env["service.visit"].create(
            own | {"name": MARK, "ticket_id": cls.ticket_one.id, "device_id": cls.screen.id}
        )
        part = {"name": MARK, "visit_id": cls.visit.id}
        cls.env["service.visit.part"].create(part)
        cls.env["service.visit.photo"].create(part | {"image": PIXEL, "client_id": "a" * 32})
        cls.fill_releases(own)
        cls.fill_desk(own)
        for _round in range(3):  # some need a record of another that is made in the same round
            for name, records in cls.models().items():
                if not records:
                    cls.make(name)

    @classmethod
    def fill_releases(cls, own):
        """A statement; a release with its file server and a planned rollout."""
        month = own | {"month": "2026-03-01", "remark": MARK}
        cls.statement = cls.env["service.statement"].create(month)
        cls.statement.sudo().write({"state": "frozen", "pdf": PIXEL, "xlsx": PIXEL})
        release = cls.env["service.release"].create(
            {"name": "9.9-test", "title": MARK, "notes": MARK}
        )
        release.sudo().state = "published"
        place = own | {"name": MARK, "host": MARK, "way": "ftp"}
        delivery = own | {
            "release_id": release.id,
            "place_id": cls.env["service.delivery.place"].create(place).id,
        }
        cls.env["service.delivery"].create(delivery).action_plan()
        cls.env.flush_all()

    @classmethod
    def fill_desk(cls, own):
        """What the service desk keeps of a hospital."""
        cls.env["service.call"].create(own | {"name": MARK})
        cls.env["service.knowledge"].create(own | {"name": MARK, "remedy": MARK})
        cls.env["service.mailbox"].create(own | {"name": MARK})
        cls.env["service.notifier"].create(own | {"name": MARK})
        duty = {"start": "2026-03-01 00:00:00", "end": "2026-03-02 00:00:00", "note": MARK}
        cls.env["service.duty"].create(own | duty | {"user_id": cls.engineer.id})
        cls.env["service.notice"]._tell(cls.ticket_one, cls.engineer, "assigned", MARK)
        cls.env["service.qr.report"].create(
            own | {"device_id": cls.screen.id, "at": "2026-03-01 00:00:00", "key": MARK}
        )

    @classmethod
    def make(cls, name):
        """A record of a model that fill() does not know: its required fields, marked."""
        values, model = {}, cls.env[name]
        for field in model._fields.values():
            stored = field.store and not field.compute and not field.related
            if field.name == "company_id" and stored:
                values[field.name] = cls.hospital.id
            elif stored and (field.required or field.name == "name") and not field.default:
                values[field.name] = cls.value(field, len(values))
        try:
            with cls.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                model.create(values)
        except (UserError, ValueError, TypeError):
            return  # the test of completeness names it

    @classmethod
    def value(cls, field, number):
        kinds = {
            "char": MARK,
            "text": MARK,
            "html": MARK,
            "integer": number,
            "datetime": f"2026-03-02 {number:02d}:00:00",
            "date": "2026-03-02",
            "binary": PIXEL,
        }
        if field.type == "many2one":
            return cls.one_of(cls.env[field.comodel_name]).id
        if field.type == "selection":
            return field.get_values(cls.env)[0]
        return kinds.get(field.type)

    @classmethod
    def one_of(cls, model):
        known = {"res.users": cls.engineer, "maintenance.equipment": cls.screen}
        if model._name in known:
            return known[model._name]
        own = "company_id" in model._fields
        return model.search([("company_id", "=", cls.hospital.id)] if own else [], limit=1)

    @classmethod
    def models(cls):
        """{model: its records of the first hospital} of all that belongs to a hospital."""
        found = {}
        for name in sorted(cls.env.registry):
            model = cls.env[name]
            own = name.startswith(("service.", "device.swap")) and "company_id" in model._fields
            if own and not model._abstract and not model._transient:
                domain = [("company_id", "=", cls.hospital.id)]
                found[name] = model.with_context(active_test=False).search(domain, limit=3)
        return found


@tagged("post_install", "-at_install")
class TestIsolationOfModels(IsolationCase):
    def test_there_is_a_record_of_every_model(self):
        lacking = [name for name, records in self.models().items() if not records]
        self.assertFalse(lacking, "make one in fill()")

    def test_no_method_of_any_model_gives_or_changes_what_is_another_hospital_s(self):
        checks, leaks = 0, []
        for name, records in self.models().items():
            for role, user in self.people.items():
                for method, (args, kwargs) in self.calls(records).items():
                    checks += 1
                    if self.leaks(records, user, method, args, kwargs):
                        leaks.append((role, name, method))
        self.assertEqual(leaks, [], "\n".join(map(str, leaks)))
        self.assertGreater(checks, 500)

    def calls(self, records):
        """{method: (args, kwargs)} of all that a client may call on these records."""
        ids = records.ids
        known = {name: make(ids) for name, make in {**READS, **CHANGES}.items()}
        model = type(records)
        for name, function in inspect.getmembers(model, callable):
            if name.startswith("action_") and self.public(records, name):
                needed = [
                    one
                    for one in inspect.signature(function).parameters.values()
                    if one.default is one.empty and one.name != "self"
                ]
                known[name] = ([ids] + ["x"] * len(needed), {})
        return known

    @staticmethod
    def public(records, name):
        try:
            return bool(get_public_method(records, name))
        except (AccessError, AttributeError):
            return False

    def leaks(self, records, user, method, args, kwargs):
        """Whether the call gave something of these records, or went through as a change."""
        model = self.env[records._name].with_user(user).with_context(allowed_company_ids=None)
        model = model.with_company(user.company_id)
        before = stored(records)
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.models", "odoo.sql_db"):
                found = call_kw(model, method, args, kwargs)
                self.env.flush_all()
        except DENIED:
            return False
        except ODD as error:
            return MARK in str(error)
        finally:
            self.env.invalidate_all()
        if method in CHANGES or stored(records) != before:
            return not self.harmless(method, found)
        return self.shows(found, records)

    @staticmethod
    def harmless(method, found):
        """Saving nothing into nothing is no change."""
        return method == "web_save" and not found

    def shows(self, found, records):
        if method_count(found):
            return True
        return MARK in repr(found) or any(f"'id': {one.id}," in repr(found) for one in records)


def stored(records):
    """The rows as the table holds them."""
    records.env.flush_all()
    query = f'SELECT * FROM "{records._table}" WHERE id = ANY(%s) ORDER BY id'  # noqa: S608
    records.env.cr.execute(query, [records.ids])
    return records.env.cr.fetchall()


def method_count(found):
    """A bare number other than nothing tells that something is there."""
    if isinstance(found, list) and found and isinstance(found[0], dict) and "__count" in found[0]:
        return any(one["__count"] for one in found)
    return isinstance(found, int) and not isinstance(found, bool) and found > 0


@tagged("post_install", "-at_install")
class TestIsolationOfRoutes(IsolationCase, HttpCase):
    def values(self, rule):
        """What to put into a route's places: always something of the first hospital."""
        named = {
            "/my/tickets": self.ticket_one.number,
            "/my/permits": self.permit.number,
            "/my/incidents": self.incident.number,
            "/my/releases": "9.9-test",
            "/my/statements": self.statement.name,
            "/field/visit": self.visit.number,
        }
        found = next((value for start, value in named.items() if rule.startswith(start)), None)
        # Who has a token is let in by it: here somebody guesses one.
        token = {"token": "0" * 43}
        more = {"visit": self.visit.number, "ref": "a" * 32, "name": "SHA256SUMS"}
        return {"number": found, "act": "answer"} | more | token

    def routes(self):
        """(method, path) of every route of this add-on that names a record or lists some."""
        threading.current_thread().dbname = self.env.cr.dbname  # as in a request
        for rule in self.env["ir.http"].routing_map().iter_rules():
            module = getattr(rule.endpoint, "__module__", "") or rule.endpoint.func.__module__
            if not module.startswith("odoo.addons.maintenance_contract."):
                continue
            values = self.values(rule.rule)
            self.assertTrue(
                rule.arguments <= {name for name, value in values.items() if value},
                f"say in values() what to put into {rule.rule}",
            )
            _domain, path = rule.build(values, append_unknown=False)
            for method in sorted((rule.methods or {"GET", "POST"}) & {"GET", "POST"}):
                yield method, path

    def test_no_route_shows_or_changes_what_is_another_hospital_s(self):
        routes = sorted(set(self.routes()))
        self.assertGreater(len(routes), 9)
        for role, user in self.people.items():
            if role == "public":
                self.authenticate(None, None)
            else:
                self.authenticate(user.login, user.login * 2)
            for method, path in routes:
                with self.subTest(f"{role} {method} {path}"), mute_logger("odoo.http"):
                    self.check(method, path)

    def check(self, method, path):
        before = self.everything()
        if method == "GET":
            answer = self.url_open(path)
        else:
            self.url_open("/web/login")
            token = http.Request.csrf_token(self)
            answer = self.url_open(path, data={"csrf_token": token, "note": "x", "name": ""})
        self.assertNotIn(MARK, answer.text)
        self.assertLess(answer.status_code, 500)
        self.env.invalidate_all()
        self.assertEqual(self.everything(), before)

    def everything(self):
        return {name: stored(records) for name, records in self.models().items()}
