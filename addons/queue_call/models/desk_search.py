"""The search of the triage desk: today's patients first, then other days, then the unregistered."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core import initials, states
from .clock import now_ms
from .desk_card import KEYS

_TODAY, _OTHER = 30, 20
_LIKE = str.maketrans({"%": "", "_": "", "\\": ""})


class QueueDesk(models.AbstractModel):
    _inherit = "queue.desk"

    @api.model
    def desk_search(self, text):
        """Return {today, other, patients} that ``text`` may mean; the search is logged.

        Any card or registration number, ID number, phone, queue number, name, pinyin or initials.
        Only the user's zones are searched. Raises UserError for too short a text.
        """
        zones = self._desk_zones()
        typed = initials.normal(text or "")
        kind = initials.kind(typed)
        if not typed or (kind == "letters" and len(typed) < 2):
            raise UserError(self.env._("Type at least two letters, or a whole number."))
        found = _Search(zones, text.strip().translate(_LIKE), typed, kind)
        today, other, patients = found.today(), found.other(), found.patients()
        shown = today.patient_id | other.patient_id | patients
        self.env["queue.access.log"]._note(text.strip(), zones, shown)
        places = self._search_places(today)
        return {
            "text": text,
            "today": [self._hit(one, places) for one in today],
            "other": [self._hit(one, {}) for one in other],
            "patients": [self._patient_hit(one) for one in patients],
        }

    @api.model
    def _search_places(self, entries):
        """Return {entry id: core place} of those who wait."""
        waiting = entries.filtered(lambda one: one.state in states.IN_LINE)
        places = self.env["queue.line"].sudo()._places(waiting.sudo().line_id.ids)
        return {place.waiting.key: place for place in places}

    @api.model
    def _hit(self, entry, places):
        place = places.get(entry.id)
        labels = dict(entry._fields["state"]._description_selection(self.env))
        verbs = [one for one in self._next_verbs(entry) if KEYS[one] == "F2"]
        return {
            "entry": entry.id,
            "patient": entry.patient_id.id,
            "n": entry.number,
            "name": entry.patient_id.name or "",
            "about": self._about(entry.patient_id),
            "s": entry.state,
            "state": labels[entry.state],
            "queue": entry.queue_id.name,
            "zone": entry.zone_id.name,
            "place": place.position if place else 0,
            "day": entry.service_date.strftime("%Y-%m-%d"),
            "half": dict(entry._fields["half_day"]._description_selection(self.env))[
                entry.half_day
            ],
            "can": self._verb_label(verbs[0]) if verbs else "",
        }

    @api.model
    def _patient_hit(self, patient):
        return {
            "patient": patient.id,
            "name": patient.name or patient.mrn,
            "about": self._about(patient),
            "can": self.env._("Register"),
        }

    @api.model
    def _about(self, patient):
        """Return what tells two patients of one name apart: sex, age, the last digits of the ID."""
        sexes = dict(patient._fields["sex"]._description_selection(self.env))
        parts = [sexes[patient.sex]] if patient.sex in ("m", "f") else []
        if patient.birth_date:
            today = now_ms().date()
            born = patient.birth_date
            age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
            parts.append(self.env._("%s y.", age))
        known = patient.id_no or patient.card_no or patient.phone or ""
        parts += [f"…{known[-4:]}"] if known else []
        return " ".join(parts)


class _Search:
    """One search in some zones."""

    def __init__(self, zones, text, typed, kind):
        self.env, self.zones = zones.env, zones
        self.text, self.typed, self.kind = text, typed, kind
        self.companies = zones.sudo().company_id.ids or [0]
        self.days = tuple(
            (one.id, one.sudo().company_id._queue_half_day()[0]) for one in zones
        ) or ((0, now_ms().date()),)
        self.env.flush_all()

    def today(self):
        """Return today's entries that match, those who are not done first."""
        query = SQL(
            """
            SELECT e.id FROM queue_entry e JOIN queue_patient p ON p.id = e.patient_id
              LEFT JOIN queue_visit v ON v.id = e.visit_id
             WHERE (e.zone_id, e.service_date) IN %s AND (%s)
             ORDER BY e.state IN ('finished', 'transferred', 'cancelled'), e.half_day, e.number_seq
             LIMIT %s
            """,
            self.days, self._today_where(), _TODAY,
        )  # fmt: skip
        self.found_today = self._entries(query)
        return self.found_today

    def other(self):
        """Return entries of other days of the patients that match, the nearest day first."""
        query = SQL(
            """
            SELECT e.id FROM queue_entry e
             WHERE e.patient_id IN %s AND e.zone_id IN %s
               AND (e.zone_id, e.service_date) NOT IN %s AND e.service_date > %s
             ORDER BY abs(e.service_date - %s), e.id DESC LIMIT %s
            """,
            tuple(self._patient_ids()) or (0,), tuple(self.zones.ids) or (0,), self.days,
            self._since(), self.days[0][1], _OTHER,
        )  # fmt: skip
        return self._entries(query)

    def _since(self):
        day = self.days[0][1]
        return day.replace(year=day.year - 1, day=min(day.day, 28))

    def patients(self):
        """Return the patients that match and have no entry today."""
        known = set(self.found_today.patient_id.ids)
        ids = [one for one in self._patient_ids() if one not in known]
        found = self.env["queue.patient"].browse(ids)
        return found.sorted(lambda one: (one.name or "", one.id))[:_OTHER]

    def _entries(self, query):
        ids = [found for (found,) in self.env.execute_query(query)]
        return self.env["queue.entry"].browse(ids)

    # -- conditions ------------------------------------------------------------------------------
    def _today_where(self):
        if self.kind != "code":
            inside = SQL("p.name LIKE %s", f"%{self.text}%") if self.kind == "name" else None
            key = SQL("p.search_key LIKE %s", f"% {self.typed}%")
            return SQL("%s OR %s", key, inside) if inside else key
        parts = [
            SQL("upper(e.number) LIKE %s", f"{self.text.upper()}%"),
            SQL("v.visit_ref = %s", self.text),
            self._exact("p"),
        ]
        if self.typed.isdecimal():
            parts.append(SQL("e.number_seq = %s", min(int(self.typed), 2**31 - 1)))
        if len(self.typed) >= 4:
            parts.append(SQL("p.phone LIKE %s OR p.id_no LIKE %s", *(f"%{self.text}",) * 2))
        return SQL(" OR ").join(parts)

    def _exact(self, alias):
        """Return the condition that a patient carries the text as one of his numbers."""
        texts = tuple({self.text, self.text.upper(), self.text.lower()})
        names = ("mrn", "card_no", "insurance_no", "id_no", "phone")
        return SQL(" OR ").join(SQL("%s IN %s", SQL.identifier(alias, one), texts) for one in names)

    def _patient_ids(self):
        """Return the ids of the hospital's patients that match, not too many."""
        if not hasattr(self, "found_patients"):
            where = self._patients_where()
            query = SQL(
                "SELECT p.id FROM queue_patient p WHERE p.company_id IN %s AND (%s) LIMIT %s",
                tuple(self.companies), where, 2 * _OTHER,
            )  # fmt: skip
            self.found_patients = [found for (found,) in self.env.execute_query(query)]
        return self.found_patients

    def _patients_where(self):
        if self.kind != "code":
            return SQL("p.search_key LIKE %s", f"% {self.typed}%")
        visits = SQL(
            "p.id IN (SELECT patient_id FROM queue_visit"
            " WHERE company_id IN %s AND visit_ref = %s)",
            tuple(self.companies), self.text,
        )  # fmt: skip
        return SQL("%s OR %s", self._exact("p"), visits)
