from odoo import models
from odoo.addons.maintenance_contract.models.clock import naive

from ..core import round as walk
from .inspection_checklist import COPIED


class Inspection(models.Model):
    """What stands on the form when it is opened: items by device, known figures, last answers."""

    _inherit = "inspection.inspection"

    def _take_checklist(self):
        """Copy the list in use, an answer for each device that an item is about, in their order."""
        self.ensure_one()
        lang = self.company_id.sudo().partner_id.lang or self.env.lang
        chosen = self.env["inspection.checklist"].sudo()._in_use(self.company_id)
        chosen = chosen.with_context(lang=lang)
        rows = [row for item in chosen.item_ids for row in self._rows_of(item)]
        self.sudo().checklist_id = chosen.id
        answers = self.env["inspection.answer"].sudo().create(rows)
        answers._walk()
        answers._fill_in()
        answers._remember()

    def _rows_of(self, item):
        copied = {name: item[name] for name in COPIED}
        copied |= {"inspection_id": self.id, "item_id": item.id, "code": item.code}
        if not item.device_kind:
            return [copied]
        devices = self._devices_of(item.device_kind)
        if item.kind == "count":
            return [copied | {"expected": len(devices)}]
        chosen = walk.sample(devices.ids, self._looked_at(item.code, devices), item.sample)
        return [
            copied | {"device_id": one.id, "site_id": one.site_id.id}
            for one in devices.browse(chosen)
        ]

    def _devices_of(self, kind):
        return (
            self.env["maintenance.equipment"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("device_kind", "=", kind),
                    ("life_state", "=", "installed"),
                ],
                order="id",
            )
        )

    def _looked_at(self, code, devices):
        """Return {device: day} of the last time each was looked at for this item."""
        rows = (
            self.env["inspection.answer"]
            .sudo()
            ._read_group(
                [
                    ("code", "=", code),
                    ("device_id", "in", devices.ids),
                    ("inspection_id.done_day", "!=", False),
                    ("result", "in", ("ok", "not_ok")),
                ],
                ["device_id"],
                ["answered_at:max"],
            )
        )
        return {device.id: at.date() for device, at in rows if at}


class InspectionAnswer(models.Model):
    _inherit = "inspection.answer"

    def _walk(self):
        """Number the answers in the order of the round."""
        stops = [
            walk.Stop(
                one.id,
                one.section,
                tuple((one.site_id.complete_name or "").split(" / ")) if one.site_id else (),
                one.sequence,
                one.device_id.id,
            )
            for one in self
        ]
        for rank, key in enumerate(walk.walking_order(stops), 1):
            self.browse(key).rank = rank

    def _fill_in(self):
        """Fill in what the devices have told of themselves, and say from when it is."""
        for answer in self.filtered("fact"):
            told = answer._figure()
            if not told:
                continue
            value, _unit, at = told
            number = isinstance(value, (int, float))
            answer.write(
                {
                    "has_value": number,
                    "value": value if number else 0,
                    "note": False if number else value,
                    "source": self.env._("Device's report of %s", answer._minute(at)),
                }
            )

    def _figure(self):
        """Return (value, unit, moment) of the fact asked for, or None; a server's by default."""
        devices = self.device_id or self.inspection_id._devices_of("server")
        found = [one._last_figures().get(self.fact) for one in devices]
        return next((one for one in found if one and one[0] is not None), None)

    def _minute(self, at):
        return self.inspection_id._local(naive(at)).strftime("%Y-%m-%d %H:%M")

    def _remember(self):
        """Put last time's answer beside each item."""
        earlier = self.inspection_id.company_id._inspection_earlier(self.inspection_id)[:1].sudo()
        known = {(one.code, one.device_id.id): one for one in earlier.answer_ids}
        for answer in self:
            before = known.get((answer.code, answer.device_id.id))
            if before:
                answer.write({"last_result": before.result, "last_value": before._said()})
