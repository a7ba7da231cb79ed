"""A library for the tests of health education: files made here, nothing from outside."""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image

from .common import QueueCase

FILMS = Path(__file__).parent / "core" / "films"


def picture(width=640, height=360, form="PNG", colour=(30, 120, 200)):
    """Return a small picture as bytes."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(data, form)
    return data.getvalue()


def huge_png(width, height):
    """Return a PNG that claims a size and holds nothing."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))


def pdf(pages=2):
    """Return a PDF with so many empty pages, written by hand."""
    kids = " ".join(f"{3 + n} 0 R" for n in range(pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
    ]
    objects += ["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"] * pages
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer << /Root 1 0 R /Size {len(objects) + 1} >>\nstartxref\n{start}\n%%EOF".encode()
    return out


class MediaCase(QueueCase):
    """``upload`` brings a file in pieces; ``approved`` makes media that may be shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editor = cls.make_user("editor", "queue_call.group_queue_desk_lead")
        cls.screen = cls.env["maintenance.equipment"].create(
            {
                "name": "Hall",
                "device_kind": "hall_screen",
                "company_id": cls.hospital.id,
                "queue_zone_id": cls.zone.id,
            }
        )
        cls.screen._pair()

    def upload(self, name, data, user=None, piece=3000):
        """Upload a file in pieces as the page does; return the verdict."""
        uploads = self.env["queue.media.upload"].with_user(user or self.editor)
        begun = uploads._begin(name, len(data), f"{name}|{len(data)}|{zlib.crc32(data)}")
        received = begun["received"]
        while received < len(data):
            part = data[received : received + piece]
            received = uploads._add(begun["upload"], received, part)["received"]
        return uploads._finish(begun["upload"])

    def media_of(self, verdict):
        """Return the media of a verdict, after the worker has done its part."""
        media = self.env["queue.media"].browse(verdict["media"])
        if media.work == "wanted":
            media.sudo()._prepare()
        return media

    def film(self, name):
        """Return the bytes of one of the small films of the pure tests."""
        return (FILMS / name).read_bytes()

    def approved(self, **values):
        """Return a media that two persons have let through."""
        usual = {"name": "Wash hands", "kind": "text", "text": "Wash your hands"}
        media = self.env["queue.media"].with_user(self.editor).create({**usual, **values})
        media.action_submit()
        media.with_user(self.manager).action_approve()
        return media

    def programme(self, media, times=((7, 20),), **values):
        """Return a programme of these media on all days."""
        return self.env["queue.programme"].create(
            {
                "name": "Hall",
                "company_id": self.hospital.id,
                "item_ids": [(0, 0, {"media_id": one.id}) for one in media],
                "time_ids": [(0, 0, {"start": start, "end": end}) for start, end in times],
                **values,
            }
        )
