from odoo import api, models

GIVEN_BY = frozenset({"user_id", "company_id", "planned_start"})


class ServiceVisit(models.Model):
    """A visit is given to somebody whom the hospital admits on the day he is to come (D1)."""

    _inherit = "service.visit"

    @api.model_create_multi
    def create(self, vals_list):
        """Check the papers of the engineers who are to go."""
        visits = super().create(vals_list)
        visits._check_papers()
        return visits

    def write(self, vals):
        """Check the papers when the engineer, the hospital or the day changes."""
        done = super().write(vals)
        if GIVEN_BY & set(vals):
            self.filtered(lambda one: one.state == "planned")._check_papers()
        return done

    def _check_papers(self):
        """Look at the planned day, not at today: a paper may end or begin before it."""
        for visit in self:
            day = self.env["service.ticket"]._local_day(visit.planned_start)
            problem = visit.user_id._admission_problem(visit.company_id, day)
            if problem:
                visit.user_id._refuse_or_note(visit, problem)
