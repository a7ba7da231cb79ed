"""What boxes show is made here, by the worker: pictures scaled, PDF drawn, films converted."""

import shutil
import subprocess

from odoo import api, models
from odoo.exceptions import UserError
from PIL import Image, ImageOps, UnidentifiedImageError

from ..core.media.facts import Damaged
from ..core.media.fitness import Limits, findings, fit
from ..core.media.sniff import read_facts

try:
    import pypdfium2
except ImportError:  # optional: without it PDF files are refused with a remedy
    pypdfium2 = None

LONG_SIDE, SHORT_SIDE = 1920, 1080
QUALITY = 88
_LONGEST_S = 4 * 3600


def converter():
    """Return the path of ffmpeg, or None."""
    return shutil.which("ffmpeg")


class QueueMediaWork(models.AbstractModel):
    _name = "queue.media.work"
    _description = "Preparation of media"

    @api.model
    def _make(self, media, commit=lambda: None):
        """Return the files that boxes show of a media. Raises Damaged or UserError.

        ``commit`` is called after each step, so that people see the progress.
        """
        makers = {"image": self._image, "pdf": self._pdf, "video": self._film}
        source = self.env["queue.media.store"]._path(media.file_id.sha256)
        scratch = self.env["queue.media.store"]._scratch()
        try:
            return makers[media.kind](media, source, scratch, commit)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _image(self, media, source, scratch, _commit):
        """Return the picture as boxes get it: at most 1920×1080 points, turned as it was taken."""
        if media.file_id.mime == "image/gif":
            return media.file_id  # it may move
        try:
            with Image.open(source) as picture:
                _check_pixels(picture)
                upright = ImageOps.exif_transpose(picture)
                return self._keep(media, upright, scratch / "picture")
        except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError) as error:
            raise Damaged("the picture cannot be decoded") from error

    def _keep(self, media, picture, path):
        """Scale a picture and keep it: JPEG, or PNG where it has transparent parts."""
        box = (LONG_SIDE, SHORT_SIDE)
        if picture.height > picture.width:
            box = box[::-1]
        clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
        small = picture.convert("RGBA" if clear else "RGB")
        small.thumbnail(box, Image.Resampling.LANCZOS)
        if clear:
            small.save(path, "PNG", optimize=True)
        else:
            small.save(path, "JPEG", quality=QUALITY, progressive=False)
        mime = "image/png" if clear else "image/jpeg"
        extent = {"width": small.width, "height": small.height}
        return self.env["queue.media.file"]._take(path, media.company_id, mime, **extent)

    def _pdf(self, media, source, scratch, commit):
        """Return one picture a page."""
        if not pypdfium2:
            raise UserError(
                self.env._(
                    "This server cannot draw PDF pages (the package pypdfium2 is missing). Save the"
                    " pages as pictures and upload those, or ask IT to install it."
                )
            )
        try:
            document = pypdfium2.PdfDocument(source)
        except pypdfium2.PdfiumError as error:
            raise Damaged("the PDF cannot be opened, or it asks for a password") from error
        try:
            self._check_pages(len(document))
            files = self.env["queue.media.file"]
            for number in range(len(document)):
                files += self._keep(media, _drawn(document[number]), scratch / str(number))
                media.progress = 100 * (number + 1) // len(document)
                commit()
            return files
        finally:
            document.close()

    def _check_pages(self, count):
        most = Limits().pages
        if not 1 <= count <= most:
            raise UserError(
                self.env._(
                    "The PDF has %(count)s pages; from 1 to %(most)s are shown. Cut it into parts.",
                    count=count,
                    most=most,
                )
            )

    def _film(self, media, source, scratch, _commit):
        """Return the film converted to what every box plays."""
        ffmpeg = converter()
        if not ffmpeg:
            raise UserError(self.env["queue.media.words"]._how_to_convert())
        target = scratch / "film.mp4"
        _run(ffmpeg, source, target)
        with target.open("rb") as file:
            facts = read_facts(file)
        if not fit(findings(facts)):
            raise UserError(self.env["queue.media.words"]._findings(findings(facts)))
        extent = {"width": facts.width, "height": facts.height, "seconds": facts.seconds}
        files = self.env["queue.media.file"]
        return files._take(target, media.company_id, facts.mime, **extent)


def _drawn(page):
    width, height = page.get_size()
    long, short = max(width, height), min(width, height)
    if short <= 0:
        raise Damaged("a page of the PDF has no size")
    scale = min(LONG_SIDE / long, SHORT_SIDE / short)
    return page.render(scale=scale).to_pil()


def _check_pixels(picture):
    """Raise Damaged when a picture decodes larger than its header said at the upload."""
    if picture.width * picture.height > Limits().pixels:
        raise Damaged("the picture is larger than its header says")


def _run(ffmpeg, source, target):
    """Convert a film at the lowest priority, with one thread: calls come first."""
    scale = "scale=w='min(1920,iw)':h='min(1080,ih)':force_original_aspect_ratio=decrease"
    command = [
        "nice", "-n", "15", ffmpeg, "-v", "error", "-nostdin", "-y",
        "-protocol_whitelist", "file", "-i", str(source),
        "-map", "0:v:0", "-map", "0:a:0?", "-threads", "1",
        "-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-level", "4.1",
        "-pix_fmt", "yuv420p", "-b:v", "5M", "-maxrate", "8M", "-bufsize", "8M",
        "-vf", scale + ",pad=ceil(iw/2)*2:ceil(ih/2)*2",
        "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-movflags", "+faststart", str(target),
    ]  # fmt: skip
    try:
        subprocess.run(command, check=True, timeout=_LONGEST_S, capture_output=True)
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
        raise Damaged(last or "ffmpeg gave up") from error
    except subprocess.TimeoutExpired as error:
        raise Damaged("the conversion took longer than four hours") from error
