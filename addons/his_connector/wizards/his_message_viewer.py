from datetime import timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import causes
from ..core.commands import Command, Register
from ..core.rows import read_any


class HisMessageViewer(models.TransientModel):
    """One message with its body beside what was understood; corrected and replayed from here."""

    _name = "his.message.viewer"
    _description = "HIS message, opened"

    message_id = fields.Many2one("his.message", "Message", readonly=True, required=True)
    received = fields.Text("As received", readonly=True)
    text = fields.Text("Corrected")
    understood = fields.Text(compute="_compute_understood")
    state = fields.Selection(related="message_id.state")

    @api.model
    def _open(self, message):
        """The action that shows ``message``; the look is logged."""
        message.check_access("read")
        self.env["his.audit"]._note("look", message)
        viewer = self.create(
            {
                "message_id": message.id,
                "received": _lines(message._received_text()),
                "text": _lines(message._text()),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Message %s", message.control_id or message.id),
            "res_model": self._name,
            "res_id": viewer.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.depends("text")
    def _compute_understood(self):
        for viewer in self:
            viewer.understood = viewer._understand()

    def _understand(self):
        """What the message says to the queue, or why it says nothing; a line each."""
        message = self.message_id
        lang = self.env.lang or "en_US"
        profile = message.interface_id.sudo()._profile()
        received = (message.received_at or fields.Datetime.now()).replace(tzinfo=timezone.utc)
        try:
            command = read_any(self.text or "", profile, received)
        except causes.Refusal as refusal:
            return causes.sentence(refusal.cause.code, refusal.detail, lang)
        return "\n".join(f"{name}：{value}" for name, value in self._facts(command) if value)

    @api.model
    def _facts(self, command: Command):
        _ = self.env._
        person = command.person
        yield _("Patient number"), person.mrn
        yield _("Patient name"), person.name
        yield _("Birth date"), person.birth_date
        yield _("Card number"), person.card_no
        yield _("Insurance card"), person.insurance_no
        yield _("ID number"), person.id_no
        yield _("Visit number"), command.visit
        if not isinstance(command, Register):
            return
        service = command.service
        yield _("Department"), _coded(service.department)
        yield _("Doctor"), _coded(service.doctor)
        yield _("Patient class"), _coded(service.class_code)
        if service.at:
            at = service.at.astimezone(timezone.utc).replace(tzinfo=None)
            yield _("Time"), fields.Datetime.context_timestamp(self, at).strftime("%Y-%m-%d %H:%M")
        yield _("Half-day"), service.half_day

    def action_save(self):
        """Keep the corrected text without applying it."""
        self.ensure_one()
        self._correct()
        return {"type": "ir.actions.act_window_close"}

    def action_replay(self):
        """Keep the corrected text, if it differs, and apply the message."""
        self.ensure_one()
        self._correct()
        self.message_id.action_replay()
        return {"type": "ir.actions.act_window_close"}

    def _correct(self):
        message = self.message_id
        message.check_access("read")  # whoever may see a message may correct it
        if message.state in ("new", "retry"):
            raise UserError(self.env._("This message is still to be applied."))
        text = "\r".join((self.text or "").splitlines())
        if _lines(text) == _lines(message._text()):
            return
        same = _lines(text) == self.received
        message._correct(None if same else text)
        self.env["his.audit"]._note("correct", message)


def _lines(text):
    """A message with a segment a line, as people read it."""
    return "\n".join(text.replace("\r\n", "\r").replace("\n", "\r").split("\r")).strip()


def _coded(code):
    return f"{code.code} {code.name}".strip() if code else ""
