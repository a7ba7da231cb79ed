"""How a patient's name is read, where the tables and dictionaries are wrong: corrected once."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..core.voice import names, surnames
from ..core.voice.pinyin import ReadingError, parse
from .pinyin import spoken
from .rows import ENTRY_SELECT, EntryRow

_LIKE_MOST = 5


class QueueVoiceReading(models.Model):
    """A reading that the desk has entered for a patient; offered for others of the same name."""

    _name = "queue.voice.reading"
    _description = "Reading of a name"
    _order = "write_date desc, id desc"

    patient_id = fields.Many2one("queue.patient", "Patient", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="patient_id.company_id", store=True, index=True)
    name = fields.Char(required=True, index=True, help="The name for which it was entered.")
    reading = fields.Char(required=True, help="Pinyin with tones: shan4 xiao3 ming2.")
    said = fields.Char("Said as", compute="_compute_said")

    _patient_uniq = models.Constraint(
        "UNIQUE (patient_id)", "There is a reading for this patient already."
    )

    @api.depends("name", "reading")
    def _compute_said(self):
        for one in self:
            one.said = self.env["queue.voice"]._how_said(one.name, one.reading)[0]

    @api.constrains("reading")
    def _check_reading(self):
        for one in self:
            self._parsed(one.reading)

    @api.model
    def _parsed(self, text):
        """Return typed pinyin in its one form. Raises ValidationError, naming the wrong word."""
        try:
            groups = [parse(group) for group in (text or "").split("·")]
        except ReadingError as wrong:
            raise ValidationError(
                self.env._(
                    "“%s” is no pinyin with a tone. Write it like shan4 xiao3 ming2 or shàn xiǎo"
                    " míng.",
                    wrong.word,
                )
            ) from None
        if not any(groups):
            raise ValidationError(self.env._("Please write the reading."))
        return " · ".join(" ".join(group) for group in groups if group)


class QueuePatient(models.Model):
    _inherit = "queue.patient"

    reading = fields.Char(
        readonly=True, help="How the name is read, where the desk has corrected it."
    )
    said = fields.Char("Said as", compute="_compute_said")
    said_problem = fields.Char("Not sure", compute="_compute_said")

    @api.depends("name", "reading")
    def _compute_said(self):
        for patient in self:
            found = self.env["queue.voice"]._how_said(patient.name, patient.reading)
            patient.said, patient.said_problem = found

    def _set_reading(self, text):
        """Remember how a patient's name is read; an empty text forgets it."""
        self.ensure_one()
        self.env["queue.entry"]._check_staff()
        self.check_access("read")
        readings = self.env["queue.voice.reading"].sudo()
        known = readings.search([("patient_id", "=", self.id)])
        if not (text or "").strip():
            known.unlink()
            self.sudo().reading = False
            return
        parsed = readings._parsed(text)
        values = {"name": self.name or "", "reading": parsed}
        if known:
            known.write(values)
        else:
            readings.create(values | {"patient_id": self.id})
        self.sudo().reading = parsed
        self._prepare_again()

    def _prepare_again(self):
        """Want the clips of a patient who waits, said in the new way."""
        entries = self.env["queue.entry"].sudo()
        waiting = entries.search(
            [("patient_id", "=", self.id), ("state", "in", ("waiting", "benched"))]
        )
        self.env["queue.voice"]._prepare(waiting._voice_rows())

    def _readings_offered(self):
        """Return [(pinyin, where from)]: of others of this name, and by the tables."""
        self.ensure_one()
        _ = self.env._
        same = self.env["queue.voice.reading"].search(
            [("name", "=", self.name or ""), ("patient_id", "!=", self.id)], limit=_LIKE_MOST
        )
        found = {one.reading: _("as for another patient of this name") for one in same}
        base = names.base(self.name or "", spoken)
        surname = surnames.split(self.name or "")[0]
        if base:
            found.setdefault(" ".join(base), _("as usual"))
            for other in surnames.readings(surname)[1:]:
                syllables = [*other.split(), *base[len(other.split()) :]]
                found.setdefault(" ".join(syllables), _("the surname read otherwise"))
        return list(found.items())

    def action_reading(self):
        """Open the window in which the reading is corrected."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reading"),
            "res_model": "queue.voice.reading.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_patient_id": self.id, "default_reading": self.reading or ""},
        }


class QueueEntryReading(models.Model):
    _inherit = "queue.entry"

    def _voice_rows(self):
        """Return these entries as the rows that the voice speaks of."""
        query = SQL("%s WHERE e.id IN %s", ENTRY_SELECT, tuple(self.ids) or (0,))
        return [EntryRow(*values) for values in self.env.execute_query(query)]

    def _set_reading(self, reading=None, other=None):
        """At the desk: remember the reading chosen, or the one written."""
        if not other and not reading:
            raise UserError(self.env._("Choose a reading or write one."))
        self.patient_id._set_reading(other or reading)
        return self


class QueueVoiceReadingChange(models.TransientModel):
    """The window in which a reading is corrected, with how it will be said."""

    _name = "queue.voice.reading.change"
    _description = "Correct the reading of a name"

    patient_id = fields.Many2one("queue.patient", "Patient", required=True, readonly=True)
    reading = fields.Char(help="Pinyin with tones: shan4 xiao3 ming2, or shàn xiǎo míng.")
    offered = fields.Text("Offered", compute="_compute_said")
    said = fields.Char("Will be said", compute="_compute_said")

    @api.depends("reading", "patient_id")
    def _compute_said(self):
        for one in self:
            patient = one.patient_id
            one.offered = "\n".join(
                f"{reading}  ({where})" for reading, where in patient._readings_offered()
            )
            try:
                text = one.reading and self.env["queue.voice.reading"]._parsed(one.reading)
            except ValidationError as wrong:
                one.said = str(wrong.args[0])
            else:
                one.said = " – ".join(
                    filter(None, self.env["queue.voice"]._how_said(patient.name, text))
                )

    def action_apply(self):
        """Remember it."""
        self.patient_id._set_reading(self.reading)
