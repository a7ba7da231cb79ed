import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.device_registry.models.clock import aware, iso
from odoo.exceptions import UserError, ValidationError

from ..core import visit as rules
from .visit_parts import PHOTO_KINDS

MAX_LIST = 60
DAYS_AHEAD = 7
LONGEST = {"name": 200, "note": 500, "solution": 4000, "serial": 80}
FACTS = ("check", "words", "part", "unpart", "photo", "unphoto", "advice", "unadvice")
CHOICES = ("ok", "not_ok", "skipped")


class FieldOp(models.Model):
    _inherit = "field.op"

    @api.model
    def _field_subjects(self):
        return super()._field_subjects() | {"visit": "service.visit"}


class ServiceVisit(models.Model):
    """A visit on a phone: what the phone keeps, and what it tells (see ``field.op``)."""

    _inherit = "service.visit"

    @api.model
    def _field_find(self, key):
        """Return the visit with this number if this user may work on it, else none."""
        if not self.has_access("write"):
            return self.browse()
        return self.search([("number", "=", key)], limit=1)

    def _field_apply(self, verb, args, told):
        """Take one entry of a phone. Raises UserError for what cannot be taken."""
        if verb in rules.LEADS_TO:
            return self._field_step(verb, args, told)
        if verb not in (*FACTS, "sign"):
            raise ValidationError(self.env._("This version does not know “%s”.", verb))
        if self.signed_at:
            raise UserError(self._is_signed())
        if verb in FACTS:
            self._void_signatures(told)
        return getattr(self, f"_field_do_{verb}")(args, told)

    def _field_step(self, verb, args, told):
        reasons = dict(self.event_ids._fields["reason"].selection)
        reason = args.get("reason") if args.get("reason") in reasons else ""
        if verb == "finish" and not self.signed_at:
            self._field_do_words(args, told)
        self._step(verb, aware(told.at), _text(args, "note"), reason, told)
        if verb == "finish":
            self._freeze_if_ready()

    def _void_signatures(self, told):
        """What changes after a signature was not signed: both sign anew."""
        if self.hospital_sign or self.engineer_sign:
            self.write({"hospital_sign": False, "engineer_sign": False})
            self._log("unsign", aware(told.at), told=told)

    def _field_do_words(self, args, _told):
        outcome = args.get("outcome")
        values = {"outcome": outcome} if outcome in dict(self._fields["outcome"].selection) else {}
        if "solution" in args:
            values["solution"] = _text(args, "solution")
        self.write(values)

    def _field_do_check(self, args, _told):
        item = self.item_ids.filtered(lambda one: one.id == int(args["item"]))
        if not item:
            raise UserError(self.env._("This item stands on the checklist no more."))
        value = args.get("value")
        item.write(
            {
                "choice": args.get("choice") if args.get("choice") in CHOICES else False,
                "has_value": value is not None,
                "value": float(value) if value is not None else 0.0,
                "note": _text(args, "note"),
            }
        )

    def _field_do_part(self, args, told):
        self.env["service.visit.part"].create(
            {
                "visit_id": self.id,
                "kind": "device" if args.get("kind") == "device" else "part",
                "name": _text(args, "name") or self.env._("Part"),
                "quantity": float(args.get("quantity") or 1),
                "old_serial": _text(args, "old", "serial"),
                "new_serial": _text(args, "new", "serial"),
                "client_id": told.client_id,
            }
        )

    def _field_do_unpart(self, args, _told):
        self._of_client(self.part_ids, args).filtered(lambda one: not one.swapped).unlink()

    def _field_do_photo(self, args, told):
        item = self.item_ids.filtered(lambda one: str(one.id) == str(args.get("item")))
        self.env["service.visit.photo"].create(
            {
                "visit_id": self.id,
                "item_id": item.id,
                "kind": args.get("kind") if args.get("kind") in dict(PHOTO_KINDS) else "other",
                "name": _text(args, "name"),
                "taken_at": told.at,
                "image": self.env["field.blob"]._take_out(args["blob"]),
                "client_id": told.client_id,
            }
        )

    def _field_do_unphoto(self, args, _told):
        self._of_client(self.photo_ids, args).unlink()

    def _field_do_advice(self, args, told):
        if not _text(args, "name"):
            raise ValidationError(self.env._("Advice: say what you advise."))
        self.env["service.advice"].create(
            {
                "visit_id": self.id,
                "name": _text(args, "name"),
                "owner": _text(args, "owner", "serial"),
                "due_day": fields.Date.to_date(args.get("due") or False),
                "client_id": told.client_id,
            }
        )

    def _field_do_unadvice(self, args, _told):
        self._of_client(self.advice_ids, args).unlink()

    def _field_do_sign(self, args, _told):
        role = "engineer" if args.get("role") == "engineer" else "hospital"
        picture = self.env["field.blob"]._take_out(args["blob"])
        self.write({f"{role}_name": _text(args, "name", "serial"), f"{role}_sign": picture})
        self._freeze_if_ready()

    @staticmethod
    def _of_client(records, args):
        return records.filtered(lambda one: one.client_id and one.client_id == args.get("ref"))

    def _freeze_if_ready(self):
        """Freeze the record when it is finished and signed; a lack is told, nothing is lost."""
        if self.state != "done" or self.signed_at:
            return
        if not (self.hospital_sign and self.engineer_sign):
            return
        try:
            with self.env.cr.savepoint():
                self._check_signable()
                self._freeze()
        except UserError as error:
            self.message_post(body=str(error))

    @api.model
    def _field_photo(self, number, ref):
        """Return a photo's JPEG by the number of its visit and the id its phone gave it."""
        photos = self._field_find(number).photo_ids
        found = self._of_client(photos, {"ref": ref})[:1]
        return base64.b64decode(found.image) if found else b""

    # -- what the phone keeps ---------------------------------------------------------------------
    @api.model
    def _field_day(self):
        """Return the visits of this user and the rules by which a phone shows them."""
        return {
            "next": rules.NEXT,
            "leads_to": rules.LEADS_TO,
            "reasons": self._field_words("service.visit.event", "reason"),
            "outcomes": self._field_words(self._name, "outcome"),
            "photo_kinds": self._field_words("service.visit.photo", "kind"),
            "states": self._field_words(self._name, "state"),
            "list": [one._field_visit() for one in self._field_mine()],
        }

    def _field_words(self, model, name):
        return self.env[model]._fields[name]._description_selection(self.env)

    @api.model
    def _field_mine(self):
        """The visits to come within a week, those begun, and those that lack a signature."""
        if not self.has_access("write"):
            return self.browse()
        now = fields.Datetime.now()
        mine = [("user_id", "=", self.env.uid)]
        ahead = [
            ("state", "not in", ("done", "abandoned")),
            ("planned_start", "<", now + timedelta(days=DAYS_AHEAD)),
        ]
        behind = [
            ("state", "=", "done"), ("ended_at", ">", now - timedelta(days=DAYS_AHEAD)),
            "|", ("signed_at", "=", False), ("ended_at", ">", now - timedelta(hours=18)),
        ]  # fmt: skip
        found = self.search([*mine, *ahead], limit=MAX_LIST) | self.search(
            [*mine, *behind], limit=MAX_LIST
        )
        return found.sorted(
            lambda one: (one.planned_start, one.site_id.complete_name or "", one.id)
        )

    def _field_visit(self):
        self.ensure_one()
        partner = self.company_id.sudo().partner_id
        return {
            "key": self.number,
            "name": self.name,
            "state": self.state,
            "planned": iso(aware(self.planned_start)),
            "minutes": self.planned_minutes,
            "hospital": self.company_id.sudo().name,
            "address": (partner.contact_address_inline or "").strip(", "),
            "place": self.site_id.complete_name or "",
            "contact": self.contact_name or "",
            "phone": self.contact_phone or "",
            "instructions": self.instructions or "",
            "device": self._field_device(),
            "ticket": self._field_ticket(),
            "items": [one._field_item() for one in self.item_ids],
            "parts": [one._field_part() for one in self.part_ids],
            "photos": [
                {"ref": one.client_id or "", "kind": one.kind, "name": one.name or ""}
                | {"item": one.item_id.id, "there": True}
                for one in self.photo_ids
            ],
            "advice": [
                {"ref": one.client_id or "", "name": one.name, "due": str(one.due_day or "")}
                for one in self.advice_ids
            ],
            "outcome": self.outcome or "",
            "solution": self.solution or "",
            "hospital_name": self.hospital_name or "",
            "engineer_name": self.engineer_name or "",
            "hospital_signed": bool(self.hospital_sign),
            "engineer_signed": bool(self.engineer_sign),
            "signed": bool(self.signed_at),
            "times": {
                name: iso(aware(self[f"{name}_at"])) if self[f"{name}_at"] else ""
                for name in ("departed", "arrived", "started", "ended")
            },
        }

    def _field_device(self):
        device = self.device_id
        if not device:
            return None
        before = self.env["service.ticket"].search(
            [("device_id", "=", device.id), ("id", "!=", self.ticket_id.id)],
            order="reported_at desc", limit=3,
        )  # fmt: skip
        return {
            "name": device.name,
            "serial": device.serial_no or "",
            "model": device.model or "",
            "before": [
                {"number": one.number, "name": one.name, "day": str(one.reported_at.date())}
                | {"solution": (one.solution or "")[:200]}
                for one in before
            ],
        }

    def _field_ticket(self):
        ticket = self.ticket_id
        if not ticket:
            return None
        kinds = dict(ticket.clock_ids._fields["kind"]._description_selection(self.env))
        return {
            "number": ticket.number,
            "name": ticket.name,
            "severity": f"{ticket.severity_id.item or ''} {ticket.severity_id.name or ''}".strip(),
            "description": ticket.description or "",
            "clocks": [
                {"kind": kinds[one.kind], "due": iso(aware(one.due_at)), "status": one.status}
                for one in ticket.clock_ids
                if not one.closed_at and one.status in ("running", "breached", "paused")
            ],
        }


class ServiceVisitItem(models.Model):
    _inherit = "service.visit.item"

    def _field_item(self):
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "required": self.required,
            "unit": self.unit or "",
            "low": self.low if self.has_low else None,
            "high": self.high if self.has_high else None,
            "value": self.value if self.has_value else None,
            "choice": self.choice or "",
            "note": self.note or "",
        }


class ServiceVisitPart(models.Model):
    _inherit = "service.visit.part"

    def _field_part(self):
        return {
            "ref": self.client_id or "",
            "kind": self.kind,
            "name": self.name,
            "quantity": self.quantity,
            "old": self.old_serial or "",
            "new": self.new_serial or "",
        }


def _text(args, name, limit=""):
    """Return a text of a phone's entry, not longer than its field takes."""
    return str(args.get(name) or "").strip()[: LONGEST.get(limit or name, 200)]
