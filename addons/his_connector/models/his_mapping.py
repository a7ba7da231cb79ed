import json
from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import mapping
from ..core.presets import PRESETS


class HisInterface(models.Model):
    """How rows and bodies that are no HL7 become commands: rules, kept as data."""

    _inherit = "his.interface"

    preset = fields.Selection(
        selection=lambda self: self._preset_choices(),
        store=False,
        help="Fills settings and mapping with what hospitals of this kind usually hand over",
    )
    mapping = fields.Text(
        help="JSON: rules {target, source, convert, default} and lists of codes; empty: HL7 only"
    )

    @api.model
    def _preset_choices(self):
        name = "name_zh" if (self.env.lang or "").startswith("zh") else "name"
        return [(key, preset[name]) for key, preset in PRESETS.items()]

    @api.onchange("preset")
    def _onchange_preset(self):
        preset = PRESETS.get(self.preset)
        if preset and preset["mapping"]:
            self.mapping = _shown(preset["mapping"])

    @api.constrains("mapping")
    def _check_mapping(self):
        for interface in self:
            try:
                interface._plan()
            except (ValueError, TypeError) as error:
                raise ValidationError(self.env._("The mapping cannot work: %s", error)) from error

    def _plan(self):
        """The mapping as the core applies it, None without one. Raises ValueError."""
        self.ensure_one()
        return mapping.load(json.loads(self.mapping)) if self.mapping else None

    def _profile(self):
        return replace(super()._profile(), plan=self._plan())


def _shown(data):
    return json.dumps(data, ensure_ascii=False, indent=1)
