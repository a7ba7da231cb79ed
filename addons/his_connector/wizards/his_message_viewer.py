from datetime import timezone

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import causes
from ..core.commands import Command, Register
from ..core.rows import read_any
from ..core.showing import show


class HisMessageViewer(models.TransientModel):
    """One message with its body beside what was understood; corrected and replayed from here."""

    _name = "his.message.viewer"
    _description = "HIS message, opened"
    _rec_name = "message_id"

    message_id = fields.Many2one("his.message", "Message", readonly=True, required=True)
    received = fields.Text("As received", compute="_compute_received")
    text = fields.Text("Corrected")
    shown = fields.Html(compute="_compute_understood", sanitize=False)
    understood = fields.Html(compute="_compute_understood", sanitize=False)
    state = fields.Selection(related="message_id.state")
    reason = fields.Char(related="message_id.reason")
    remedy = fields.Char(related="message_id.remedy")
    code = fields.Char(related="message_id.code")
    pruned = fields.Boolean(compute="_compute_received")
    audit_ids = fields.Many2many(
        "his.audit",
        string="Who looked",
        compute="_compute_audit_ids",
        groups="his_connector.group_his_manager",
    )
    other_ids = fields.Many2many(
        "his.message", string="Of the same visit", compute="_compute_others"
    )

    @api.model
    def _open(self, message):
        """The action that shows ``message``; the look is logged."""
        message.check_access("read")
        self.env["his.audit"]._note("look", message)
        viewer = self.create({"message_id": message.id, "text": _lines(message._text())})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Message %s", message.control_id or message.id),
            "res_model": self._name,
            "res_id": viewer.id,
            "views": [(False, "form")],
            "target": "current",
        }

    @api.depends("message_id")
    def _compute_received(self):
        for viewer in self:
            viewer.received = _lines(viewer.message_id._received_text())
            viewer.pruned = not viewer.received

    @api.depends("message_id")
    def _compute_others(self):
        """What came before and after of the same visit."""
        for viewer in self:
            message = viewer.message_id
            same = [("id", "!=", message.id), ("company_id", "=", message.company_id.id)]
            key = "visit_ref" if message.visit_ref else "mrn"
            known = [(key, "=", message[key])] if message[key] else [(0, "=", 1)]
            viewer.other_ids = message.search(same + known, limit=20)

    @api.depends("message_id")
    def _compute_audit_ids(self):
        for viewer in self:
            mine = [("message_id", "=", viewer.message_id.id)]
            viewer.audit_ids = self.env["his.audit"].search(mine, limit=20)

    @api.depends("text", "message_id")
    def _compute_understood(self):
        for viewer in self:
            message, wrong = viewer.message_id, ""
            profile = message.interface_id.sudo()._profile()
            command = viewer._read(profile)
            if isinstance(command, causes.Refusal):
                wrong = command.location or command.detail
                viewer.understood = viewer._alert(command)
            else:
                viewer.understood = viewer._fact_table(command, profile)
            text = "\r".join((viewer.text or "").splitlines())
            viewer.shown = viewer._paint(show(text, profile, wrong))

    def _read(self, profile):
        """The command of the text, or the Refusal that says why there is none."""
        received = (self.message_id.received_at or fields.Datetime.now()).replace(
            tzinfo=timezone.utc
        )
        try:
            return read_any(self.text or "", profile, received)
        except causes.Refusal as refusal:
            return refusal

    def _alert(self, refusal):
        lang = self.env.lang or "en_US"
        return Markup('<div class="alert alert-danger mb-0"><b>%s</b><div>%s</div></div>') % (
            causes.sentence(refusal.cause.code, refusal.detail, lang),
            causes.remedy(refusal.cause.code, lang),
        )

    def _paint(self, lines):
        """Every segment a row; what became a fact is marked, and so is the place of the cause."""
        labels, rows = self._labels(), []
        for line in lines:
            cells = [
                Markup('<span class="%s" title="%s">%s</span>')
                % (
                    "o_his_wrong" if cell.wrong else "o_his_fact" if cell.fact else "o_his_field",
                    f"{cell.place} {labels.get(cell.fact, '')}".strip(),
                    cell.text or ("∅" if cell.wrong else ""),
                )
                for cell in line.cells
            ]
            rows.append(
                Markup("<tr><th>%s</th><td>%s</td></tr>") % (line.name, Markup("|").join(cells))
            )
        return Markup('<table class="o_his_message">%s</table>') % Markup("").join(rows)

    def _fact_table(self, command, profile):
        """Fact, value, and what it means in this hospital."""
        rows = [
            Markup("<tr><th>%s</th><td>%s</td><td>%s</td></tr>") % (name, value, means)
            for name, value, means in self._facts(command, profile)
            if value
        ]
        return Markup('<table class="table table-sm mb-0">%s</table>') % Markup("").join(rows)

    def _labels(self):
        _ = self.env._
        return {
            "control": _("Control id (MSH-10)"), "event": _("Type"),
            "written": _("Written by the HIS"), "version": _("Written by the HIS"),
            "mrn": _("Patient number"), "name": _("Patient name"), "sex": _("Sex"),
            "birth_date": _("Birth date"), "phone": _("Phone"), "card_no": _("Card number"),
            "insurance_no": _("Insurance card"), "id_no": _("ID number"),
            "old_mrn": _("Former patient number"), "visit": _("Visit number"),
            "appointment": _("Appointment number"), "department": _("Department"),
            "doctor": _("Doctor"), "class": _("Patient class"), "time": _("Time"),
            "service_at": _("Time"), "half_day": _("Half-day"), "number": _("Queue number"),
        }  # fmt: skip

    @api.model
    def _facts(self, command: Command, profile):
        """(name, value, meaning) of what a command says."""
        names, person = self._labels(), command.person
        for fact in ("mrn", "name", "birth_date", "phone", "card_no", "insurance_no", "id_no"):
            yield names[fact], getattr(person, fact), ""
        yield names["old_mrn"], getattr(command, "old_mrn", ""), ""
        yield names["visit"], command.visit, self.message_id.entry_id.display_name or ""
        yield names["appointment"], getattr(command, "appointment", ""), ""
        if not isinstance(command, Register):
            return
        service = command.service
        meanings = self._meanings(service)
        for fact, code in (("department", service.department), ("doctor", service.doctor),
                           ("class", service.class_code)):  # fmt: skip
            yield names[fact], _coded(code), meanings[fact]
        if service.at:
            at = service.at.astimezone(profile.zone)
            yield (
                names["time"],
                at.strftime("%Y-%m-%d %H:%M" if service.has_time else "%Y-%m-%d"),
                "",
            )
        yield names["half_day"], service.half_day, ""
        yield names["number"], command.number, ""

    def _meanings(self, service):
        """What the codes of a service are mapped to; a badge where they are not."""
        interface = self.message_id.interface_id.sudo()
        unknown = Markup('<span class="badge text-bg-danger">%s</span>') % self.env._("not mapped")
        found = {}
        for fact, code in (("department", service.department), ("doctor", service.doctor),
                           ("class", service.class_code)):  # fmt: skip
            lines = interface.code_ids.filtered(
                lambda line, fact=fact, code=code: (
                    code and (line.kind, line.code) == (fact, code.code)
                )
            )
            line = lines[:1]
            target = line.queue_id or line.practitioner_id or line.class_id
            found[fact] = target.display_name if line else unknown
        return found

    def action_save(self):
        """Keep the corrected text without applying it."""
        self.ensure_one()
        self._correct()
        return True

    def action_replay(self):
        """Keep the corrected text, if it differs, and apply the message."""
        self.ensure_one()
        self._correct()
        self.message_id.action_replay()
        return True

    def action_as_received(self):
        """Take the correction back."""
        self.ensure_one()
        self.text = self.received
        self._correct()
        return True

    def action_set_aside(self):
        """Nothing is to be done with it."""
        self.ensure_one()
        self.message_id.action_set_aside()
        return True

    def action_map(self):
        """Map the code this message waits for; it is then applied by itself."""
        self.ensure_one()
        message = self.message_id
        line = self.env["his.unmapped"].search(
            [("interface_id", "=", message.interface_id.id), ("code", "=", message.code),
             ("kind", "=", message.code_kind)], limit=1,
        )  # fmt: skip
        if line:
            return line.action_map()
        return self.env["ir.actions.act_window"]._for_xml_id("his_connector.his_unmapped_action")

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
