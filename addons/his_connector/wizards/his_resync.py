from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import schema

_RANGE = """
    interface_id = %s AND received_at >= %s AND received_at < %s AND state = ANY(%s)
    AND (body <> '' OR corrected <> '')
"""
_STATES = {"failed": ["failed"], "all": ["failed", "done", "ignored"]}


class HisResync(models.TransientModel):
    """What came in a span of time is applied once more, behind everything that is live.

    What is newer stays: an older message never overwrites it. A database is read again besides.
    """

    _name = "his.resync"
    _description = "Apply a range of HIS messages again"

    interface_id = fields.Many2one(
        "his.interface",
        required=True,
        default=lambda self: self.env["his.interface"].search([], limit=1),
    )
    begin = fields.Datetime(
        "From", required=True, default=lambda self: fields.Datetime.now() - timedelta(hours=4)
    )
    end = fields.Datetime("To", required=True, default=lambda self: fields.Datetime.now())
    what = fields.Selection(
        [("failed", "Only those to be worked on"), ("all", "All of them")],
        required=True,
        default="failed",
    )
    count = fields.Integer("Messages", compute="_compute_counts")
    waiting = fields.Integer("Still to be applied", compute="_compute_counts")
    emptied = fields.Integer("Without body (too old)", compute="_compute_counts")
    from_database = fields.Boolean(compute="_compute_counts")

    @api.depends("interface_id", "begin", "end", "what")
    def _compute_counts(self):
        for wizard in self:
            wizard.count = wizard.waiting = wizard.emptied = 0
            wizard.from_database = wizard.interface_id.transport == "database"
            if not (wizard.interface_id and wizard.begin and wizard.end):
                continue
            wizard._check_own()
            self.env.cr.execute(
                "SELECT count(*) FILTER (WHERE state = ANY(%s)"
                " AND (body <> '' OR corrected <> '')),"
                " count(*) FILTER (WHERE state IN ('new', 'retry')),"
                " count(*) FILTER (WHERE body = '' AND corrected IS NULL) FROM his_inbox"
                " WHERE interface_id = %s AND received_at >= %s AND received_at < %s",
                [_STATES[wizard.what], wizard.interface_id.id, wizard.begin, wizard.end],
            )
            wizard.count, wizard.waiting, wizard.emptied = self.env.cr.fetchone()

    def action_run(self):
        """Set the messages to be applied; the page of messages shows how they go."""
        self.ensure_one()
        self._check_own()
        if self.end <= self.begin:
            raise UserError(self.env._("The end lies before the beginning."))
        span = f"{self.begin:%Y-%m-%d %H:%M} – {self.end:%Y-%m-%d %H:%M} UTC, {self.what}"
        company = self.interface_id.company_id
        self.env["his.audit"]._note_range(
            "resync", company, f"{self.interface_id.name}: {span}, {self.count}"
        )
        values = [self.interface_id.id, self.begin, self.end, _STATES[self.what]]
        if self.what == "failed":
            self.env.cr.execute(f"SELECT id FROM his_inbox WHERE {_RANGE}", values)  # noqa: S608
            messages = self.env["his.message"].browse(row[0] for row in self.env.cr.fetchall())
            messages._replay()
        else:
            self._replay_all(values)
        if self.from_database:
            self._read_again()
        return self._messages()

    def _replay_all(self, values):
        self.env.cr.execute(
            "UPDATE his_inbox SET state = 'new', cause = NULL, detail = NULL, tries = 0,"  # noqa: S608
            " next_at = now() AT TIME ZONE 'UTC', code_kind = NULL, code = NULL, lane = 'bulk'"
            f" WHERE {_RANGE}",
            values,
        )
        self.env.cr.execute("SELECT pg_notify(%s, '')", [schema.INBOX_CHANNEL])
        self.env["his.message"].invalidate_model()

    def _read_again(self):
        """Let the gateway compare these days with the source and take what lacks here.

        Days of the hospital: early in its morning UTC still writes the day before.
        """
        zone = self.interface_id._watch_zone()
        begin, end = (
            moment.replace(tzinfo=timezone.utc).astimezone(zone).date()
            for moment in (self.begin, self.end)
        )
        self.env.cr.execute(
            "UPDATE his_source SET resync_from = %s, resync_to = %s WHERE interface_id = %s",
            [begin, end, self.interface_id.id],
        )

    def _check_own(self):
        self.interface_id.check_access("read")
        self.env["his.message"].check_access("read")

    def _messages(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("his_connector.his_message_action")
        action["domain"] = [
            ("interface_id", "=", self.interface_id.id),
            ("received_at", ">=", self.begin),
            ("received_at", "<", self.end),
        ]
        action["context"] = {"search_default_by_state": 1}
        action["target"] = "main"
        return action
