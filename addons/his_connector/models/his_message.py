from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import causes, charset, schema
from ..core.intake import accepted_key
from ..core.lanes import MANY
from ..core.reading import parse


class HisMessage(models.Model):
    """A row of the inbox as an operator sees it. The gateway writes the rows, without Odoo.

    Names and bodies are not shown here: whoever needs them opens the message, which is logged.
    """

    _name = "his.message"
    _description = "HIS message"
    _table = "his_inbox"
    _table_query = "SELECT * FROM his_inbox"  # Odoo knows no partitioned tables
    _auto = False
    _log_access = False
    _order = "id desc"
    _rec_name = "control_id"

    interface_id = fields.Many2one("his.interface", readonly=True)
    company_id = fields.Many2one("res.company", "Hospital", readonly=True)
    received_at = fields.Datetime("Received", readonly=True)
    source_at = fields.Datetime("Written by the HIS", readonly=True)
    peer = fields.Char("Sent from", readonly=True)
    control_id = fields.Char("Control id (MSH-10)", readonly=True)
    message_type = fields.Char("Type", readonly=True)
    mrn = fields.Char("Patient number", readonly=True)
    visit_ref = fields.Char("Visit number", readonly=True)
    charset = fields.Char(readonly=True)
    size = fields.Integer("Bytes", readonly=True)
    state = fields.Selection(
        [
            ("new", "To be applied"),
            ("retry", "To be tried again"),
            ("done", "Applied"),
            ("ignored", "Without effect"),
            ("failed", "To be worked on"),
        ],
        readonly=True,
    )
    lane = fields.Selection(
        [("live", "Live"), ("backlog", "Backlog"), ("bulk", "Bulk")],
        readonly=True,
        help="Live messages are applied before those of an outage and those of mass transfers.",
    )
    ack = fields.Char("Answered", readonly=True)
    cause = fields.Char("Cause (code)", readonly=True)
    detail = fields.Char(readonly=True)
    note = fields.Char(readonly=True)
    code_kind = fields.Char(readonly=True)
    code = fields.Char("Unmapped code", readonly=True)
    tries = fields.Integer(readonly=True)
    next_at = fields.Datetime("Next try", readonly=True)
    done_at = fields.Datetime("Applied at", readonly=True)
    entry_id = fields.Many2one("queue.entry", "Queue entry", readonly=True)
    reason = fields.Char("Cause", compute="_compute_texts")
    remedy = fields.Char("What to do", compute="_compute_texts")

    def init(self):
        """Create the tables that gateway, apply process and these views share."""
        self.env["his.storage"]._make_tables()

    @api.depends_context("lang")
    @api.depends("cause", "detail")
    def _compute_texts(self):
        lang = self.env.lang or "en_US"
        for message in self:
            code, detail = message.cause or "", message.detail or ""
            message.reason = causes.sentence(code, detail, lang)
            message.remedy = causes.remedy(code, lang)

    # -- reading --------------------------------------------------------------------------------
    def _text(self):
        """The message as text: as corrected, else as received."""
        self.ensure_one()
        self.env.cr.execute("SELECT corrected FROM his_inbox WHERE id = %s", [self.id])
        return self.env.cr.fetchone()[0] or self._received_text()

    def _correct(self, text):
        """Keep ``text`` instead of the body received; None goes back to the latter."""
        self.ensure_one()
        self.env.cr.execute("UPDATE his_inbox SET corrected = %s WHERE id = %s", [text, self.id])

    def _received_text(self):
        """The body as received, decoded; what is no text is shown as U+FFFD."""
        self.ensure_one()
        self.env.cr.execute("SELECT body FROM his_inbox WHERE id = %s", [self.id])
        body = bytes(self.env.cr.fetchone()[0])
        policy = charset.Policy("detected", "replace", self.interface_id.charset_default or "utf-8")
        return charset.decode(body, policy).text

    # -- replay ---------------------------------------------------------------------------------
    def action_replay(self):
        """Apply these messages again, e.g. after a code was mapped or a body corrected."""
        self.check_access("read")  # whoever may see messages may replay them
        wrong = self.filtered(lambda message: message.state in ("new", "retry"))
        if wrong:
            raise UserError(self.env._("Messages that are still to be applied cannot be replayed."))
        self.env["his.audit"]._note("replay", self)
        self._replay()
        return True

    def action_set_aside(self):
        """A person decided that nothing is to be done; ``action_replay`` takes it back."""
        self.check_access("read")
        failed = self.filtered(lambda message: message.state == "failed")
        self.env["his.audit"]._note("set_aside", failed)
        self.env.cr.execute(
            "UPDATE his_inbox SET state = 'ignored', cause = 'set_aside', detail = NULL,"
            " code_kind = NULL, code = NULL, done_at = now() AT TIME ZONE 'UTC'"
            " WHERE id = ANY(%s) AND state = 'failed'",
            [failed.ids],
        )
        self.invalidate_recordset()
        return True

    def action_view(self):
        """Show one message with its body; the look is logged."""
        self.ensure_one()
        return self.env["his.message.viewer"]._open(self)

    def _replay(self):
        """Set the messages to be applied; the same message, sent again, is then a duplicate."""
        if not self:
            return
        for message in self:
            message._claim_key()
        self.env.cr.execute(
            "UPDATE his_inbox SET state = 'new', cause = NULL, detail = NULL, tries = 0,"
            " next_at = now() AT TIME ZONE 'UTC', code_kind = NULL, code = NULL, lane = %s"
            " WHERE id = ANY(%s) AND state NOT IN ('new', 'retry')"
            " AND (body <> '' OR corrected <> '')",
            ["bulk" if len(self) > MANY else "live", self.ids],
        )
        self.env.cr.execute("SELECT pg_notify(%s, '')", [schema.INBOX_CHANNEL])
        self.invalidate_recordset()

    def _claim_key(self):
        """A refused message that is accepted now takes the key an accepted one would have."""
        self.env.cr.execute("SELECT body, ack FROM his_inbox WHERE id = %s", [self.id])
        body, ack = self.env.cr.fetchone()
        if ack == "AA":
            return
        try:
            message = parse(self._received_text())
        except causes.Refusal:
            return
        if not message.control_id:
            return
        key = accepted_key(message, bytes(body), self.interface_id.sudo()._profile())
        self.env.cr.execute(
            "INSERT INTO his_dedup (interface_id, key, body_hash, inbox_id, received_at)"
            " SELECT interface_id, %s, body_hash, inbox_id, received_at FROM his_dedup"
            " WHERE inbox_id = %s LIMIT 1 ON CONFLICT DO NOTHING",
            [key, self.id],
        )
