"""What a hospital, a zone or a queue has set about the order of its lines, one rule a row."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..core import rule_words, rules


class QueueRule(models.Model):
    """One rule that one scope has set for itself; without a row the scope above decides.

    Rows are written by ``_set_rules`` of the hospital, the zone or the queue, and by nothing else.
    """

    _name = "queue.rule"
    _description = "Queue rule"
    _order = "company_id, zone_id, queue_id, code"
    _rec_name = "code"

    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, index=True, ondelete="cascade"
    )
    zone_id = fields.Many2one("queue.zone", "Zone", index="btree_not_null", ondelete="cascade")
    queue_id = fields.Many2one("queue.queue", "Queue", index="btree_not_null", ondelete="cascade")
    code = fields.Char("Rule", required=True)
    value = fields.Char(required=True)
    sentence = fields.Char("What it does", compute="_compute_sentence")

    _scope_uniq = models.Constraint(
        "UNIQUE NULLS NOT DISTINCT (company_id, zone_id, queue_id, code)",
        "Somebody else has just set the same rule. Load the page again and look at its value.",
    )

    @api.depends("code", "value")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for one in self:
            scope = one.queue_id or one.zone_id or one.company_id
            settings = scope.sudo()._rule_settings()
            values = {code: setting.value for code, setting in settings.items()}
            one.sentence = scope._rule_sentence(one.code, values) if one.code in values else False

    @api.model
    def _stored(self, company_id, zone_id=None, queue_id=None):
        """Return what hospital, zone and queue have set: three dicts {code: text}."""
        query = SQL(
            "SELECT zone_id, queue_id, code, value FROM queue_rule WHERE company_id = %s"
            " AND (zone_id IS NULL OR zone_id = %s) AND (queue_id IS NULL OR queue_id = %s)",
            company_id,
            zone_id or 0,
            queue_id or 0,
        )
        self.flush_model()
        scopes = {}, {}, {}
        for zone, queue, code, value in self.env.execute_query(query):
            scopes[2 if queue else 1 if zone else 0][code] = value
        return scopes

    @api.model
    def _forget_classes(self, class_codes):
        """Drop the rules of classes that their hospital no longer has."""
        codes = [rules.class_code(name, part) for name in class_codes for part in rules.PARTS]
        classes = self.env["queue.class"]
        for row in self.sudo().search([("code", "in", codes)]):
            if rules.split(row.code)[0] not in classes._of_hospital(row.company_id.id):
                row.unlink()


class QueueRuleChange(models.Model):
    """Who changed which rule from what to what, and why; rows are only ever added."""

    _name = "queue.rule.change"
    _description = "Change of a queue rule"
    _order = "id desc"
    _rec_name = "code"

    company_id = fields.Many2one("res.company", "Hospital", required=True, ondelete="cascade")
    zone_id = fields.Many2one("queue.zone", "Zone", index="btree_not_null", ondelete="cascade")
    queue_id = fields.Many2one("queue.queue", "Queue", index="btree_not_null", ondelete="cascade")
    saving = fields.Char("Saving", required=True, index=True, help="The same for all of one saving")
    code = fields.Char("Rule", required=True)
    old = fields.Char("Before", help="Empty: the value of the scope above")
    new = fields.Char("After", help="Empty: the value of the scope above")
    reason = fields.Char()
    undone = fields.Boolean("Takes back", help="Came from taking the last saving back")
    label = fields.Char("What", compute="_compute_words")
    old_words = fields.Char("From", compute="_compute_words")
    new_words = fields.Char("To", compute="_compute_words")

    _scope_idx = models.Index("(company_id, id DESC)")

    @api.depends("code", "old", "new")
    @api.depends_context("lang")
    def _compute_words(self):
        for one in self:
            names = one.company_id._rule_class_names()
            lang = self.env.lang or "en_US"
            one.label = rule_words.label(one.code, names, lang)
            for name in ("old", "new"):
                text = rule_words.in_words(one.code, one[name], lang) if one[name] else False
                one[f"{name}_words"] = text or self.env._("(inherited)")
