"""The composer's questions: what can be placed, what is wrong with it, how it looks."""

from odoo import api, models

from ..core import layout, layout_sample
from ..core.layout_defaults import SCREEN_KINDS, default_document
from ..core.layout_kinds import CLEAR, REGION_KINDS
from ..core.words import tongue


class QueueScreenLayout(models.Model):
    _inherit = "queue.screen.layout"

    def composer_open(self):
        """Return the layout, and everything that can be placed in one, in the reader's words."""
        self.ensure_one()
        self.check_access("read")
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "orientation": self.orientation,
            "skin": self.skin,
            "size": self.size,
            "document": self.document,
            "kinds": self._composer_kinds(),
            "templates": self._composer_templates(),
            "clear": [self._composer_option(*item) for item in CLEAR.items()],
            "screens": self.device_ids.mapped("name"),
            "may_write": self.has_access("write"),
        }

    def composer_save(self, document, skin):
        """Keep a document. Raises ValidationError with every problem and its remedy."""
        self.ensure_one()
        self.write({"document": document, "skin": skin})
        return True

    @api.model
    def composer_check(self, document, orientation, skin):
        """Return {problems: [{region, words}], layout}: the layout as screens would get it."""
        self.check_access("read")
        problems = layout.check(document, orientation)
        lang = self.env.lang or "en_US"
        words = [{"region": one.region, "words": one.words(lang)} for one in problems]
        wire = None
        if not any(one.region == "" and not document.get("regions") for one in problems):
            wire = self._composer_wire(document, orientation, skin, problems)
        return {"problems": words, "layout": wire}

    @api.model
    def _composer_wire(self, document, orientation, skin, problems):
        """Return what can be drawn: with problems of form in it, nothing."""
        drawable = all(
            isinstance(one, dict) and one.get("kind") in REGION_KINDS for one in document["regions"]
        )
        if not drawable or (problems and any(one.region == "" for one in problems)):
            return None
        return self._with_pictures(layout.wire("preview", document, orientation, skin))

    def _composer_kinds(self):
        column = tongue(self.env.lang or "en_US")
        return [
            {
                "code": code,
                "name": kind.name[column],
                "options": [self._composer_option(*item) for item in kind.options.items()],
            }
            for code, kind in REGION_KINDS.items()
        ]

    def _composer_option(self, code, option):
        column = tongue(self.env.lang or "en_US")
        return {
            "code": code,
            "name": option.name[column],
            "default": option.default,
            "low": option.low,
            "high": option.high,
            "choices": option.choices
            and [{"code": key, "name": words[column]} for key, words in option.choices.items()],
        }

    def _composer_templates(self):
        column = tongue(self.env.lang or "en_US")
        return [
            {
                "code": code,
                "name": names[column],
                "document": default_document(code, self.orientation),
            }
            for code, names in SCREEN_KINDS.items()
        ]

    @api.model
    def _preview_page(self, layout_id, kind, orientation):
        """Return the values of the preview's page: a screen with people that exist nowhere."""
        devices = self.env["maintenance.equipment"].sudo()
        found = self.browse(layout_id).exists() if layout_id else self.browse()
        found.check_access("read")
        kind = found.kind or (kind if kind in SCREEN_KINDS else "hall")
        orientation = found.orientation or orientation
        if found:
            wire = found._wire()
        else:
            document = default_document(kind, orientation)
            wire = layout.wire(f"usual-{kind}", document, orientation, "night")
        config = {
            "key": "preview",
            "kind": "door" if kind == "door" else "hall",
            "zone": "",
            "token": "",
            "lang": self.env.lang or "en_US",
            "tz": "Asia/Shanghai",
            "texts": devices._bilingual("_screen_texts"),
            "preview": layout_sample.sample(kind) | {"layout": wire},
        }
        return devices._light_page("preview", config)
