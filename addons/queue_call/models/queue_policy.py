from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.explain import explain_bound
from ..core.ordering import ClassRule, Policy, bound


class QueuePolicy(models.Model):
    """The order of a queue as settings; what they mean is decided by ``core.ordering``."""

    _name = "queue.policy"
    _description = "Queue policy"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company", "Hospital", default=lambda self: self.env.company, index=True
    )
    active = fields.Boolean(default=True)
    basis = fields.Selection(
        [
            ("number", "Registration number"),
            ("check_in", "Check-in time"),
            ("slot", "Appointment slot"),
        ],
        default="check_in",
        required=True,
    )
    class_ids = fields.One2many("queue.policy.class", "policy_id", "Classes", copy=True)
    no_show_return = fields.Selection(
        [("after_n", "After some numbers"), ("end", "At the end of the half-day")],
        "A no-show returns",
        default="after_n",
        required=True,
    )
    no_show_after = fields.Integer("Numbers to wait", default=3)
    max_recalls = fields.Integer("Recalls before no-show", default=3)
    max_returns = fields.Integer("Returns at most", default=2)
    finish_on_next = fields.Boolean("Next finishes the current patient", default=True)
    bound_text = fields.Text("Worst case", compute="_compute_bound_text")

    @api.constrains("no_show_after", "max_recalls", "max_returns")
    def _check_counts(self):
        for policy in self:
            if min(policy.no_show_after, policy.max_recalls, policy.max_returns) < 0:
                raise ValidationError(self.env._("A count cannot be negative."))

    @api.depends("class_ids.mode", "class_ids.every", "class_ids.class_id", "class_ids.rank")
    @api.depends_context("lang")
    def _compute_bound_text(self):
        for policy in self:
            names = {line.class_id.code: line.class_id.name for line in policy.class_ids}
            policy.bound_text = explain_bound(
                bound(policy._core()), self.env.lang or "en_US", class_names=names
            )

    def _core(self):
        """Return the settings as the core's ``Policy``; no policy at all means by check-in."""
        if not self:
            return Policy(basis="check_in")
        self.ensure_one()
        return Policy(
            basis=self.basis or "check_in",
            classes=tuple(line._core() for line in self.class_ids if line.class_id),
            no_show_return=self.no_show_return or "after_n",
            no_show_after=self.no_show_after,
            max_recalls=self.max_recalls,
            max_returns=self.max_returns,
            finish_on_next=self.finish_on_next,
        )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)


class QueuePolicyClass(models.Model):
    """How one class of patients stands in the line of a policy."""

    _name = "queue.policy.class"
    _description = "Class in a queue policy"
    _order = "rank, id"

    policy_id = fields.Many2one("queue.policy", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="policy_id.company_id")
    class_id = fields.Many2one("queue.class", "Class", required=True, ondelete="restrict")
    mode = fields.Selection(
        [
            ("normal", "As everybody"),
            ("mixed", "One after some normals"),
            ("absolute", "Always first"),
        ],
        default="mixed",
        required=True,
    )
    every = fields.Integer("Normals between", default=3)
    rank = fields.Integer("Rank", default=10, help="The smaller rank goes first")
    never_later = fields.Boolean(
        "Never later than normal", help="Also called when it is the patient's own turn"
    )

    _class_uniq = models.Constraint(
        "UNIQUE (policy_id, class_id)", "A class stands in a policy once."
    )
    _every_positive = models.Constraint(
        "CHECK (mode != 'mixed' OR every >= 1)",
        "Between two patients of a mixed class at least one normal patient is called.",
    )

    def _core(self):
        mode = "normal" if self.mode == "mixed" and self.every < 1 else self.mode
        return ClassRule(
            self.class_id.code or "", mode, self.rank, max(self.every, 1), self.never_later
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
