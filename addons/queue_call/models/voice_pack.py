"""Recorded packs: a hospital's own recordings, and what they lack to say its sentences."""

import base64
import io
import time
import zipfile
import zlib
from itertools import chain

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.voice import pack, wav

_AT_ONCE_S = 20  # so long one request works on an archive; the page asks for the rest
_SHOWN_MOST = 400


class QueueVoicePack(models.Model):
    """Recordings of one person or dialect, by the words that they say."""

    _name = "queue.voice.pack"
    _description = "Recorded pack"
    _order = "name, id"

    name = fields.Char(required=True, help="Whose voice or which dialect: Cantonese, Ms. Lin.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, default=lambda self: self.env.company, index=True
    )
    version = fields.Integer(default=1, readonly=True, help="Grows with every recording.")
    note = fields.Text(help="Who spoke, when, and that he or she agreed to it being played.")
    recording_ids = fields.One2many("queue.voice.recording", "pack_id", "Recordings")
    speaker_ids = fields.One2many("queue.speaker", "pack_id", "Used in")
    recordings = fields.Integer("Number of recordings", compute="_compute_recordings")
    coverage = fields.Float(
        compute="_compute_coverage",
        help="Share of the sentences without a name that the recordings can say, per cent.",
    )

    @api.depends("recording_ids")
    def _compute_recordings(self):
        counts = self.env["queue.voice.recording"]._read_group(
            [("pack_id", "in", self.ids)], ["pack_id"], ["__count"]
        )
        found = {one.id: count for one, count in counts}
        for one in self:
            one.recordings = found.get(one.id, 0)

    @api.depends("recording_ids.words", "speaker_ids")
    def _compute_coverage(self):
        for one in self:
            said, total = pack.covered(one._phrases(), one._words())
            one.coverage = 100 * said / total if total else 0

    # -- what it is for ---------------------------------------------------------------------------
    def _words(self):
        """Return {words: id of the recording}."""
        query = SQL("SELECT words, id FROM queue_voice_recording WHERE pack_id = %s", self.id)
        self.env["queue.voice.recording"].flush_model(["words", "pack_id"])
        return dict(self.env.execute_query(query))

    def _phrases(self):
        """Return the sentences without a name of the zones that use it; of all while none does."""
        zones = self.speaker_ids or self.env["queue.speaker"].search(
            [("company_id", "=", self.company_id.id)]
        )
        voice = self.env["queue.voice"]
        most = voice._numbers_needed()
        return list(dict.fromkeys(chain.from_iterable(voice._public(one, most) for one in zones)))

    def page(self):
        """Return what the page of a pack shows: what is there, what is missing, how far it gets."""
        self.ensure_one()
        self.check_access("read")
        have, phrases = self._words(), self._phrases()
        said, total = pack.covered(phrases, have)
        needed = pack.needs(phrases, have)
        rest = set(have) - {one.words for one in needed}
        return {
            "id": self.id,
            "name": self.name,
            "zones": self.speaker_ids.mapped("name"),
            "said": said,
            "total": total,
            "missing": sum(not one.there for one in needed),
            "editable": self.has_access("write"),
            "rows": [
                {"words": one.words, "uses": one.uses, "id": have.get(one.words, 0)}
                for one in needed[:_SHOWN_MOST]
            ]
            + [{"words": one, "uses": 0, "id": have[one]} for one in sorted(rest)[:_SHOWN_MOST]],
        }

    # -- recordings come and go -------------------------------------------------------------------
    def take(self, name, data, skip=0):
        """Take a WAV, or a ZIP of them from its file ``skip`` on.

        ``name``: the file's name, whose stem is what it says; ``data``: Base64. Returns
        {taken, refused: [{name, text}], next}; ``next``: where to go on, 0 when all is done.
        """
        self.ensure_one()
        self.check_access("write")
        try:
            raw = base64.b64decode(data, validate=True)
        except ValueError:
            raise UserError(self.env._("The file did not arrive whole. Send it again.")) from None
        if name.lower().endswith(".zip"):
            files, after = self._unpacked(raw, int(skip))
        else:
            files, after = [(name, raw)], 0
        taken, refused = {}, []
        begun = time.monotonic()
        for at, (path, content) in enumerate(files):
            if time.monotonic() - begun > _AT_ONCE_S:
                after = int(skip) + at
                break
            self._judge(path, content, taken, refused)
        self._keep(taken)
        return {"taken": len(taken), "refused": refused, "next": after}

    def _unpacked(self, raw, skip):
        """Return ([(path, a function that reads it)], 0)."""
        try:
            archive = zipfile.ZipFile(io.BytesIO(raw))
        except zipfile.BadZipFile:
            raise UserError(
                self.env._("This is no ZIP file, or it did not arrive whole.")
            ) from None
        found = [one for one in archive.infolist() if not one.is_dir()]
        size = sum(one.file_size for one in found)
        if len(found) > pack.MOST_FILES or size > pack.MOST_BYTES:
            raise UserError(
                self.env._(
                    "The archive holds %(count)s files of %(size)s MB; at most %(most)s files of"
                    " 300 MB are taken. Send it in parts.",
                    count=len(found),
                    size=size // 1_000_000,
                    most=pack.MOST_FILES,
                )
            )
        utf8 = 0x800  # the flag of names in UTF-8
        return [
            (pack.zip_name(one.filename, bool(one.flag_bits & utf8)), _reader(archive, one))
            for one in found[skip:]
        ], 0

    def _judge(self, path, content, taken, refused):
        try:
            words = pack.said_by(path)
            if words:
                taken[words] = wav.accept(content() if callable(content) else content)
        except (pack.FileRefused, wav.WavRefused) as wrong:
            refused.append({"name": path, "text": self._refusals()[wrong.key]})

    @api.model
    def _refusals(self):
        _ = self.env._
        return {
            "format": _("Not a WAV file of PCM samples. Export it as WAV, 16 bit."),
            "name": _("Name the file by the words that it says, at most 40."),
            "broken": _("The file is cut off. Export it again."),
            "silent": _("Nothing is heard on it. Look at the microphone."),
            "short": _("Shorter than a syllable. Was it cut too closely?"),
            "clipped": _("Recorded too loudly: the voice is torn. Step back or turn it down."),
            "long": _("Longer than 20 seconds or larger than 10 MB."),
        }

    def _keep(self, recordings):
        """Keep {words: WAV} in the place of what said the same words; the clips are made anew."""
        if not recordings:
            return
        store = self.env["queue.voice.recording"]
        store.search([("pack_id", "=", self.id), ("words", "in", list(recordings))]).unlink()
        store.create(
            [
                {"pack_id": self.id, "words": words, "audio": base64.b64encode(audio)}
                for words, audio in recordings.items()
            ]
        )

    def forget(self, recording):
        """Take one recording away."""
        self.ensure_one()
        self.check_access("write")
        self.recording_ids.filtered(lambda one: one.id == int(recording)).unlink()
        return self.page()

    def audio(self, recording):
        """Return a recording as a data URL, for the page."""
        self.ensure_one()
        self.check_access("read")
        found = self.recording_ids.filtered(lambda one: one.id == int(recording))
        return "data:audio/wav;base64," + (found.audio or b"").decode()

    def action_page(self):
        """Open the page on which recordings are listed, heard and made."""
        return {
            "type": "ir.actions.client",
            "tag": "queue_call.voice_pack",
            "name": self.name,
            "params": {"pack": self.id},
        }

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def _changed(self):
        for one in self:
            one.version += 1


def _reader(archive, member):
    """Return a function that reads a member of an archive, never more than a recording may have."""

    def read():
        try:
            with archive.open(member) as file:
                return file.read(wav.MOST_BYTES + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error):
            return b""  # locked or broken: told as a file that is cut off

    return read


class QueueVoiceRecording(models.Model):
    """One recording of a pack."""

    _name = "queue.voice.recording"
    _description = "Recording"
    _order = "words, id"

    pack_id = fields.Many2one(
        "queue.voice.pack", "Pack", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="pack_id.company_id", store=True, index=True)
    words = fields.Char(required=True, help="What it says, without punctuation.")
    audio = fields.Binary(attachment=False, required=True, help="WAV: mono, 24 kHz, 16 bit.")

    _words_uniq = models.Constraint(
        "UNIQUE (pack_id, words)", "The pack has a recording of these words already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        made.pack_id._changed()
        return made

    def unlink(self):
        packs = self.pack_id
        result = super().unlink()
        packs._changed()
        return result
