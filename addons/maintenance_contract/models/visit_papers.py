from odoo import api, fields, models

GIVEN_BY = frozenset({"user_id", "company_id", "planned_start"})


class ServiceVisit(models.Model):
    """A visit is given to somebody whom the hospital admits on the day he is to come (D1)."""

    _inherit = "service.visit"

    papers_note = fields.Char("Papers of the engineer", compute="_compute_papers_note")

    @api.depends("user_id", "company_id", "planned_start", "state")
    @api.depends_context("lang")
    def _compute_papers_note(self):
        for visit in self:
            coming = visit.state == "planned" and visit.user_id and visit.planned_start
            lacks = visit._paper_lacks() if coming else []
            words = [visit.user_id._paper_words(visit.company_id, one) for one in lacks]
            visit.papers_note = " ".join(words)

    def _paper_lacks(self):
        day = self.env["service.ticket"]._local_day(self.planned_start)
        return self.user_id._paper_lacks(self.company_id, day)

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
