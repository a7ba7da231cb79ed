"""How device routes of any add-on take a request and refuse one."""

from functools import wraps

from odoo.http import request

from ..core.token import DeviceRefused

HEADER = "X-Device-Token"
# A page's address holds a secret: it is neither kept by proxies nor told to other sites.
PAGE_HEADERS = [("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer")]


def device_token():
    """The token that came with the request, or None."""
    return request.httprequest.headers.get(HEADER)


def json_body():
    """The JSON object in the request's body; {} when there is none or it is something else."""
    body = request.httprequest.get_json(force=True, silent=True)
    return body if isinstance(body, dict) else {}


def device_json(route):
    """Decorator: the route's dict as JSON; a DeviceRefused as 401 with reason and remedy."""

    @wraps(route)
    def answered(*args, **kwargs):
        try:
            return request.make_json_response(route(*args, **kwargs))
        except DeviceRefused as refused:
            return refused_json(refused)

    return answered


def device_page(route):
    """Decorator: a DeviceRefused in a page's route becomes the page that says how to pair."""

    @wraps(route)
    def answered(*args, **kwargs):
        speak_hospitals_language()
        try:
            return route(*args, **kwargs)
        except DeviceRefused as refused:
            return refused_page(refused)

    return answered


def speak_hospitals_language():
    """Boxes come with any browser language; a page speaks the hospital's."""
    request.update_context(lang=request.env["maintenance.equipment"]._page_lang())


def page(template, values, status=200):
    """A page without session, cookies or outside resources."""
    response = request.render(template, values, status=status)
    response.headers.extend(PAGE_HEADERS)
    return response


def refused_json(refused):
    """401 {"error": {code, message, remedy}}, in the hospital's language."""
    speak_hospitals_language()
    error = request.env["maintenance.equipment"]._refusal(refused.code)
    return request.make_json_response({"error": error}, status=401)


def refused_page(refused):
    """401 with a page that says why and shows a pairing code at once."""
    error = request.env["maintenance.equipment"]._refusal(refused.code)
    kind = request.params.get("kind") or ""
    return page("device_registry.refused_page", {"error": error, "kind": kind}, status=401)
