"""Sentences of a loudspeaker zone's own."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core.voice import templates


class QueueVoiceTemplate(models.Model):
    """What is said on an occasion, for all patients or those of a class."""

    _name = "queue.voice.template"
    _description = "Sentence of a loudspeaker"
    _order = "occasion, id"

    speaker_id = fields.Many2one(
        "queue.speaker", "Loudspeaker zone", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="speaker_id.company_id", store=True, index=True)
    occasion = fields.Selection(
        [
            ("any", "Any call of the class"),
            ("first", "First visit"),
            ("revisit", "Revisit"),
            ("recall", "Called again"),
            ("batch", "Several numbers at once"),
            ("prepare", "Get ready"),
            ("passed", "Call missed"),
            ("window", "Window"),
            ("pharmacy", "Pharmacy"),
            ("lab", "Blood draw"),
            ("exam", "Examination"),
            ("infusion", "Infusion"),
            ("report", "Report collection"),
        ],
        required=True,
        default="first",
        help="When the sentence is said.",
    )
    class_id = fields.Many2one(
        "queue.class", "Class", ondelete="cascade", help="Only for patients of this class."
    )
    text = fields.Char(
        "Sentence",
        required=True,
        default=templates.TEMPLATES["first"].zh,
        help="{number}, {name} and {room} are filled in; put | behind the number: what stands"
        " before it is kept ready for every number.",
    )
    text_en = fields.Char("In English", help="By number; the name is not said in English.")

    _occasion_uniq = models.Constraint(
        "UNIQUE NULLS NOT DISTINCT (speaker_id, occasion, class_id)",
        "There is a sentence for this occasion and class already.",
    )

    @api.constrains("text", "text_en", "occasion", "class_id")
    def _check_text(self):
        for one in self:
            if one.occasion == "any" and not one.class_id:
                raise ValidationError(self.env._("Choose the class that the sentence is for."))
            for text in filter(None, (one.text, one.text_en)):
                try:
                    templates.check(text)
                except templates.TemplateError as wrong:
                    raise ValidationError(one._wrong(wrong)) from None

    def _wrong(self, wrong):
        _ = self.env._
        return {
            "empty": _("The sentence is empty."),
            "long": _("The sentence is longer than 80 characters: nobody listens so long."),
            "placeholder": _(
                "%s is unknown. Use {number}, {name} and {room}.",
                wrong.word,
            ),
            "number": _(
                "The sentence lacks {number}: whoever is not called by name would not be called at"
                " all."
            ),
            "cut": _("The sentence has more than one |. Put it behind the number."),
            "early_name": _(
                "{name} stands before |: the clip with the number would be another one for"
                " everybody. Put the name behind it."
            ),
        }[wrong.key]

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
