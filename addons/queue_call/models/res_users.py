from odoo import api, fields, models

_HOMES = (
    ("queue_call.group_queue_nurse", "queue_call.action_queue_desk"),
    ("queue_call.group_queue_doctor", "queue_call.action_queue_caller"),
    ("queue_call.group_queue_auditor", "queue_call.action_queue_board"),
)


class ResUsers(models.Model):
    _inherit = "res.users"

    queue_zone_ids = fields.Many2many(
        "queue.zone",
        string="Queue zones",
        help="A nurse or doctor sees these zones only; none means all of the hospital",
    )

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        users._queue_home()
        return users

    def write(self, vals):
        result = super().write(vals)
        if "queue_zone_ids" in vals:
            self.env.registry.clear_cache()  # record rules are cached with the zones in them
        if "group_ids" in vals:
            self._queue_home()
        return result

    def _queue_home(self):
        """Let queue staff without a home action land where they work: board or caller."""
        for user in self.filtered(lambda one: not one.action_id and not one.share):
            for group, action in _HOMES:
                home = self.env.ref(action, raise_if_not_found=False)
                if home and user.has_group(group):
                    user.sudo().action_id = home.id
                    break
