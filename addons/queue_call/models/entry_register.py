"""Registration: patients, visits and entries written as sets, safe to repeat."""

import json
import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.numbering import format_number
from .clock import now_ms
from .pinyin import search_key

_logger = logging.getLogger(__name__)

_BOOLEANS = frozenset({"paid", "extra"})
_PATIENT_TEXT = ("name", "sex", "card_no", "insurance_no", "id_no", "phone")


def _key(request):
    return request["queue_id"], request["service_date"], request["half_day"]


def _entry_key(request):
    return (request["visit_id"], *_key(request))


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    @api.model
    def _register_all(self, requests, ignored=None):
        """Register patients in queues; return their entries in the order of ``requests``.

        A request is a dict: company_id, patient {mrn, name, sex (m|f|u), birth_date, card_no,
        insurance_no, id_no, phone}, visit_ref, queue_id, service_date (date), half_day (am|pm),
        and if known practitioner_id, slot_start (naive UTC), source, class_code, number (of the
        HIS), paid (False: the fee is due), extra, external_ref, source_version (text that grows).
        Patients are recognised by company and mrn, visits by company and visit_ref, entries by
        visit, queue, date and half-day. Sent again, it changes nothing; with an older version it
        is ignored, and its index is appended to the list ``ignored``. A number is given once, at
        the first registration.

        Raises UserError when a queue is unknown or belongs to another hospital.
        """
        if not requests:
            return self.browse()
        requests = [self._normal_request(one) for one in requests]
        patients = self._upsert_patients(requests)
        visits = self._upsert_visits(requests, patients)
        for one in requests:
            one["patient_id"] = patients[one["company_id"], one["patient"]["mrn"]]
            one["visit_id"] = visits[one["company_id"], one["visit_ref"]]
        known = self._lock_known(requests)
        fresh = self._sort_out(requests, known, ignored)
        self._insert_entries(fresh, known)
        self._flag_shared_cards(requests)
        return self.browse(known[_entry_key(one)]["id"] for one in requests)

    @api.model
    def _normal_request(self, request):
        """Return a copy with every key present, dates as dates, the queue checked."""
        given = {
            key: None if value is False and key not in _BOOLEANS else value
            for key, value in request.items()
        }
        one = {"class_code": None, "source_version": None, "number": None, **given}
        one["service_date"] = self._fields["service_date"].to_date(one["service_date"])
        queue = self.env["queue.queue"]._facts(one["queue_id"])
        if not queue.zone_id or queue.company_id != one["company_id"]:
            raise UserError(self.env._("The queue is not one of this hospital."))
        one["facts"] = queue
        one["practitioner_id"] = one.get("practitioner_id") or queue.practitioner_id
        return one

    # -- patients and visits --------------------------------------------------------------------
    @api.model
    def _upsert_patients(self, requests):
        rows = {}
        for one in requests:
            key = one["company_id"], one["patient"]["mrn"]
            row = rows.setdefault(key, {"company_id": key[0], "mrn": key[1]})
            if (one["source_version"] or "") >= (row.get("source_version") or ""):
                row.update({k: v for k, v in one["patient"].items() if v})
                row["source_version"] = one["source_version"]
        for row in rows.values():
            row["search_key"] = search_key(row.get("name") or "")
        self.env.cr.execute(
            """
            INSERT INTO queue_patient AS p (company_id, mrn, name, search_key, sex, birth_date,
                   card_no, insurance_no, id_no, phone, source_version, create_date, write_date,
                   create_uid, write_uid)
            SELECT company_id, mrn, coalesce(name, ''), search_key, sex, birth_date, card_no,
                   insurance_no, id_no, phone, source_version, %(now)s, %(now)s, %(uid)s, %(uid)s
              FROM jsonb_to_recordset(%(rows)s) AS r(company_id int, mrn varchar, name varchar,
                   search_key varchar, sex varchar, birth_date date, card_no varchar,
                   insurance_no varchar, id_no varchar, phone varchar, source_version varchar)
             ORDER BY company_id, mrn
            ON CONFLICT (company_id, mrn) DO UPDATE
               SET name = coalesce(nullif(excluded.name, ''), p.name),
                   search_key = coalesce(nullif(excluded.search_key, ''), p.search_key),
                   sex = coalesce(excluded.sex, p.sex),
                   birth_date = coalesce(excluded.birth_date, p.birth_date),
                   card_no = coalesce(excluded.card_no, p.card_no),
                   insurance_no = coalesce(excluded.insurance_no, p.insurance_no),
                   id_no = coalesce(excluded.id_no, p.id_no),
                   phone = coalesce(excluded.phone, p.phone),
                   source_version = coalesce(excluded.source_version, p.source_version),
                   write_date = excluded.write_date, write_uid = excluded.write_uid
             WHERE coalesce(p.source_version, '') COLLATE "C"
                   <= coalesce(excluded.source_version, '') COLLATE "C"
            RETURNING company_id, mrn, id
            """,
            self._upsert_params(rows.values()),
        )
        return self._ids_by_key("queue.patient", "mrn", rows)

    @api.model
    def _upsert_visits(self, requests, patients):
        rows = {}
        for one in requests:
            key = one["company_id"], one["visit_ref"]
            patient = patients[one["company_id"], one["patient"]["mrn"]]
            rows[key] = {
                "company_id": key[0],
                "visit_ref": key[1],
                "patient_id": patient,
                "source": one.get("source"),
            }
        self.env.cr.execute(
            """
            INSERT INTO queue_visit AS v (company_id, visit_ref, patient_id, source,
                   create_date, write_date, create_uid, write_uid)
            SELECT company_id, visit_ref, patient_id, source, %(now)s, %(now)s, %(uid)s, %(uid)s
              FROM jsonb_to_recordset(%(rows)s) AS r(company_id int, visit_ref varchar,
                   patient_id int, source varchar)
             ORDER BY company_id, visit_ref
            ON CONFLICT (company_id, visit_ref) DO UPDATE SET write_date = excluded.write_date
            RETURNING company_id, visit_ref, id
            """,
            self._upsert_params(rows.values()),
        )
        return self._ids_by_key("queue.visit", "visit_ref", rows)

    @api.model
    def _upsert_params(self, rows):
        return {
            "rows": json.dumps(list(rows), default=str),
            "now": now_ms(),
            "uid": self.env.uid,
        }

    @api.model
    def _ids_by_key(self, model, name, keys):
        """Return {(company id, value of ``name``): id}, and drop what the cache knew.

        What the upsert just written returned need not be looked for; it returns no row that is
        newer than what was given.
        """
        found = {(company, value): new for company, value, new in self.env.cr.fetchall()}
        missing = tuple(key for key in keys if key not in found)
        if missing:
            query = SQL(
                "SELECT company_id, %s, id FROM %s WHERE (company_id, %s) IN %s",
                SQL.identifier(name),
                SQL.identifier(self.env[model]._table),
                SQL.identifier(name),
                missing,
            )
            rows = self.env.execute_query(query)
            found |= {(company, value): new for company, value, new in rows}
        self.env[model].browse(found.values()).invalidate_recordset()
        return found

    # -- entries --------------------------------------------------------------------------------
    @api.model
    def _lock_known(self, requests):
        """Return {(visit, queue, date, half-day): row} of entries known, locked by id.

        Of several (one standing, others cancelled) the latest counts.
        """
        self.env.cr.execute(
            """
            SELECT id, visit_id, queue_id, service_date, half_day, state, source_version,
                   class_id, slot_start, practitioner_id
              FROM queue_entry WHERE visit_id IN %s ORDER BY id FOR NO KEY UPDATE
            """,
            (tuple({one["visit_id"] for one in requests}),),
        )
        names = "visit_id", "queue_id", "service_date", "half_day"
        rows = self.env.cr.dictfetchall()
        return {tuple(row[name] for name in names): row for row in rows}

    @api.model
    def _sort_out(self, requests, known, ignored):
        """Update what is known in an older version; return the requests that are new."""
        fresh = {}
        for index, one in enumerate(requests):
            key = _entry_key(one)
            row, version = known.get(key), one["source_version"] or ""
            if row is None:
                fresh[key] = {**fresh.get(key, {}), **one}
            elif version < (row["source_version"] or ""):
                _logger.info("registration of visit %s is older than known", one["visit_ref"])
                if ignored is not None:
                    ignored.append(index)
            elif row["state"] in ("cancelled", "transferred"):
                if version > (row["source_version"] or "") or one.get("again"):
                    fresh[key] = one
            elif version > (row["source_version"] or ""):
                self._update_known(row, one)
        return list(fresh.values())

    @api.model
    def _update_known(self, row, one):
        """Take over class, slot and doctor of a newer version; the number stays."""
        entry = self.browse(row["id"])
        values = {
            "source_version": one["source_version"],
            "external_ref": one.get("external_ref") or entry.sudo().external_ref,
            "slot_start": one.get("slot_start") or row["slot_start"],
            "practitioner_id": one.get("practitioner_id") or row["practitioner_id"],
        }
        new_class = self._class_ids([one]).get((one["company_id"], one["class_code"]))
        if one.get("paid") is not None:
            values["paid"] = one["paid"]
        entry.sudo().write(values)
        entry.flush_recordset()
        row.update(source_version=one["source_version"])
        if new_class and new_class != row["class_id"]:
            entry._set_class(self.env["queue.class"].sudo().browse(new_class))

    @api.model
    def _class_ids(self, requests):
        """Return {(company id, code): class id} for the classes that the requests name."""
        codes = {one["class_code"] for one in requests if one["class_code"]}
        if not codes:
            return {}
        companies = {one["company_id"] for one in requests}
        classes = self.env["queue.class"].sudo().search_fetch([("code", "in", list(codes))])
        found = {}
        for one in classes.sorted(lambda one: bool(one.company_id)):
            for company in [one.company_id.id] if one.company_id else companies:
                found[company, one.code] = one.id
        return found

    @api.model
    def _insert_entries(self, requests, known):
        """Insert entries with their numbers, and add them to ``known``."""
        if not requests:
            return
        lines = self.env["queue.line"]._ensure(_key(one) for one in requests)
        self._give_numbers(requests, lines)
        classes = self._class_ids(requests)
        now = now_ms()
        rows = [self._entry_values(one, lines, classes, now) for one in requests]
        names = list(rows[0])
        query = SQL(
            "INSERT INTO queue_entry (%(names)s) SELECT %(names)s"
            " FROM ROWS FROM (jsonb_to_recordset(%(rows)s) AS (%(columns)s)) WITH ORDINALITY"
            " ORDER BY ordinality RETURNING id",
            names=SQL(", ").join(map(SQL.identifier, names)),
            columns=self._columns_sql(names),
            rows=json.dumps(rows, default=str),
        )
        ids = [new for (new,) in self.env.execute_query(query)]
        events = []
        for new, one, row in zip(ids, requests, rows, strict=True):
            known[_entry_key(one)] = {**row, "id": new}
            events.append(self._register_event(new, row, now))
        self._flag_over_quota(requests, known)
        self.env["queue.event"]._collect(events)
        self._on_moved(events)

    @api.model
    def _columns_sql(self, names):
        """Return the columns of these fields with their types, as a record set names them."""
        return SQL(", ").join(
            SQL("%s %s", SQL.identifier(name), SQL(self._fields[name].column_type[1]))
            for name in names
        )

    @api.model
    def _entry_values(self, one, lines, classes, now):
        queue = one["facts"]
        return {
            "company_id": one["company_id"],
            "visit_id": one["visit_id"],
            "patient_id": one["patient_id"],
            "queue_id": one["queue_id"],
            "zone_id": queue.zone_id,
            "line_id": lines[_key(one)],
            "service_date": one["service_date"],
            "half_day": one["half_day"],
            "number": format_number(queue.prefix, one["number"], queue.width),
            "number_seq": one["number"],
            "late": False,
            "paid": one.get("paid") is not False,
            "extra": bool(one.get("extra")),
            "ready": True,
            "round_no": one.get("round_no") or 1,
            "class_id": classes.get((one["company_id"], one["class_code"])),
            "practitioner_id": one["practitioner_id"],
            "slot_start": one.get("slot_start"),
            "source": one.get("source") or "walk_in",
            "state": "registered",
            "registered_at": now,
            "recall_count": 0,
            "return_count": 0,
            "external_ref": one.get("external_ref"),
            "source_version": one["source_version"],
            "problem": one.get("problem"),
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
            "create_date": now,
            "write_date": now,
        }

    @api.model
    def _register_event(self, entry_id, row, now):
        names = "company_id", "zone_id", "queue_id", "line_id"
        return {
            **{name: row[name] for name in names},
            "entry_id": entry_id,
            "action": f"register-{row['visit_id']}",
            "verb": "register",
            "source": "",
            "target": "registered",
            "at": now,
            "user_id": self.env.uid,
            "device_id": self.env.context.get("queue_device_id"),
        }
