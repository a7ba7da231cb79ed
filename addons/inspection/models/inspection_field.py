import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.maintenance_contract.models.clock import aware
from odoo.exceptions import UserError, ValidationError

from .inspection_checklist import split_options

AHEAD = timedelta(days=14)
BEHIND = timedelta(days=7)
LONGEST = {"name": 200, "note": 500, "text": 4000}
CHOICES = ("ok", "not_ok", "skipped", "gone")
STEPS = ("start", "finish")
FACTS = (
    "check", "photo", "unphoto", "find", "mended", "talk", "untalk", "train", "attend", "advice",
    "unadvice", "words",
)  # fmt: skip


class FieldOp(models.Model):
    _inherit = "field.op"

    @api.model
    def _field_subjects(self):
        return super()._field_subjects() | {"inspection": "inspection.inspection"}


class Inspection(models.Model):
    """What a phone tells of an inspection (see ``field.op``): each entry goes through a door."""

    _inherit = "inspection.inspection"

    @api.model
    def _field_find(self, key):
        """Return the inspection with this number if this user may work on it, else none."""
        found = self.search([("number", "=", key)], limit=1)
        return found if found and found.has_access("write") else self.browse()

    def _field_apply(self, verb, args, told):
        """Take one entry of a phone. Raises UserError for what cannot be taken."""
        if verb not in (*STEPS, *FACTS, "sign"):
            raise ValidationError(self.env._("This version does not know “%s”.", verb))
        self.check_access("write")
        if verb in STEPS:
            return self._field_step(verb, args, told)
        self._check_open()
        if verb in FACTS:
            self._void_signatures()
        return getattr(self, f"_field_do_{verb}")(args, told)

    def _field_step(self, verb, args, told):
        if verb == "start":
            return self._start(aware(told.at), told)
        self._finish(aware(told.at), told)
        return self._freeze_if_ready()

    def _void_signatures(self):
        """What changes after a signature was not signed: both sign anew."""
        if self.hospital_sign or self.engineer_sign:
            self.write({"hospital_sign": False, "engineer_sign": False})

    def _field_answer(self, args):
        found = self.answer_ids.filtered(lambda one: one.id == int(args["item"]))
        if not found:
            raise UserError(self.env._("This item does not stand on the form."))
        return found

    def _field_do_check(self, args, told):
        answer, value = self._field_answer(args), args.get("value")
        given = {
            "choice": args.get("choice") if args.get("choice") in CHOICES else False,
            "has_value": value is not None,
            "value": float(value) if value is not None else 0.0,
            "option": _text(args, "option", "name") or False,
            "note": _text(args, "note"),
        }
        if given["option"] and given["option"] not in split_options(answer.options):
            raise ValidationError(self.env._("%s is none of the choices.", given["option"]))
        answer._give(given, aware(told.at), told)

    def _field_do_photo(self, args, told):
        answer = self._field_answer(args) if args.get("item") else self.answer_ids.browse()
        self.env["inspection.photo"].create(
            {
                "inspection_id": self.id,
                "answer_id": answer.id,
                "name": _text(args, "name"),
                "taken_at": told.at,
                "image": self.env["field.blob"]._take_out(args["blob"]),
                "client_id": told.client_id,
            }
        )

    def _field_do_unphoto(self, args, _told):
        _of_client(self.photo_ids, args).unlink()

    def _field_do_find(self, args, told):
        """A finding of an item that is not right; with ``ticket`` its ticket, too: one tap."""
        found = self._field_answer(args)._find(_text(args, "name"), told.client_id)
        if args.get("ticket"):
            found._make_ticket()

    def _field_do_mended(self, args, told):
        known = (self.finding_ids | self.earlier_finding_ids).filtered(
            lambda one: one.id == int(args["finding"])
        )
        if not known:
            raise UserError(self.env._("This finding is not open any more."))
        known._close(_text(args, "note") or self.env._("Mended on the spot"), aware(told.at))

    def _field_do_talk(self, args, told):
        scores = dict(self.interview_ids._fields["satisfaction"].selection)
        talk = self.env["inspection.interview"].create(
            {
                "inspection_id": self.id,
                "name": _text(args, "name", "name"),
                "department": _text(args, "department", "name"),
                "role": _text(args, "role", "name"),
                "satisfaction": args.get("score") if args.get("score") in scores else False,
                "trouble": _text(args, "trouble", "text"),
                "wish": _text(args, "wish", "text"),
                "sign": self.env["field.blob"]._take_out(args["blob"]) if args["blob"] else False,
                "client_id": told.client_id,
            }
        )
        if args.get("request"):
            talk._make_request()

    def _field_do_untalk(self, args, _told):
        _of_client(self.interview_ids, args).unlink()

    def _field_do_train(self, args, told):
        self.env["inspection.training"].create(
            {
                "inspection_id": self.id,
                "name": _text(args, "name"),
                "minutes": int(args.get("minutes") or 30),
                "trainer_id": self.env.uid,
                "material": _text(args, "material"),
                "client_id": told.client_id,
            }
        )

    def _field_do_attend(self, args, told):
        training = _of_client(self.training_ids, args)
        if not training:
            raise UserError(self.env._("This training does not stand on the form any more."))
        self.env["inspection.attendee"].create(
            {
                "training_id": training.id,
                "name": _text(args, "name", "name"),
                "department": _text(args, "department", "name"),
                "sign": self.env["field.blob"]._take_out(args["blob"]),
                "client_id": told.client_id,
            }
        )

    def _field_do_advice(self, args, told):
        if not _text(args, "name"):
            raise ValidationError(self.env._("Advice: say what you advise."))
        self.env["service.advice"].create(
            {
                "inspection_id": self.id,
                "name": _text(args, "name"),
                "owner": _text(args, "owner", "name"),
                "due_day": fields.Date.to_date(args.get("due") or False),
                "client_id": told.client_id,
            }
        )

    def _field_do_unadvice(self, args, _told):
        _of_client(self.advice_ids, args).unlink()

    def _field_do_words(self, args, _told):
        self.write({"summary": _text(args, "summary", "text")})

    def _field_do_sign(self, args, _told):
        role = "engineer" if args.get("role") == "engineer" else "hospital"
        picture = self.env["field.blob"]._take_out(args["blob"])
        self.write({f"{role}_name": _text(args, "name", "name"), f"{role}_sign": picture})
        self._freeze_if_ready()

    def _freeze_if_ready(self):
        """Freeze the report when it is finished and both have signed; a lack is told."""
        if self.state != "done" or not (self.hospital_sign and self.engineer_sign):
            return
        try:
            with self.env.cr.savepoint():
                self._check_signable()
                self._freeze()
        except UserError as error:
            self.message_post(body=str(error))

    @api.model
    def _field_photo(self, number, ref):
        """Return a photo's JPEG by the number of its inspection and the id its phone gave it."""
        found = _of_client(self._field_find(number).photo_ids, {"ref": ref})[:1]
        return base64.b64decode(found.image) if found else b""

    # -- before the day ----------------------------------------------------------------------------
    def _lay_out(self):
        """Lay out the forms of the days to come, so that a phone has them without a network."""
        for one in self.filtered(lambda one: one.state == "planned" and not one.answer_ids):
            one._take_checklist()

    @api.model
    def _field_mine(self):
        """The inspections of this user to come, at work, or finished within a week."""
        if not self.has_access("write"):
            return self.browse()
        today = self.env.company._service_day()
        mine = ["|", ("user_id", "=", self.env.uid), ("helper_ids", "in", self.env.uid)]
        ahead = [("state", "=", "planned"), ("planned_day", "<=", today + AHEAD)]
        begun = [
            "|", ("state", "=", "working"),
            "&", ("state", "in", ("done", "signed")), ("done_day", ">=", today - BEHIND),
        ]  # fmt: skip
        found = self.search([*mine, *ahead], limit=20) | self.search([*mine, *begun], limit=20)
        return found.sorted(lambda one: (one.planned_at or fields.Datetime.now(), one.id))


def _of_client(records, args):
    """Return the records that this phone's entry made."""
    ref = args.get("ref")
    return records.filtered(lambda one: one.client_id and one.client_id == ref)


def _text(args, name, length="note"):
    """Return a text of an entry, cut to its length."""
    return str(args.get(name) or "").strip()[: LONGEST[length]]
