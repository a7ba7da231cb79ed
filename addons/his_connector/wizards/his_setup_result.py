import re
from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import causes, mapping
from ..core.codes import Choice, suggest
from ..core.commands import Cancel, Register, Serve
from ..core.convert import Source
from ..core.reading import parse, read_command

HL7_WAYS = ("mllp", "files", "frames")
SHOWN = 20  # rows of the samples that are read on the page


class _Told:
    """A refusal of a message, in the shape of a mapping's problem."""

    def __init__(self, refusal):
        self._refusal = refusal

    def text(self, lang):
        code = self._refusal.cause.code
        return f"{causes.sentence(code, self._refusal.detail, lang)} {causes.remedy(code, lang)}"


class HisSetup(models.TransientModel):
    """What the mapping makes of the samples, row by row, and the departments in them."""

    _inherit = "his.setup"

    def _show_result(self):
        self.row_ids.unlink()
        try:
            plan = mapping.load(self._mapping())
        except (ValidationError, ValueError):
            plan = None  # the page says under doubts what is missing
        commands = []
        if plan:
            source = Source(ZoneInfo(self.company_id.queue_tz), plan.maps)
            now = self._now()
            rows = self._read_sample().rows[:SHOWN]
            commands = [mapping.apply(plan, row, source, now) for row in rows]
        elif not self.line_ids:
            commands = self._hl7_commands()
        self.row_ids = [
            fields.Command.create(self._row(place, command))
            for place, command in enumerate(commands, start=1)
        ]
        self._keep_codes(commands)
        return self._again()

    def _again(self):
        """The page as it stands now."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Connect a HIS"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _now(self):
        return fields.Datetime.now().replace(tzinfo=timezone.utc)

    def _hl7_transport(self):
        return self.transport if self.transport in HL7_WAYS else "mllp"

    def _hl7_commands(self):
        """What each HL7 message of the sample asks for, or why it cannot be read."""
        profile = self.env["his.interface"].new({"company_id": self.company_id.id})._profile()
        found = []
        for text in re.split(r"(?m)^(?=MSH)", self._read_sample().text.replace("\r", "\n"))[1:]:
            try:
                message = parse(text.strip("\x0b\x1c\n").replace("\n", "\r"))
                found.append(read_command(message, profile, self._now()))
            except causes.Refusal as refusal:
                found.append([_Told(refusal)])
        return found[:SHOWN]

    def _keep_codes(self, commands):
        """Departments that were seen, each with the queue whose name is nearest."""
        chosen = {one.code: one.queue_id for one in self.code_ids}
        seen = {}
        for command in commands:
            service = getattr(command, "service", None)
            if service and service.department:
                code = service.department.code
                seen[code] = seen.get(code) or service.department.name or ""
        queues = self.env["queue.queue"].search([("company_id", "=", self.company_id.id)])
        choices = [Choice(queue.id, queue.name, queue.code) for queue in queues]
        self.code_ids.unlink()
        self.code_ids = [
            fields.Command.create(
                {
                    "code": code,
                    "name": name,
                    "queue_id": chosen[code].id
                    if code in chosen
                    else _likeliest(name, code, choices),
                }
            )
            for code, name in seen.items()
        ]

    @api.model
    def _row(self, place, result):
        if isinstance(result, list):
            lang = self.env.lang or "en_US"
            text = " ".join(problem.text(lang) for problem in result)
            return {"place": place, "problem": text}
        row = {
            "place": place,
            "command": self._becomes(result),
            "mrn": result.person.mrn,
            "patient": result.person.name or "",
        }
        if isinstance(result, (Register, Cancel, Serve)):
            row["visit"] = result.visit
        if isinstance(result, Register):
            service = result.service
            row["department"] = service.department.code if service.department else ""
            row["doctor"] = service.doctor.code if service.doctor else ""
            row["at"] = service.at and service.at.astimezone(timezone.utc).replace(tzinfo=None)
        return row

    @api.model
    def _becomes(self, command):
        """What a command is, as people of a hospital say it."""
        _ = self.env._
        return {
            "Register": _("Registration"),
            "Cancel": _("Cancelled registration"),
            "Serve": _("In service, or finished"),
            "UpdatePatient": _("Data of a patient"),
            "MergePatients": _("Two patient numbers become one"),
            "Ignore": _("Nothing to do"),
        }[type(command).__name__]

    def _said(self, doubt):
        name = dict(self.env["his.setup.line"]._targets()).get(doubt.target, doubt.target)
        values = {"fact": name, "column": doubt.column, "codes": doubt.detail}
        if doubt.code == "missing":
            return self.env._("No column seems to be “%(fact)s”. Choose one.", **values)
        if doubt.code == "no_visit":
            return self.env._(
                "No column numbers the visit: two visits of a day to one department become one."
            )
        if doubt.code == "meaning":
            return self.env._(
                "Write under Codes what these mean in %(column)s: %(codes)s", **values
            )
        return self.env._("Is %(column)s really “%(fact)s”?", **values)


def _likeliest(name, code, choices):
    return next((one.key for one in suggest(name, code, choices, most=1)), False)
