from collections import defaultdict
from datetime import timezone

from odoo import api, models

from ..core import causes
from ..core.commands import Cancel, Ignore, MergePatients, Register, Serve, UpdatePatient
from ..core.reading import parse_version
from ..core.standing import Standing, canonical, check, numbers

_OPEN = ("registered", "waiting", "benched", "called", "in_service", "no_show", "held", "away")


def _naive(at):
    """An aware moment as Odoo stores it."""
    return at.astimezone(timezone.utc).replace(tzinfo=None)


class HisEffect(models.AbstractModel):
    """What commands do to the queue. One round holds at most one message of a stream."""

    _name = "his.effect"
    _description = "Effects of HIS messages"

    @api.model
    def _apply_round(self, works):
        """Apply the works of a round; each is done, ignored or failed afterwards."""
        about_visits = [w for w in works if isinstance(w.command, (Register, Cancel))]
        self._check_standing(about_visits)
        self._place_all([w for w in about_visits if w.open and isinstance(w.command, Register)])
        for work in works:
            if work.open:
                self._apply_one(work)
        self._remember([w for w in about_visits if w.state == "done" or w.cause == "unknown_visit"])

    @api.model
    def _apply_one(self, work):
        command = work.command
        if isinstance(command, Cancel):
            self._cancel(work)
        elif isinstance(command, Serve):
            self._serve(work)
        elif isinstance(command, UpdatePatient):
            self._update_patient(work)
        elif isinstance(command, MergePatients):
            self._merge(work)
        elif isinstance(command, Ignore):
            work.ignore(command.cause)

    # -- what is known from earlier messages ----------------------------------------------------
    @api.model
    def _check_standing(self, works):
        """Find each work's visit; ignore or fail those that must not change it."""
        wanted = {(w.company_id, number) for w in works for number in numbers(w.command)}
        refs = defaultdict(dict)  # by hospital: looked into once for each work
        for (company, number), row in self._links("ref", wanted).items():
            refs[company][number] = row[0]
        for work in works:
            work.visit = canonical(work.command, refs[work.company_id])
        known = self._links("visit", {(w.company_id, w.visit) for w in works})
        for work in works:
            row = known.get((work.company_id, work.visit))
            standing = Standing(row[1], row[0] or "", row[2]) if row else None
            try:
                check(work.command, work.visit, standing)
            except causes.Refusal as refusal:
                work.refuse(refusal)

    @api.model
    def _links(self, kind, keys):
        """{(company, number): (target, version, cancelled)}."""
        if not keys:
            return {}
        self.env.cr.execute(
            "SELECT l.company_id, l.external_id, l.target, l.version, l.cancelled FROM his_link l"
            " JOIN unnest(%s::int[], %s::varchar[]) AS k(company_id, external_id)"
            " ON l.kind = %s AND (l.company_id, l.external_id) = (k.company_id, k.external_id)",
            [*map(list, zip(*keys, strict=True)), kind],
        )
        return {(row[0], row[1]): row[2:] for row in self.env.cr.fetchall()}

    @api.model
    def _remember(self, works):
        """Keep the newest version of each visit, and all numbers it goes by."""
        rows = []
        for work in works:
            command, company = work.command, work.company_id
            cancelled = isinstance(command, Cancel)
            key = (company, "visit", work.visit)
            rows.append((*key, command.person.mrn, command.version, cancelled))
            rows += [
                (company, "ref", number, work.visit, command.version, False)
                for number in numbers(command)
            ]
        rows = list({row[:3]: row for row in rows}.values())
        if rows:
            self.env.cr.execute_values(
                "INSERT INTO his_link (company_id, kind, external_id, target, version, cancelled)"
                " VALUES %s ON CONFLICT (company_id, kind, external_id) DO UPDATE SET"
                " target = excluded.target, version = excluded.version,"
                " cancelled = excluded.cancelled",
                sorted(rows),
                page_size=len(rows),
            )

    # -- registrations --------------------------------------------------------------------------
    @api.model
    def _place_all(self, works):
        if not works:
            return
        requests = [self._request(work) for work in works]
        for work, request in zip(works, requests, strict=True):
            if work.command.moved:
                self._leave_old_place(work, request)
        ignored = []
        entries = self.env["queue.entry"]._register_all(requests, ignored=ignored)
        for place, work in enumerate(works):
            if place in ignored:
                work.ignore("stale")
            else:
                work.done(entries[place].id)

    @api.model
    def _request(self, work):
        """The dict that ``queue.entry._register_all`` wants."""
        command, target = work.command, work.target
        day, half = self._half_day(work)
        service = command.service
        slot = command.source == "appointment" and service.has_time
        classes = self.env["queue.class"].sudo()
        return {
            "company_id": work.company_id,
            "patient": self._patient(command.person),
            "visit_ref": work.visit,
            "queue_id": target.queue_id,
            "practitioner_id": target.practitioner_id,
            "service_date": day,
            "half_day": half,
            "slot_start": _naive(service.at) if slot else None,
            "source": command.source,
            "class_code": classes.browse(target.class_id).code if target.class_id else None,
            "number": command.number,
            "external_ref": command.appointment or command.visit_ref,
            "source_version": command.version,
        }

    @api.model
    def _patient(self, person):
        names = ("mrn", "name", "sex", "birth_date", "card_no", "insurance_no", "id_no", "phone")
        return {name: getattr(person, name) or None for name in names}

    @api.model
    def _half_day(self, work):
        """Service day and half-day: what the message says, else the time it was written.

        A mere date means the morning, unless it is the very day of writing.
        """
        company = self.env["res.company"].sudo().browse(work.company_id)
        service, written = work.command.service, parse_version(work.command.version)
        day, half = company._queue_half_day(_naive(service.at or written))
        if service.at and not service.has_time:
            today, now_half = company._queue_half_day(_naive(written))
            half = now_half if today == day else "am"
        return day, service.half_day or half

    @api.model
    def _leave_old_place(self, work, request):
        """A visit that moves leaves the queue it stood in, unless it is the same."""
        keys = ("queue_id", "service_date", "half_day")
        old = self._entries(work).filtered(
            lambda entry: (
                (entry.queue_id.id, entry.service_date, entry.half_day)
                != tuple(request[key] for key in keys)
            )
        )
        old._cancel(causes.CAUSES["his_moved"].zh, source_version=work.command.version)

    @api.model
    def _entries(self, work):
        """The open queue entries of a work's visit."""
        return self.env["queue.entry"].search(
            [
                ("company_id", "=", work.company_id),
                ("visit_id.visit_ref", "=", work.visit),
                ("state", "in", _OPEN),
            ]
        )

    # -- the rest -------------------------------------------------------------------------------
    @api.model
    def _cancel(self, work):
        entries = self._entries(work)
        if not entries:
            work.ignore("unknown_visit", work.visit)
            return
        reason = causes.CAUSES[work.command.reason].zh
        entries._cancel(reason, source_version=work.command.version)
        work.done(entries[:1].id)

    @api.model
    def _update_patient(self, work):
        person = work.command.person
        patient = self._patient_record(work.company_id, person.mrn)
        if not patient:
            work.ignore("unknown_patient")
            return
        self.env["queue.entry"]._upsert_patients(
            [
                {
                    "company_id": work.company_id,
                    "patient": self._patient(person),
                    "source_version": work.command.version,
                }
            ]
        )
        work.done()

    @api.model
    def _merge(self, work):
        """Visits and entries of the old patient number become those of the new one."""
        command, company = work.command, work.company_id
        old = self._patient_record(company, command.old_mrn)
        if not old:
            work.ignore("unknown_patient")
            return
        new = self._patient_record(company, command.person.mrn)
        if new:
            self.env.cr.execute(
                "UPDATE queue_visit SET patient_id = %(new)s WHERE patient_id = %(old)s;"
                "UPDATE queue_entry SET patient_id = %(new)s WHERE patient_id = %(old)s",
                {"new": new.id, "old": old.id},
            )
            self.env.invalidate_all()
        else:
            old.write({"mrn": command.person.mrn})
        self.env.cr.execute(
            "UPDATE his_link SET target = %s WHERE company_id = %s AND kind = 'visit'"
            " AND target = %s",
            [command.person.mrn, company, command.old_mrn],
        )
        work.done()

    @api.model
    def _patient_record(self, company_id, mrn):
        return self.env["queue.patient"].search(
            [("company_id", "=", company_id), ("mrn", "=", mrn)]
        )
