from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import assignment
from .service_ticket import OPEN
from .ticket_entitlement import _path

BY_ITSELF = ("alarm", "interface", "mail", "qr", "portal")


class ServiceTicket(models.Model):
    """Who works a ticket: proposed by skill, place, papers and roster, decided by a person.

    What comes in without anybody at the desk is given out at once, if somebody is really fit.
    """

    _inherit = "service.ticket"

    assigned_because = fields.Char("Given because", readonly=True, copy=False)

    def _on_accepted(self):
        result = super()._on_accepted()
        rings = self.severity_id.code == "disaster"  # then it is his who answers
        if self.channel in BY_ITSELF and not self.user_id and not rings:
            self._assign_best()
        return result

    def _assign_best(self):
        """Give the ticket to whom it suits best; leaves it open when nobody is really fit."""
        chosen = assignment.best(self._proposals())
        if chosen:
            self._assign(self.env["res.users"].browse(chosen.key), chosen)

    def _assign(self, user, proposal=None):
        """Give the ticket to an engineer and tell him. Raises UserError when he may not."""
        self.ensure_one()
        proposal = proposal or self._proposal_of(user)
        if proposal.against:
            raise UserError(self._against_words(proposal.against, user))
        because = self._because_words(proposal)
        self.sudo().write({"user_id": user.id, "assigned_because": because})
        if user != self.env.user:
            title = self._as_read_by(user).env._("Ticket %s is yours", self.number)
            self.env["service.notice"]._tell(self, user, "assigned", title)
            self._wake_calls()

    def _proposal_of(self, user):
        found = [one for one in self._proposals(user) if one.key == user.id]
        return found[0]

    def _proposals(self, more=None):
        """Return the core's proposals for this ticket: all engineers, and ``more`` users."""
        self.ensure_one()
        engineers = self.env["service.engineer"].sudo().search([("user_id.active", "=", True)])
        users = engineers.user_id | (more or self.env["res.users"])
        known = {one.user_id: one for one in engineers}
        facts = self._candidate_facts(users)
        return assignment.propose(
            self._core_work(), [self._candidate(one, known.get(one), facts) for one in users]
        )

    def _core_work(self):
        skills = self.env["service.skill"].sudo()._needed(self.kind, self.device_id)
        return assignment.Work(
            hospital=self.company_id.id,
            skills=frozenset(skills.ids),
            places=_path(self.site_id or self.device_id.site_id),
            urgent=self.severity_id.code in ("disaster", "severe"),
        )

    def _candidate_facts(self, users):
        """Return what is looked up once for all: open tickets, who is on duty, who knows it."""
        tickets = self.env["service.ticket"].sudo()
        domain = [("user_id", "in", users.ids), ("state", "in", OPEN), ("id", "!=", self.id)]
        counts = tickets._read_group(domain, ["user_id"], ["__count"])
        device = [("device_id", "=", self.device_id.id), ("user_id", "in", users.ids)]
        knows = tickets._read_group(device, ["user_id"]) if self.device_id else []
        return {
            "open": {user.id: count for user, count in counts},
            "duty": set(self.env["service.duty"]._on_duty(self.company_id).ids),
            "knows": {user.id for (user,) in knows},
        }

    def _candidate(self, user, engineer, facts):
        return assignment.Candidate(
            key=user.id,
            hospitals=frozenset(user.sudo().company_ids.ids),
            skills=frozenset(engineer.skill_ids.ids if engineer else ()),
            sites=frozenset(engineer.site_ids.ids if engineer else ()),
            open_tickets=facts["open"].get(user.id, 0),
            at_most=engineer.at_most if engineer else 0,
            on_duty=user.id in facts["duty"],
            papers=self._admission_problem(user),
            knows=user.id in facts["knows"],
        )

    def _because_words(self, proposal):
        words = {
            "on_duty": self.env._("on duty now"),
            "resident": self.env._("resident there"),
            "skills": self.env._("has the skills"),
            "some_skills": self.env._("has some of the skills"),
            "no_skill": self.env._("lacks the skills"),
            "knows_device": self.env._("knows the device"),
            "free": self.env._("has no open ticket"),
            "full": self.env._("has too many open tickets"),
        }
        return ", ".join(words[one] for one in proposal.reasons)

    def _against_words(self, against, user):
        return {
            "other_hospital": self.env._("%s does not look after this hospital.", user.name),
            "papers": self._admission_problem(user),
            "away": self.env._("%s is away.", user.name),
        }[against]

    def action_choose_engineer(self):
        """Open the list of engineers for this ticket, the fittest first, each with the reasons."""
        self.ensure_one()
        chooser = self.env["service.assign"].create({"ticket_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who works it?"),
            "res_model": chooser._name,
            "res_id": chooser.id,
            "views": [(False, "form")],
            "target": "new",
        }


class ServiceAssign(models.TransientModel):
    """The engineers for one ticket, in the order in which they suit."""

    _name = "service.assign"
    _description = "Choose an engineer"

    ticket_id = fields.Many2one("service.ticket", required=True, ondelete="cascade")
    line_ids = fields.One2many("service.assign.line", "assign_id")

    @api.model_create_multi
    def create(self, vals_list):
        """Fill in the proposals."""
        choosers = super().create(vals_list)
        for chooser in choosers:
            ticket = chooser.ticket_id
            users = self.env["res.users"]
            chooser.line_ids = [
                (
                    0,
                    0,
                    {
                        "sequence": place,
                        "user_id": one.key,
                        "possible": not one.against,
                        "because": ticket._against_words(one.against, users.browse(one.key))
                        if one.against
                        else ticket._because_words(one),
                    },
                )
                for place, one in enumerate(ticket._proposals())
                if one.against != "other_hospital"
            ]
        return choosers


class ServiceAssignLine(models.TransientModel):
    """One engineer, and why he suits or does not."""

    _name = "service.assign.line"
    _description = "Engineer proposed"
    _order = "sequence"

    assign_id = fields.Many2one("service.assign", required=True, ondelete="cascade")
    sequence = fields.Integer()
    user_id = fields.Many2one("res.users", "Engineer", readonly=True)
    possible = fields.Boolean(readonly=True)
    because = fields.Char(readonly=True)

    def action_choose(self):
        """Give the ticket to this engineer."""
        self.assign_id.ticket_id.check_access("write")
        self.assign_id.ticket_id._assign(self.user_id)
        return {"type": "ir.actions.act_window_close"}
