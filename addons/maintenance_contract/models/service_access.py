import logging
from datetime import timezone

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger
from psycopg2.errors import LockNotAvailable

from ..core import chain
from .clock import naive, utc_now

_logger = logging.getLogger(__name__)

WHAT = [
    ("asked", "Permit asked for"),
    ("granted", "Permit granted"),
    ("refused", "Permit refused"),
    ("withdrawn", "Permit withdrawn"),
    ("opened", "Remote session opened"),
    ("closed", "Remote session closed"),
    ("read", "Data looked at"),
    ("change", "Data changed"),
    ("copy", "Data copied"),
    ("export", "Data handed out"),
    ("step", "Step of work"),
    ("denied", "Denied"),
    ("downloaded", "Log downloaded"),
]
# The facts that the digest covers, in words that do not change with a language or a renaming.
_FACTS = ("what", "who", "permit", "ticket", "session", "detail", "place")
_READ = 2000  # entries read at a time by a verification


class ServiceAccessEntry(models.Model):
    """Who connected to a hospital or touched its data, when, why and by which permit (D3).

    One chain a hospital. Entries are only added: Odoo refuses changes, the database refuses them,
    and the digests show what was done by somebody who is stronger than both.
    """

    _name = "service.access.entry"
    _description = "Entry of the access log"
    _log_access = False
    _order = "company_id, number desc"
    _rec_name = "number"

    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, readonly=True, index=True, ondelete="restrict"
    )
    number = fields.Integer(required=True, readonly=True)
    at = fields.Datetime("When", required=True, readonly=True)
    what = fields.Selection(WHAT, required=True, readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="restrict", index=True)
    who = fields.Char("Name", required=True, readonly=True)
    permit_id = fields.Many2one("service.permit", "Permit", readonly=True, ondelete="restrict")
    permit = fields.Char("Permit number", readonly=True)
    ticket = fields.Char("Ticket number", readonly=True)
    session = fields.Char("Session number", readonly=True)
    detail = fields.Char("What exactly", readonly=True)
    place = fields.Char("From where", readonly=True)
    digest = fields.Char(required=True, readonly=True)

    _number_uniq = models.Constraint(
        "UNIQUE (company_id, number)", "This entry of the access log exists already."
    )

    def init(self):
        """One locked head a hospital; and the database itself refuses any change of the log."""
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS service_access_head (
                company_id int PRIMARY KEY, number int NOT NULL, digest varchar NOT NULL);
            CREATE OR REPLACE FUNCTION service_access_append_only() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'service_access_entry is append-only';
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER service_access_append_only
                BEFORE UPDATE OR DELETE ON service_access_entry
                FOR EACH ROW EXECUTE FUNCTION service_access_append_only();
            CREATE OR REPLACE TRIGGER service_access_no_truncate
                BEFORE TRUNCATE ON service_access_entry
                FOR EACH STATEMENT EXECUTE FUNCTION service_access_append_only();
            """
        )

    def write(self, vals):
        """Refuse: the log is only added to."""
        raise UserError(self.env._("The access log cannot be changed."))

    def unlink(self):
        """Refuse: the log is only added to."""
        raise UserError(self.env._("The access log cannot be changed."))

    @api.model
    def _note(self, hospital, what, detail="", permit=None, session=None, place=""):
        """Add one entry to the hospital's chain and return it; who did it is the present user."""
        number, before = self._locked_head(hospital)
        ticket = (session or permit or self.env["service.permit"]).ticket_id
        values = {
            "what": what,
            "user_id": self.env.uid,
            "who": f"{self.env.user.name} <{self.env.user.login}>",
            "permit_id": permit.id if permit else False,
            "permit": permit.number if permit else "",
            "ticket": ticket.number or "",
            "session": session.number if session else "",
            "detail": detail or "",
            "place": place or "",
            "at": naive(utc_now()),
        }
        digest = chain.digest(before, number + 1, _facts(values))
        self.env.cr.execute(
            "UPDATE service_access_head SET number = %s, digest = %s WHERE company_id = %s",
            (number + 1, digest, hospital.id),
        )
        keys = {"company_id": hospital.id, "number": number + 1, "digest": digest}
        return self.sudo().create(values | keys)

    def _locked_head(self, hospital):
        """Return (number, digest) of the last entry; nobody else adds until we commit."""
        self.env.cr.execute(
            "INSERT INTO service_access_head AS head VALUES (%s, 0, %s)"
            " ON CONFLICT (company_id) DO UPDATE SET number = head.number"
            " RETURNING number, digest",
            (hospital.id, chain.FIRST),
        )
        return self.env.cr.fetchone()

    @api.model
    def _note_denied(self, hospital, detail, permit=None):
        """Add an entry that stays although the request ends in an error.

        A request that has noted something before holds the head itself and would wait for itself:
        then the entry goes into its own transaction, and into the server's log.
        """
        try:
            with mute_logger("odoo.sql_db"), self.env.registry.cursor() as cr:
                cr.execute("SET LOCAL lock_timeout = '2s'")
                env = self.env(cr=cr)
                env["service.access.entry"]._note(
                    hospital.with_env(env), "denied", detail, permit and permit.with_env(env)
                )
        except LockNotAvailable:
            _logger.info("denied to user %s at hospital %s: %s", self.env.uid, hospital.id, detail)
            self._note(hospital, "denied", detail, permit)

    @api.model
    def _verify(self, hospital, anchor=None):
        """Return (entries, head, break or None) of a hospital's chain.

        ``anchor``: (number, digest) that the hospital wrote down. Reads the table itself, so that
        nothing in between can make it look right.
        """
        self.env.cr.execute(
            "SELECT number, digest FROM service_access_head WHERE company_id = %s", (hospital.id,)
        )
        head = self.env.cr.fetchone() or (0, chain.FIRST)
        return head[0], head[1], chain.verify(self._stored(hospital), head, anchor)

    def _stored(self, hospital):
        """Yield the entries as the table holds them, in the order of their numbers."""
        columns = ", ".join(("number", "digest", "at", "user_id", *_FACTS))
        last = 0
        while True:
            self.env.cr.execute(
                f"SELECT {columns} FROM service_access_entry"  # noqa: S608 (own names only)
                " WHERE company_id = %s AND number > %s ORDER BY number LIMIT %s",
                (hospital.id, last, _READ),
            )
            rows = self.env.cr.dictfetchall()
            for row in rows:
                last = row["number"]
                yield chain.Entry(last, _facts(row), row["digest"])
            if len(rows) < _READ:
                return

    @api.model
    def _report(self, hospital, anchor=None):
        """Return one sentence on the hospital's chain for people, and whether it holds."""
        number, digest, broken = self._verify(hospital, anchor)
        if not broken:
            sentence = self.env._(
                "%(hospital)s: %(count)s entries, whole. Last digest: %(digest)s",
                hospital=hospital.name,
                count=number,
                digest=digest,
            )
            return sentence, True
        words = {
            "missing": self.env._("an entry is missing"),
            "altered": self.env._("the entry was altered"),
            "cut": self.env._("the end was cut off"),
            "replaced": self.env._("entries were written anew"),
        }
        return (
            self.env._(
                "%(hospital)s: the log does not hold at entry %(number)s: %(what)s.",
                hospital=hospital.name,
                number=broken.number,
                what=words[broken.what],
            ),
            False,
        )

    def action_verify(self):
        """Read the chains of one's hospitals and say whether they hold."""
        self.check_access("read")
        answers = [self._report(hospital) for hospital in self.env.companies]
        good = all(holds for _sentence, holds in answers)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if good else "danger",
                "sticky": True,
                "title": self.env._("Access log"),
                "message": "\n".join(sentence for sentence, _holds in answers),
            },
        }


def _facts(values):
    moment = values["at"].replace(tzinfo=timezone.utc).isoformat()
    return {name: values[name] or "" for name in _FACTS} | {
        "at": moment,
        "user": values["user_id"] or 0,
    }
