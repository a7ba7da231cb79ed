from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.media import plan
from ..core.media.facts import Damaged
from .media_convert import converter

KINDS = [
    ("image", "Picture"),
    ("video", "Film"),
    ("text", "Text"),
    ("page", "Web page"),
    ("pdf", "PDF"),
]
STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("approved", "Approved"),
    ("rejected", "Rejected"),
    ("retired", "Retired"),
]
# What the public would see: it stands still from the submission on.
CONTENT = frozenset({"kind", "file_id", "text", "url", "colour", "page_ids"})
OPEN = frozenset({"draft", "rejected"})
# What only the steps of the approval and the worker write.
KEPT = frozenset(
    "state submitted_by submitted_on due_on decided_by decided_at log_ids work progress about"
    " file_id page_ids".split()
)


class QueueMedia(models.Model):
    """One thing of the health education: a picture, a film, a text, a web page or a PDF."""

    _name = "queue.media"
    _description = "Health education media"
    _order = "id desc"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "Hospital",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    kind = fields.Selection(KINDS, required=True, default="text")
    file_id = fields.Many2one("queue.media.file", "File", readonly=True, ondelete="restrict")
    sha256 = fields.Char(related="file_id.sha256")
    page_ids = fields.One2many("queue.media.page", "media_id", "Pages", readonly=True)
    text = fields.Text(help="Shown large; the first line is the heading")
    url = fields.Char("Address", help="https://… of a page that the boxes can reach")
    colour = fields.Selection(
        [("blue", "Blue"), ("green", "Green"), ("warm", "Warm"), ("dark", "Dark")],
        default="blue",
        required=True,
    )
    seconds = fields.Integer("Shown for (s)", default=15, help="A film plays to its end")
    about = fields.Text("Findings", readonly=True)
    work = fields.Selection(
        [("none", "Ready"), ("wanted", "Waiting"), ("busy", "At work"), ("failed", "Failed")],
        "Preparation",
        default="none",
        required=True,
        readonly=True,
    )
    progress = fields.Integer(readonly=True)
    preview = fields.Char(compute="_compute_preview")
    programme_ids = fields.Many2many(
        "queue.programme", compute="_compute_programmes", string="Programmes"
    )

    @api.constrains("kind", "url", "text", "seconds")
    def _check_content(self):
        for media in self:
            if media.kind == "page" and not (media.url or "").startswith(("https://", "http://")):
                raise ValidationError(
                    self.env._("%s: an address begins with https:// or http://.", media.name)
                )
            if media.kind == "text" and not (media.text or "").strip():
                raise ValidationError(self.env._("%s: write the text.", media.name))
            if not 3 <= media.seconds <= 3600:
                raise ValidationError(self.env._("%s: shown from 3 s to an hour.", media.name))

    @api.depends("file_id", "page_ids")
    def _compute_preview(self):
        for media in self:
            first = media.page_ids[:1].file_id or media.file_id
            is_picture = first and first.mime.startswith("image/")
            media.preview = f"/queue/media/{first.sha256}" if is_picture else False

    def _compute_programmes(self):
        items = self.env["queue.programme.item"].search([("media_id", "in", self.ids)])
        for media in self:
            mine = items.filtered(lambda item, media=media: item.media_id == media)
            media.programme_ids = mine.programme_id

    @api.model
    def _converter(self):
        """Return the path of ffmpeg on this server, or None."""
        return converter()

    @api.model
    def _from_file(self, path, name, facts, about, convert):
        """Return a draft of a checked file; what has to be made of it is put into the queue."""
        company = self.env.company
        extent = {"width": facts.width, "height": facts.height, "seconds": facts.seconds}
        kept = self.env["queue.media.file"]._take(path, company, facts.mime, **extent)
        media = self.create(
            {"name": name.rpartition(".")[0] or name, "kind": facts.kind, "company_id": company.id}
        )
        ready = facts.kind == "video" and not convert
        media.sudo().write(
            {"file_id": kept.id, "about": about, "work": "none" if ready else "wanted"}
        )
        if ready:
            media._set_pages(kept)
        else:
            self.env.ref("queue_call.cron_media_work")._trigger()
        return media

    def _content_key(self):
        """Return a short name of all that the public would see of this media."""
        files = self.page_ids.file_id.mapped("sha256") or [self.file_id.sha256 or ""]
        return plan.key([self.kind, self.text or "", self.url or "", self.colour, files])

    def _set_pages(self, files):
        """Replace what boxes show of this media, in order."""
        self.ensure_one()
        pages = [(0, 0, {"file_id": one.id, "sequence": n}) for n, one in enumerate(files)]
        self.sudo().write({"page_ids": [(5, 0, 0), *pages]})

    # -- the worker -------------------------------------------------------------------------------
    @api.model
    def _cron_work(self):
        """Prepare one media after the other; each is committed by itself."""
        wanted = self.sudo().search([("work", "in", ("wanted", "busy"))], order="id")
        for done, media in enumerate(wanted, 1):
            media.work = "busy"
            self.env["ir.cron"]._commit_progress(remaining=len(wanted) - done + 1)
            media._prepare(self.env["ir.cron"]._commit_progress)
            self.env["ir.cron"]._commit_progress(1, remaining=len(wanted) - done)

    def _prepare(self, commit=lambda: None):
        """Make what boxes show of this media; what goes wrong is told on its page."""
        try:
            self._set_pages(self.env["queue.media.work"]._make(self, commit))
            self.write({"work": "none", "progress": 100})
        except (Damaged, UserError, OSError, ValueError) as error:
            told = self.env["queue.media.words"]._damaged(error)
            self.write({"work": "failed", "about": told})

    # -- what stands still ------------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_kept(vals)
        return super().create(vals_list)

    def _check_kept(self, vals):
        if KEPT & set(vals) and not self.env.su:
            raise UserError(self.env._("This is written by the steps of the approval alone."))

    def write(self, vals):
        self._check_kept(vals)
        if CONTENT & set(vals) and not self.env.su:
            closed = self.filtered(lambda media: media.state not in OPEN)
            if closed:
                raise UserError(
                    self.env._(
                        "%s has been submitted: what was looked at is what is shown. Take it back"
                        " to a draft to change it.",
                        closed[0].name,
                    )
                )
        result = super().write(vals)
        self.env["maintenance.equipment"]._media_changed()
        return result

    def unlink(self):
        used = self.env["queue.programme.item"].sudo().search([("media_id", "in", self.ids)])
        if used:
            raise UserError(
                self.env._(
                    "%(media)s is part of the programme %(programme)s. Take it out there first, or"
                    " archive it.",
                    media=used[0].media_id.name,
                    programme=used[0].programme_id.name,
                )
            )
        return super().unlink()


class QueueMediaPage(models.Model):
    """One file of a media as boxes get it: the picture, the film, or a page of a PDF."""

    _name = "queue.media.page"
    _description = "Page of a media"
    _order = "media_id, sequence"

    media_id = fields.Many2one("queue.media", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="media_id.company_id", store=True, index=True)
    sequence = fields.Integer()
    file_id = fields.Many2one("queue.media.file", required=True, ondelete="restrict")
