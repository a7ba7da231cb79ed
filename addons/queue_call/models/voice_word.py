"""How a word of rooms, sentences and notices is read, where the dictionary is wrong."""

import re

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..core.voice.pinyin import marked
from ..core.voice.words import with_words
from .pinyin import spoken

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{1,20}")


class QueueVoiceWord(models.Model):
    """A word and its reading, for all loudspeakers of a hospital."""

    _name = "queue.voice.word"
    _description = "Reading of a word"
    _order = "word, id"
    _rec_name = "word"

    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, default=lambda self: self.env.company, index=True
    )
    word = fields.Char(required=True, help="As it stands in rooms, sentences and notices: 重楼.")
    reading = fields.Char(required=True, help="One syllable each, with tones: chong2 lou2.")
    said = fields.Char("Said as", compute="_compute_said")

    _word_uniq = models.Constraint(
        "UNIQUE (company_id, word)", "This word has a reading already. Change that one."
    )

    @api.depends("reading")
    def _compute_said(self):
        for one in self:
            one.said = marked(self._syllables(one.reading))

    @api.model
    def _syllables(self, reading):
        parsed = self.env["queue.voice.reading"]._parsed(reading) if reading else ""
        return tuple(one for one in parsed.split() if one != "·")

    @api.constrains("word", "reading")
    def _check_word(self):
        for one in self:
            if not _HAN.fullmatch(one.word):
                raise ValidationError(self.env._("Write the word in Chinese characters alone."))
            if len(self._syllables(one.reading)) != len(one.word):
                raise ValidationError(
                    self.env._(
                        "%(word)s has %(count)s characters: write so many syllables.",
                        word=one.word,
                        count=len(one.word),
                    )
                )

    @api.model
    @tools.ormcache("company_id")
    def _of_hospital(self, company_id):
        """Return the reader of a hospital."""
        found = self.sudo().search([("company_id", "=", company_id)])
        words = {one.word: self._syllables(one.reading) for one in found}
        return with_words(words, spoken)

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
