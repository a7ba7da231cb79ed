"""The three scopes of queue rules: which rows are theirs, what stands above and below."""

from odoo import models


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "queue.rule.scope"]

    def _rule_key(self):
        return {"company_id": self.id, "zone_id": False, "queue_id": False}

    def _rule_stored(self):
        return self.env["queue.rule"]._stored(self.id)

    def _rule_below(self):
        rows = self.env["queue.rule"].sudo().search([("company_id", "=", self.id)])
        return [*rows.zone_id, *rows.queue_id]

    def _rule_queues(self):
        return self.env["queue.queue"].search([("company_id", "=", self.id)])

    def _rule_notes(self):
        if self.env["queue.zone"].search_count([("company_id", "=", self.id)], limit=1):
            return []
        return [
            self.env._("This hospital has no zone: its rules apply to nobody. Add one under Zones.")
        ]


class QueueZone(models.Model):
    _name = "queue.zone"
    _inherit = ["queue.zone", "queue.rule.scope"]

    def _rule_key(self):
        return {"company_id": self.company_id.id, "zone_id": self.id, "queue_id": False}

    def _rule_stored(self):
        return self.env["queue.rule"]._stored(self.company_id.id, self.id)

    def _rule_below(self):
        rows = self.env["queue.rule"].sudo().search([("queue_id.zone_id", "=", self.id)])
        return list(rows.queue_id)

    def _rule_queues(self):
        return self.queue_ids

    def _rule_notes(self):
        notes = []
        if not self.active:
            notes.append(self.env._("This zone is archived: nobody is called in it."))
        if not self.point_ids:
            notes.append(
                self.env._(
                    "This zone has no room or window: nobody can be called. Add one under Rooms"
                    " and windows."
                )
            )
        if not self.queue_ids:
            notes.append(
                self.env._(
                    "This zone has no queue: its rules apply to nobody. Add one under Queues."
                )
            )
        return notes


class QueueQueue(models.Model):
    _name = "queue.queue"
    _inherit = ["queue.queue", "queue.rule.scope"]

    def _rule_key(self):
        return {"company_id": self.company_id.id, "zone_id": False, "queue_id": self.id}

    def _rule_stored(self):
        return self.env["queue.rule"]._stored(self.company_id.id, self.zone_id.id, self.id)

    def _rule_queues(self):
        return self

    def _rule_notes(self):
        if not self.zone_id.active:
            return [
                self.env._(
                    "The zone %s of this queue is archived: nobody is called. Choose another zone"
                    " for the queue.",
                    self.zone_id.display_name,
                )
            ]
        if not self.zone_id.point_ids:
            return [
                self.env._(
                    "The zone %s of this queue has no room or window: nobody can be called. Add"
                    " one under Rooms and windows.",
                    self.zone_id.display_name,
                )
            ]
        return []
