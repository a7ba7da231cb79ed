from dataclasses import dataclass

from odoo import api, fields, models, tools


@dataclass(frozen=True)
class ZoneFacts:
    """What the hot paths need of a zone; cached until a zone changes."""

    company_id: int
    mask_mode: str
    lang: str


class QueueZone(models.Model):
    """A triage zone: patients wait here, screens show its queues, events are numbered in it."""

    _name = "queue.zone"
    _description = "Triage zone"
    _inherit = ["bus.listener.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    site_id = fields.Many2one("device.site", "Place")
    mask_mode = fields.Selection(
        [
            ("middle", "Middle of the name hidden (张*三)"),
            ("surname", "Surname only (张**)"),
            ("number_only", "Number only"),
        ],
        "Names on screens",
        default="middle",
        required=True,
    )
    queue_ids = fields.One2many("queue.queue", "zone_id", "Queues")
    point_ids = fields.One2many("queue.service.point", "zone_id", "Rooms and windows")

    _code_uniq = models.Constraint(
        "UNIQUE (company_id, code)", "A zone with this code exists already in the hospital."
    )

    def init(self):
        """Create the table of event counters: a lock and a number per zone, no model."""
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS queue_zone_counter (
                zone_id int PRIMARY KEY REFERENCES queue_zone (id) ON DELETE CASCADE,
                seq bigint NOT NULL
            )
            """
        )

    @api.model
    @tools.ormcache("zone_id")
    def _facts(self, zone_id):
        """Return the ``ZoneFacts`` of a zone."""
        zone = self.sudo().browse(zone_id)
        lang = zone.company_id.partner_id.lang or "en_US"
        return ZoneFacts(zone.company_id.id, zone.mask_mode, lang)

    def _seq(self):
        """Return the number of the zone's latest committed event, 0 before the first."""
        self.env.cr.execute("SELECT seq FROM queue_zone_counter WHERE zone_id = %s", (self.id,))
        row = self.env.cr.fetchone()
        return row[0] if row else 0

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)
