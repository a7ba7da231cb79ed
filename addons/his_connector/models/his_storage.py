import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..core import schema, storage

_logger = logging.getLogger(__name__)

KEEP_DAYS = 30  # rows: control ids, causes, times
BODY_DAYS = 14  # bodies: names, numbers, everything the HIS wrote
COUNTER_DAYS = 62
LINK_DAYS = 400  # what is known of a visit; appointments are made months ahead
PART = 20_000
_PARTS = """
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'his_inbox'::regclass
"""
_OPEN = "SELECT count(*) FROM %s WHERE state IN ('new', 'retry')"
_EMPTY = """
    UPDATE %s SET body = '', corrected = NULL
    WHERE state IN ('done', 'ignored') AND (body <> '' OR corrected IS NOT NULL)
"""
_DELETE = "DELETE FROM %s WHERE ctid = ANY(ARRAY(SELECT ctid FROM %s WHERE %s < %s LIMIT %s))"


class HisStorage(models.AbstractModel):
    """The tables of the connector: made, and relieved of what is too old."""

    _name = "his.storage"
    _description = "Storage of HIS messages"

    # -- making ---------------------------------------------------------------------------------
    @api.model
    def _make_tables(self):
        """Create the tables that gateway, apply process and Odoo share."""
        self.env.cr.execute(schema.TABLES)
        self.env.cr.execute(storage.make_dedup())
        self._make_days()

    @api.model
    def _make_days(self, days=None):
        """Make the partitions of ``days``, by default of those that come or were forgotten."""
        tables = self._days()
        if days is None:
            self.env.cr.execute("SELECT DISTINCT received_at::date FROM his_inbox_rest")
            days = {row[0] for row in self.env.cr.fetchall()}
            days.update(storage.missing_days(tables, fields.Date.today()))
        for day in sorted(days):
            if storage.day_table(day) not in tables:
                self.env.cr.execute(storage.make_day(day))

    @api.model
    def _days(self):
        self.env.cr.execute(_PARTS)
        return [row[0] for row in self.env.cr.fetchall()]

    # -- leaving --------------------------------------------------------------------------------
    @api.model
    def _cron_keep(self):
        """Make the days to come; let go what is older than the hospital keeps."""
        self.env.cr.execute("SET LOCAL lock_timeout = '5s'")  # the gateway waits behind us
        self._make_days()
        self._drop_days()
        self._prune_bodies()
        self._prune_known()

    @api.model
    def _days_kept(self, name, default):
        value = self.env["ir.config_parameter"].sudo().get_param(f"his_connector.{name}")
        return max(1, int(value)) if (value or "").isdigit() else default

    @api.model
    def _drop_days(self):
        """Days older than the hospital keeps; one with messages still to be applied stays."""
        keep = self._days_kept("keep_days", KEEP_DAYS)
        for table in storage.older_than(self._days(), fields.Date.today(), keep):
            self.env.cr.execute(SQL(_OPEN, _identifier(table)))
            (left,) = self.env.cr.fetchone()
            if left:
                _logger.info("%s is kept: %s messages are not applied yet", table, left)
                continue
            self.env.cr.execute(SQL("DROP TABLE %s", _identifier(table)))
            _logger.info("%s is older than %s days and was dropped", table, keep)
        self.env["his.message"].invalidate_model()

    @api.model
    def _prune_bodies(self):
        """Bodies of older days; those a person has still to work on keep theirs."""
        days = self._days_kept("body_days", BODY_DAYS)
        for table in storage.older_than(self._days(), fields.Date.today(), days):
            self.env.cr.execute(SQL(_EMPTY, _identifier(table)))

    @api.model
    def _prune_known(self):
        """What was seen, counted and linked too long ago to matter; a part at a time."""
        now = fields.Datetime.now()
        seen = now - timedelta(days=self._days_kept("keep_days", KEEP_DAYS))
        linked = (now - timedelta(days=LINK_DAYS)).strftime("%Y%m%d")
        for part in range(schema.DEDUP_PARTS):
            self._delete(f"his_dedup_{part}", "received_at", seen)
        self._delete("his_counter", "minute", now - timedelta(days=COUNTER_DAYS))
        self._delete("his_link", "version", linked)

    @api.model
    def _delete(self, table, column, limit):
        values = _identifier(table), _identifier(table), _identifier(column), limit, PART
        self.env.cr.execute(SQL(_DELETE, *values))


_identifier = SQL.identifier
