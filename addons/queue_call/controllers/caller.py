from functools import wraps

from odoo import http
from odoo.addons.device_registry.controllers.answers import PAGE_HEADERS
from odoo.exceptions import AccessError, UserError
from odoo.http import request

STAFF = {"type": "jsonrpc", "auth": "user"}


def explained(route):
    """Decorator: what cannot be done now is no fault; the doctor gets the state and the reason."""

    @wraps(route)
    def answered(*args, **kwargs):
        try:
            return route(*args, **kwargs)
        except AccessError:
            raise
        except UserError as refused:
            request.env.cr.rollback()
            return request.env["queue.session"]._caller_state(str(refused)) | {"refused": True}

    return answered


class CallerController(http.Controller):
    @http.route("/queue/caller", type="http", methods=["GET"], auth="user")
    def page(self, **_ignored):
        """The doctor's page."""
        values = request.env["queue.session"]._caller_page()
        response = request.render("queue_call.caller_page", values)
        response.headers.extend(PAGE_HEADERS)
        return response

    @http.route("/queue/caller/pulse", **STAFF)
    def pulse(self):
        """{seq, build, now}."""
        return request.env["queue.session"]._caller_pulse()

    @http.route("/queue/caller/state", **STAFF)
    def state(self):
        """The StaffState."""
        return request.env["queue.session"]._caller_state()

    @http.route("/queue/caller/open", **STAFF)
    @explained
    def open(self, point_id=None, queue_ids=None):
        """Open a room → StaffState."""
        return request.env["queue.session"]._caller_open(point_id, queue_ids)

    @http.route("/queue/caller/do", **STAFF)
    @explained
    def do(self, verb, request_id, entry=None):
        """One key → StaffState."""
        return request.env["queue.session"]._caller_do(verb, request_id, entry)

    @http.route("/queue/caller/extra", **STAFF)
    @explained
    def extra(self, queue_id, patient, request_id):
        """A number beyond the quota → StaffState."""
        return request.env["queue.session"]._caller_extra(queue_id, patient, request_id)

    @http.route("/queue/caller/keys", **STAFF)
    @explained
    def keys(self, keys=None):
        """Keep the user's keys, or (None) the usual ones again → {keys}."""
        return {"keys": request.env["queue.session"]._caller_save_keys(keys)}
