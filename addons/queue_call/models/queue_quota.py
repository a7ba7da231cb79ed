from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.quota import Quota, left
from .queue_entry import SOURCES
from .queue_line import HALF_DAYS


class QueueQuota(models.Model):
    """At most so many numbers of a queue on a half-day, from one source or from all (限号)."""

    _name = "queue.quota"
    _description = "Quota of a queue"
    _order = "queue_id, half_day, source"

    queue_id = fields.Many2one("queue.queue", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="queue_id.company_id", store=True, index=True)
    half_day = fields.Selection(HALF_DAYS, "Half-day", help="Empty: each half-day")
    source = fields.Selection(SOURCES, help="Empty: all sources together")
    limit = fields.Integer("Numbers at most", required=True, default=30)

    _quota_uniq = models.Constraint(
        "UNIQUE NULLS NOT DISTINCT (queue_id, half_day, source)",
        "This queue has a quota for the same half-day and source already: change that one.",
    )
    _limit_positive = models.Constraint(
        'CHECK ("limit" >= 0)', "A quota is 0 (no numbers at all) or more."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()


class QueueQueue(models.Model):
    _inherit = "queue.queue"

    quota_ids = fields.One2many("queue.quota", "queue_id", "Quotas", copy=True)

    @api.model
    def _with_quota(self, queue_ids):
        """Return those of these ids whose queue has any quota."""
        quotas = (
            self.env["queue.quota"]
            .sudo()
            .search_fetch([("queue_id", "in", list(queue_ids))], ["queue_id"], order="id")
        )
        return set(quotas.queue_id.ids)

    def _core_quotas(self):
        """Return the core's quotas of this queue."""
        self.ensure_one()
        return tuple(
            Quota(one.limit, one.half_day or "", one.source or "") for one in self.sudo().quota_ids
        )

    def _quota_left(self, day=None, half=None, source="walk_in"):
        """Return {queue id: numbers left for a source, or None without a limit}.

        ``day``, ``half``: default the hospital's present half-day. A constant number of queries.
        """
        answer = {}
        for company in self.sudo().company_id:
            now_day, now_half = company._queue_half_day()
            mine = self.filtered(lambda one, c=company: one.sudo().company_id == c)
            given = mine._numbers_given(day or now_day, half or now_half)
            for queue in mine:
                answer[queue.id] = left(
                    queue._core_quotas(), half or now_half, source, given.get(queue.id, {})
                )
        return answer

    def _numbers_given(self, day, half):
        """Return {queue id: {source: numbers}} of a half-day, without extra and cancelled ones."""
        query = SQL(
            """
            SELECT e.queue_id, e.source, count(*)
              FROM queue_line l JOIN queue_entry e ON e.line_id = l.id
             WHERE l.queue_id IN %s AND l.service_date = %s AND l.half_day = %s
               AND e.state NOT IN ('cancelled', 'transferred') AND NOT e.extra
             GROUP BY e.queue_id, e.source
            """,
            tuple(self.ids) or (0,),
            day,
            half,
        )
        given = {}
        for queue, source, count in self.env.execute_query(query):
            given.setdefault(queue, {})[source] = count
        return given

    def _check_quota(self, day, half, source):
        """Raise UserError, saying what can be done, when no number is left; the line is locked."""
        quotas = self._core_quotas()
        if not quotas:
            return
        given = self._numbers_given(day, half).get(self.id, {})
        if left(quotas, half, source, given) == 0:
            raise UserError(
                self.env._(
                    "All numbers of %s for this half-day are given. Choose another half-day or"
                    " queue, or ask the doctor for an extra number.",
                    self.sudo().name,
                )
            )
