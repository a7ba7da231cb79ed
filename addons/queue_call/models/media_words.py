"""What is said about a file to the person who brought it: what is wrong, and what to do."""

from odoo import api, models

CONVERT = "ffmpeg -i INPUT -c:v libx264 -profile:v high -level 4.1 -pix_fmt yuv420p -vf"
CONVERT += ' "scale=w=min(1920\\,iw):h=-2" -b:v 5M -c:a aac -b:a 128k -movflags +faststart OUT.mp4'


class QueueMediaWords(models.AbstractModel):
    _name = "queue.media.words"
    _description = "Words about media"

    @api.model
    def _finding(self, finding):
        """Return one finding as a sentence with its remedy."""
        words = {**self._film_words(), **self._file_words()}
        return words[finding.code] % finding.values

    @api.model
    def _findings(self, findings):
        """Return all findings, one a line, those first that stand in the way."""
        ranked = sorted(findings, key=lambda one: not one.blocks)
        return "\n".join(self._finding(one) for one in ranked)

    @api.model
    def _damaged(self, error):
        """Return what is said of a file that contradicts itself; ``error`` is for the engineer."""
        return self.env._(
            "The file is damaged or was cut off (%s). Copy it again from where it comes from, see"
            " that it opens on your computer, and upload it again.",
            error,
        )

    @api.model
    def _how_to_convert(self):
        """Return what to tell whoever makes the film, where the server cannot convert."""
        return self.env._(
            "Export it as MP4 with H.264 High@4.1, at most 1920×1080, 5 Mbit/s, sound AAC. With"
            " ffmpeg: %s",
            CONVERT,
        )

    def _file_words(self):
        _ = self.env._
        return {
            "image_huge": _(
                "The picture has %(width)s × %(height)s points (%(mp)s megapixels); a box that"
                " opens it stops. Save it with at most %(most)s megapixels, best 1920×1080, and"
                " upload it again."
            ),
            "image_small": _(
                "The picture has only %(width)s × %(height)s points and will look coarse on a"
                " screen. Better use one of 1920×1080."
            ),
            "too_heavy": _(
                "The file has %(mb)s MB; boxes keep files of at most %(most)s MB. Save it smaller,"
                " or cut it into parts."
            ),
            "slides": _(
                "Slides and Office files are not shown as they are. Open the file in PowerPoint or"
                " WPS, choose “Save as PDF”, and upload the PDF."
            ),
            "unknown": _(
                "This is no picture, film or PDF that screens can show. Use JPEG, PNG or WebP, MP4"
                " (H.264) or PDF."
            ),
            "empty": _("The file is empty. Choose it again."),
        }

    def _film_words(self):
        _ = self.env._
        return {
            "container": _("Boxes do not play %(container)s files; they play MP4 with H.264."),
            "codec": _(
                "The picture is coded as %(codec)s, which boxes cannot decode; they decode H.264."
            ),
            "codec_slow": _(
                "%(codec)s above 720 lines stutters on cheap boxes. H.264 in MP4 plays smoothly."
            ),
            "profile": _("H.264 %(profile)s is beyond what the boxes decode (%(most)s)."),
            "video_large": _(
                "The film has %(width)s × %(height)s points; the boxes play at most 1920×1080."
            ),
            "bitrate": _("The film takes %(kbps)s kbit/s; boxes play at most %(most)s."),
            "audio": _("The sound is coded as %(audio)s; boxes play AAC."),
            "long": _(
                "The film lasts %(minutes)s minutes; at most %(most)s are shown. Cut it into parts."
            ),
            "index_last": _(
                "The film's index stands at its end: a box begins to play only when it has the"
                " whole file. That does no harm."
            ),
            "protected": _(
                "The film is copy-protected and plays nowhere else. Ask its maker for one without."
            ),
            "no_picture": _("The file has sound and no picture. Choose the film."),
        }
