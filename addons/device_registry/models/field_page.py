import json

from odoo import api, models
from odoo.tools import file_open
from odoo.tools.json import scriptsafe


class FieldOp(models.Model):
    """What the page for phones is made of; it holds no data of anybody."""

    _inherit = "field.op"

    @api.model
    def _field_shell(self):
        """Return what the page's template needs."""
        return {"title": self.env._("Field work"), "words": scriptsafe.dumps(self._field_texts())}

    @api.model
    def _field_take_text(self, text):
        """Take a batch as it came over the wire."""
        try:
            batch = json.loads(text)
        except ValueError:
            batch = {}
        return self._field_take(batch if isinstance(batch, dict) else {})

    @api.model
    def _field_worker(self):
        with file_open("device_registry/static/src/field_worker/worker.js") as file:
            return file.read()

    @api.model
    def _field_manifest(self):
        return {
            "name": self.env._("Field work"),
            "short_name": self.env._("Field work"),
            "start_url": "/field",
            "scope": "/field",
            "display": "standalone",
            "background_color": "#f2f5f9",
            "theme_color": "#0d4a8f",
            "icons": [
                {
                    "src": "/device_registry/static/description/icon.png",
                    "sizes": "128x128",
                    "type": "image/png",
                }
            ],
        }

    @api.model
    def _field_texts(self):
        """Return the words of the page, by key; extended by the add-ons with their own."""
        _ = self.env._
        return {
            "title": _("Field work"),
            "today": _("Today"),
            "tomorrow": _("Tomorrow"),
            "refresh": _("Refresh"),
            "back": _("Back"),
            "undo": _("Undo"),
            "save": _("Save"),
            "cancel": _("Back"),
            "done": _("Done"),
            "remove": _("Remove"),
            "sent": _("All sent, %s"),
            "sending": _("Sending…"),
            "offline": _("No network. %s entries are kept on this phone."),
            "kept": _("%s entries are kept on this phone."),
            "login": _("Log in again: %s entries wait on this phone."),
            "login_link": _("Log in"),
            "nothing": _("No work is planned for you"),
            "nothing_hint": _(
                "The office plans your visits; pull the latest with the round arrow."
            ),
            "loading": _("Fetching your work…"),
            "first": _("Open this page once with a network, then it works without."),
            "refused": _("Not taken"),
            "refused_hint": _("The office sees these, too. Tell them what is missing."),
            "seen": _("I have read it"),
            "outbox": _("Not sent yet"),
            "outbox_empty": _("Everything has been sent."),
            "storage": _("This phone has no room left: free some, then do it again."),
            "blurred": _("The photo looks blurred. Take it again, or save once more to keep it."),
            "no_photo": _("This is no photo that can be read."),
            "others": _("%s entries of another person wait until that person logs in."),
        }
