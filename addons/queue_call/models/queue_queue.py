from dataclasses import dataclass
from zoneinfo import ZoneInfo

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..core.explain import explain
from ..core.numbering import format_number
from ..core.ordering import Policy
from ..core.rules import resolve


@dataclass(frozen=True)
class QueueFacts:
    """What the hot paths need of a queue; cached until a queue, rule or class changes."""

    id: int
    company_id: int
    zone_id: int
    name: str
    prefix: str
    width: int
    practitioner_id: int | None
    revisit_class_id: int | None
    class_names: dict
    policy: Policy
    kind: str = "clinic"
    tz: str = "Asia/Shanghai"
    next_queue_id: int | None = None

    def label(self, number: int) -> str:
        """Return a number of this queue as it is printed."""
        return format_number(self.prefix, number, self.width)

    def clock(self, moment) -> str:
        """Return an aware moment as the hospital's wall clock shows it."""
        return moment.astimezone(ZoneInfo(self.tz)).strftime("%H:%M")

    def explain(self, place, lang, note="") -> str:
        """Return why a patient has a place, in one sentence.

        ``note``: the reason the desk gave, where it moved him by hand.
        """
        return explain(
            place,
            lang or "en_US",
            class_names=self.class_names,
            label=self.label,
            clock=self.clock,
            note=note,
        )


class QueueQueue(models.Model):
    """A service that patients wait for: a general clinic, one expert, an examination …"""

    _name = "queue.queue"
    _description = "Queue"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    code = fields.Char(required=True, help="Known to the HIS by this or a mapped code")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    zone_id = fields.Many2one("queue.zone", "Zone", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="zone_id.company_id", store=True, index=True)
    prefix = fields.Char("Number prefix", size=4, default="")
    number_width = fields.Integer("Digits", default=3)
    practitioner_id = fields.Many2one(
        "queue.practitioner", "Expert", help="Set when the queue is one doctor's own"
    )
    kind = fields.Selection(
        [
            ("clinic", "Clinic"),
            ("exam", "Examination"),
            ("blood", "Blood draw"),
            ("pharmacy", "Pharmacy"),
            ("infusion", "Infusion"),
            ("report", "Report collection"),
            ("surgery", "Outpatient surgery"),
        ],
        default="clinic",
        required=True,
    )
    kiosk = fields.Boolean("Numbers at the kiosk", default=True)
    waiting_count = fields.Integer("Waiting now", compute="_compute_waiting_count")

    _code_uniq = models.Constraint(
        "UNIQUE (company_id, code)", "A queue with this code exists already in the hospital."
    )

    @api.constrains("number_width")
    def _check_width(self):
        for queue in self:
            if not 1 <= queue.number_width <= 6:
                raise ValidationError(self.env._("A number has one to six digits."))

    def _compute_waiting_count(self):
        days = {one: one._queue_half_day()[0] for one in self.company_id}
        domain = [
            ("queue_id", "in", self.ids),
            ("state", "in", ("waiting", "benched")),
            ("service_date", "in", list(set(days.values()))),
        ]
        counts = dict(self.env["queue.entry"]._read_group(domain, ["queue_id"], ["__count"]))
        for queue in self:
            queue.waiting_count = counts.get(queue, 0)

    @api.model
    @tools.ormcache("queue_id", "self.env.lang")
    def _facts(self, queue_id):
        """Return the ``QueueFacts`` of a queue."""
        queue = self.sudo().browse(queue_id)
        classes = self.env["queue.class"]._of_hospital(queue.company_id.id)
        stored = self.env["queue.rule"]._stored(queue.company_id.id, queue.zone_id.id, queue_id)
        policy = resolve(*stored, tuple(classes), queue.kind)
        return QueueFacts(
            id=queue_id,
            company_id=queue.company_id.id,
            zone_id=queue.zone_id.id,
            name=queue.name,
            **queue._number_form(policy),
            practitioner_id=queue.practitioner_id.id or None,
            revisit_class_id=classes["revisit"].id if "revisit" in classes else None,
            class_names={code: one.name for code, one in classes.items()},
            policy=policy,
            kind=queue.kind,
            tz=queue.company_id.queue_tz,
            next_queue_id=queue.next_queue_id.id or None,
        )

    def _ahead(self, entry):
        """Return how many are called before a waiting entry of this queue, by the forecast."""
        places = self.env["queue.line"]._places(entry.sudo().line_id.ids)
        return next((p.position - 1 for p in places if p.waiting.key == entry.id), 0)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)
