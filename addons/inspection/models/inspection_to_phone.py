from odoo import api, models
from odoo.addons.device_registry.models.clock import iso
from odoo.addons.maintenance_contract.models.clock import aware

from .inspection_checklist import split_options


class Inspection(models.Model):
    """What a phone keeps of an inspection, so that it works in a basement."""

    _inherit = "inspection.inspection"

    @api.model
    def _field_day(self):
        """Return the inspections of this user and the words for what can be chosen."""
        found = self._field_mine()
        return {
            "states": self._field_words("inspection.inspection", "state"),
            "sections": self._field_words("inspection.answer", "section"),
            "results": self._field_words("inspection.answer", "result"),
            "scores": self._field_words("inspection.interview", "satisfaction"),
            "list": [one._field_inspection() for one in found],
        }

    def _field_words(self, model, name):
        return self.env[model]._fields[name]._description_selection(self.env)

    def _field_inspection(self):
        self.ensure_one()
        partner = self.company_id.sudo().partner_id
        return {
            "key": self.number,
            "hospital": self.company_id.sudo().name,
            "address": (partner.contact_address_inline or "").strip(", "),
            "planned": iso(aware(self.planned_at or self.create_date)),
            "window": f"{self.window_first} – {self.window_last}",
            "of_year": f"{self.slot}/{self.plan_id.quota}",
            "state": self.state,
            "version": self.version,
            "contact": self.contact_name or "",
            "phone": self.contact_phone or "",
            "summary": self.summary or "",
            "answers": [one._field_answer_row() for one in self.answer_ids.sorted("rank")],
            "earlier": [one._field_finding() for one in self.earlier_finding_ids],
            "findings": [one._field_finding() for one in self.finding_ids],
            "photos": [
                {"ref": one.client_id or "", "item": one.answer_id.id, "name": one.name or ""}
                for one in self.photo_ids
            ],
            "talks": [one._field_talk() for one in self.interview_ids],
            "trainings": [one._field_training() for one in self.training_ids],
            "advice": [
                {"ref": one.client_id or "", "name": one.name, "due": str(one.due_day or "")}
                for one in self.advice_ids
            ],
            "hospital_name": self.hospital_name or "",
            "engineer_name": self.engineer_name or "",
            "hospital_signed": bool(self.hospital_sign),
            "engineer_signed": bool(self.engineer_sign),
        }


class InspectionAnswer(models.Model):
    _inherit = "inspection.answer"

    def _field_answer_row(self):
        results = dict(self._fields["result"]._description_selection(self.env))
        before = [results.get(self.last_result, ""), self.last_value or ""]
        return {
            "id": self.id,
            "section": self.section,
            "place": self.site_id.complete_name or "",
            "device": self.device_id.id,
            "device_name": self.device_id.name or "",
            "serial": self.device_id.serial_no or "",
            "name": self.name,
            "hint": self.sudo().item_id.hint or "",
            "kind": self.kind,
            "required": self.required,
            "photo_required": self.photo_required,
            "unit": self.unit or "",
            "low": self.low if self.has_low else None,
            "high": self.high if self.has_high else None,
            "expected": self.expected if self.kind == "count" else None,
            "options": split_options(self.options),
            "right": split_options(self.right_options),
            "choice": self.choice or "",
            "value": self.value if self.has_value else None,
            "option": self.option or "",
            "note": self.note or "",
            "source": self.source or "",
            "before": " ".join(filter(None, before)),
            "found": bool(self.finding_id),
            "clash": self.clash,
        }


class InspectionFinding(models.Model):
    _inherit = "inspection.finding"

    def _field_finding(self):
        return {
            "id": self.id,
            "ref": self.client_id or "",
            "item": self.answer_id.id,
            "name": self.name,
            "where": " · ".join(filter(None, [self.device_id.name, self.site_id.complete_name])),
            "severity": self.severity_id.name,
            "times": self.times,
            "ticket": self.sudo().ticket_id.number or "",
            "state": self.state,
        }


class InspectionInterview(models.Model):
    _inherit = "inspection.interview"

    def _field_talk(self):
        return {
            "ref": self.client_id or "",
            "name": self.name,
            "department": self.department,
            "score": self.satisfaction or "",
            "wish": self.wish or "",
            "trouble": self.trouble or "",
            "ticket": self.sudo().ticket_id.number or "",
        }


class InspectionTraining(models.Model):
    _inherit = "inspection.training"

    def _field_training(self):
        return {
            "ref": self.client_id or "",
            "name": self.name,
            "minutes": self.minutes,
            "people": [f"{one.department or ''} {one.name}".strip() for one in self.attendee_ids],
        }
