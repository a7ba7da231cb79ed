"""Registering at the triage desk: walk-ins, known patients, extra numbers; and the slip."""

from odoo import api, models
from odoo.exceptions import UserError

from .clock import now_ms

_PATIENT = ("name", "sex", "id_no", "card_no", "phone")


class QueueDesk(models.AbstractModel):
    _inherit = "queue.desk"

    @api.model
    def desk_register_form(self, zone_ids=None, patient_id=None):
        """Return the fields of a registration, filled for a known patient."""
        _ = self.env._
        zones = self._desk_zones(zone_ids)
        patient = self._desk_patient(patient_id)
        queues = self.env["queue.queue"].search([("zone_id", "in", zones.ids)])
        classes = self.env["queue.class"].search(
            [("company_id", "in", [False, *zones.company_id.ids])]
        )
        sexes = patient._fields["sex"]._description_selection(self.env)
        several = len(zones) > 1
        options = [
            {"value": one.id, "label": f"{one.name}（{one.zone_id.name}）" if several else one.name}
            for one in queues
        ]
        empty = [{"value": "", "label": "—"}]
        fields = [
            self._field("queue", _("Queue"), "choice", options=options),
            self._field("name", _("Name"), value=patient.name or ""),
            self._field(
                "sex",
                _("Sex"),
                "choice",
                options=empty + [{"value": code, "label": label} for code, label in sexes],
                value=patient.sex or "",
                required=False,
            ),
            self._field("id_no", _("ID number"), value=patient.id_no or "", required=False),
            self._field("card_no", _("Card number"), value=patient.card_no or "", required=False),
            self._field("phone", _("Phone"), value=patient.phone or "", required=False),
            self._field(
                "class",
                _("Class"),
                "choice",
                options=[{"value": 0, "label": _("No class")}, *self._options(classes, "name")],
                value=0,
                required=False,
            ),
        ]
        if self.env["queue.entry"]._is_lead():
            label = _("Extra number beyond the quota (needs a reason)")
            fields.append(self._field("extra", label, "check", value=False, required=False))
            fields.append(self._reason_field() | {"required": False})
        return {"patient": patient.id or 0, "fields": fields}

    @api.model
    def _desk_patient(self, patient_id):
        patient = self.env["queue.patient"].browse(int(patient_id or 0) or ())
        if patient:
            patient.check_access("read")
        return patient

    @api.model
    def desk_register(self, values, request_id):
        """Register a patient in a queue of the user's zones and check in; return {entry, message}.

        ``values``: what ``desk_register_form`` asks, and ``patient``: the id of a known one. Sent
        twice with one ``request_id`` it acts once.
        """
        queue = self.env["queue.queue"].browse(int(values.get("queue") or 0))
        if queue.zone_id not in self._desk_zones():
            raise UserError(self.env._("Choose a queue of your zones."))
        if not values.get("name"):
            raise UserError(self.env._("Please write the patient's name."))
        known = self._desk_patient(values.get("patient"))
        patient = {name: values[name] for name in _PATIENT if values.get(name)}
        patient["mrn"] = known.mrn or f"desk:{request_id}"
        entry = self._issue(queue, patient, values, request_id)
        what = f"{entry.number} {values['name']}"
        return {"entry": entry.id, "message": self.env._("%s: registered and waiting", what)}

    @api.model
    def _issue(self, queue, patient, values, request_id):
        patient_class = self.env["queue.class"].browse(int(values.get("class") or 0) or ())
        patient_class.check_access("read")
        more = {"class_code": patient_class.code or None}
        if values.get("extra"):
            return queue._issue_extra(patient, request_id, values.get("reason"), **more)
        return queue._register_walk_in(request_id, patient, **more)

    @api.model
    def desk_slip(self, entry_id):
        """Return what is printed on the slip of an entry of the user's zones."""
        entry = self._desk_entry(entry_id)
        place = self._search_places(entry).get(entry.id)
        facts = self.env["queue.queue"]._facts(entry.queue_id.id)
        low, high = entry._wait_ranges().get(entry.id, (None, None))
        return {
            "hospital": entry.sudo().company_id.name,
            "zone": entry.zone_id.name,
            "queue": entry.queue_id.name,
            "n": entry.number,
            "room": entry.point_id.name or "",
            "place": place.position if place else 0,
            "why": facts.explain(place, self.env.lang) if place else "",
            "low": low,
            "high": high,
            "phone": entry.visit_id.sudo()._phone_url(),
            "at": self._wall(entry, now_ms(), "%Y-%m-%d %H:%M"),
        }
