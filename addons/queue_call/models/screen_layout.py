"""Layouts of screens: what stands where. The document is checked by ``core.layout``."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import layout
from ..core.layout_defaults import SCREEN_KINDS, default_document, default_kind
from ..core.words import tongue
from .qr import qr_image

_ROOT = {"hall_screen": "hall", "door_screen": "door"}


class QueueScreenLayout(models.Model):
    _name = "queue.screen.layout"
    _description = "Screen layout"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    kind = fields.Selection("_kinds", "Kind of screen", required=True, default="hall")
    orientation = fields.Selection(
        [("landscape", "Landscape"), ("portrait", "Portrait")], required=True, default="landscape"
    )
    size = fields.Selection(
        [
            ("1366x768", "1366 × 768"),
            ("1920x1080", "1920 × 1080"),
            ("3840x2160", "3840 × 2160"),
        ],
        required=True,
        default="1920x1080",
        help="Pixels of the screens it is made for; it fits the others, too",
    )
    skin = fields.Selection(
        [
            ("night", "Night (dark blue)"),
            ("day", "Day (bright)"),
            ("contrast", "High contrast"),
            ("warm", "Warm"),
        ],
        required=True,
        default="night",
    )
    document = fields.Json(
        required=True, help="Regions of the screen; made in the composer", copy=True
    )
    logo = fields.Image(max_width=800, max_height=400)
    device_ids = fields.One2many(
        "maintenance.equipment",
        "layout_id",
        "Screens",
        domain="[('device_kind', 'in', ('hall_screen', 'door_screen'))]",
    )

    @api.model
    def _kinds(self):
        column = tongue(self.env.lang or "en_US")
        return [(code, names[column]) for code, names in SCREEN_KINDS.items()]

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            if not values.get("document"):
                values["document"] = default_document(
                    values.get("kind") or "hall", values.get("orientation") or "landscape"
                )
        return super().create(vals_list)

    @api.constrains("document", "orientation")
    def _check_document(self):
        for one in self:
            problems = layout.check(one.document, one.orientation)
            if problems:
                lang = self.env.lang or "en_US"
                raise ValidationError("\n".join(each.words(lang) for each in problems))

    def action_compose(self):
        """Open the composer."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "queue_call.action_queue_layout_composer"
        )
        return action | {"params": {"layout": self.id}, "context": {"layout": self.id}}

    def _wire(self):
        """Return the layout as its screens get it."""
        self.ensure_one()
        wire = layout.wire(f"l{self.id}", self.document, self.orientation, self.skin)
        return self._with_pictures(wire)

    def _with_pictures(self, wire):
        """Put in what only the server can draw: QR codes, and the logo as a data address."""
        for region in wire["regions"]:
            options = region["options"]
            if region["kind"] == "qr" and options.get("text"):
                options["src"] = qr_image(options["text"])
            elif region["kind"] == "image" and self.logo:
                options["src"] = f"data:image/png;base64,{self.logo.decode()}"
        return wire


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    layout_id = fields.Many2one(
        "queue.screen.layout",
        "Layout",
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
        help="Empty: the usual layout of the screen's kind",
    )

    def _screen_layout(self):
        """Return the layout on the wire; without one, those of the kind, lying and standing."""
        self.ensure_one()
        if self.layout_id:
            return self.layout_id.sudo()._wire()
        queues = self.env["queue.queue"].sudo().search([("zone_id", "=", self.queue_zone_id.id)])
        root = _ROOT.get(self.device_kind, "hall")
        return _usual(default_kind(root, frozenset(queues.mapped("kind"))))

    def _screen_snapshot(self):
        return super()._screen_snapshot() | {
            "layout": self._screen_layout(),
            "lists": self._screen_lists(),
        }

    def _screen_lists(self):
        if not self.queue_zone_id:
            return []
        zone = self.queue_zone_id
        queues = self.env["queue.queue"].sudo().search([("zone_id", "=", zone.id)])
        return zone._lists_of(queues.ids)

    def _screen_texts(self):
        _ = self.env._
        return super()._screen_texts() | {
            "calls": _("Latest calls"),
            "rx_preparing": _("Being prepared"),
            "rx_ready": _("Ready"),
            "rx_called": _("Please collect"),
            "nobody_waits": _("Nobody waits at present"),
        }


def _usual(kind):
    lying, standing = (
        layout.wire(f"usual-{kind}", default_document(kind, one), one, "night")
        for one in ("landscape", "portrait")
    )
    return lying | {"other": standing}
