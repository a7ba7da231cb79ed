"""What is said of calls and notices: the core's plans, as keys of clips for the screens."""

from itertools import chain

from odoo import api, models

from ..core.voice import plan, templates
from ..core.voice.names import say_name
from ..core.voice.phrase import clip_key
from ..core.voice.pinyin import marked
from .pinyin import spoken

# How soon a clip is wanted: smaller is sooner.
NOW, CHECK_IN, NOTICE, NIGHT = 0, 10, 20, 90
ROOMS_AHEAD = 4  # so many rooms a patient's name is rendered for before it is known which calls
LINE_AHEAD = 15  # of each line so many first ones have their clips wanted again every minute
_NUMBERS_SPARE = 1.2  # a day may need more numbers than the largest of the last two weeks
_NUMBERS_LEAST = 60
_NUMBERS_MOST = 999
VOICE = "zf_xiaoyi"
USUAL = (1.0, VOICE)  # speed and voice


class QueueVoice(models.AbstractModel):
    """Turns calls, numbers and notices into phrases and asks the store for their clips."""

    _name = "queue.voice"
    _description = "Voice"

    # -- clips -------------------------------------------------------------------------------------
    @api.model
    def _keys(self, phrases, priority, manner=USUAL):
        """Return {phrase: key of its clip}; what is not there yet is wanted from the renderer.

        ``manner``: (speed, voice) of the loudspeaker zone.
        """
        speed, voice = manner
        phrases = list(dict.fromkeys(phrases))
        if "queue.voice.clip" in self.env and phrases:
            store = self.env["queue.voice.clip"].sudo().with_context(queue_voice_speed=speed)
            return store._want(phrases, priority, voice)
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        return {one: clip_key(one, voice, speed, secret) for one in phrases}

    @api.model
    def _speech_json(self, speaker, planned, keys):
        return {
            "clips": [keys[one] for one in planned.clips],
            "number": [keys[one] for one in planned.number],
            "times": planned.times,
            "priority": planned.priority,
            "speaker": speaker.key,
        }

    # -- calls -------------------------------------------------------------------------------------
    @api.model
    def _plan(self, row, point_id, chair=None, recall=False):
        """Return (facts of the loudspeaker, what it says) of a call; None where nothing speaks.

        ``row``: the ``EntryRow`` of the patient. Asks the caches alone, no query.
        """
        zone = self.env["queue.speaker"]._of_zone(row.zone_id)
        speaker = zone.at(point_id)
        if speaker is None:
            return None
        order = self._call_order(row, zone.points.get(point_id), chair, recall)
        return speaker, plan.plan(order, speaker.style, speaker.reader)

    @api.model
    def _call_order(self, row, point, chair, recall):
        queue = self.env["queue.queue"]._facts(row.queue_id)
        rule = queue.policy.class_of(row.waiting())
        room = point.name if point else ""
        if point and point.chairs > 1 and chair:
            room = f"{room} {chair}号椅"
        return plan.Order(
            number=row.number,
            name=row.name or "",
            reading=row.reading or "",
            room=room,
            window=bool(point and point.window),
            kind=queue.kind,
            class_code=row.class_code or "",
            recall=recall,
            emergency=rule.emergency and rule.code == row.class_code,
        )

    @api.model
    def _speech_of(self, announced):
        """Return the JSON of what is said for each call, None where nothing speaks.

        ``announced``: [(row, point id, chair, recall)] of one action; one query for all.
        """
        planned = [self._plan(*one) for one in announced]
        found = [one for one in planned if one]
        if not found:
            return [None] * len(planned)
        keys = {}
        for manner in {speaker.manner for speaker, _plan in found}:
            wanted = chain.from_iterable(
                (*one.clips, *one.number) for speaker, one in found if speaker.manner == manner
            )
            keys[manner] = self._keys(wanted, NOW, manner)
        return [one and self._speech_json(*one, keys[one[0].manner]) for one in planned]

    # -- ahead of the call -------------------------------------------------------------------------
    @api.model
    def _prepare(self, rows):
        """Want the clips of patients who have just checked in, for the rooms that may call them."""
        speakers = self.env["queue.speaker"]
        rows = [row for row in rows if speakers._of_zone(row.zone_id).speakers]
        rooms = self._rooms_of({row.queue_id for row in rows}) if rows else {}
        wanted = {}
        for row in rows:
            points = [row.point_id] if row.point_id else rooms.get(row.queue_id, ())[:ROOMS_AHEAD]
            for point in points:
                speaker, planned = self._plan(row, point) or (None, None)
                if speaker:
                    wanted.setdefault(speaker.manner, []).extend((*planned.clips, *planned.number))
        for manner, phrases in wanted.items():
            self._keys(phrases, CHECK_IN, manner)

    @api.model
    def _cron_ahead(self):
        """Every minute: want the clips of who stands first in the lines of open rooms.

        Whoever checked in before the room was open, came by transfer or waits on with an
        appointment is found here; what is wanted already costs nothing.
        """
        self.env.cr.execute(
            """
            SELECT id FROM (
                SELECT e.id, row_number() OVER (
                           PARTITION BY e.line_id ORDER BY e.checkin_no) AS place
                  FROM queue_entry e
                 WHERE e.state IN ('waiting', 'benched') AND e.service_date >= CURRENT_DATE - 1
                   AND e.zone_id IN (SELECT zone_id FROM queue_speaker WHERE active)
                   AND EXISTS (SELECT 1 FROM queue_queue_queue_session_rel r
                                 JOIN queue_session s ON s.id = r.queue_session_id
                                WHERE r.queue_queue_id = e.queue_id AND s.state != 'closed')
            ) q WHERE place <= %s
            """,
            (LINE_AHEAD,),
        )
        entries = self.env["queue.entry"].browse(one for (one,) in self.env.cr.fetchall())
        self._prepare(entries._voice_rows())

    @api.model
    def _rooms_of(self, queue_ids):
        """Return {queue id: [room ids]} of the rooms that serve these queues now."""
        self.env.cr.execute(
            """
            SELECT r.queue_queue_id, s.point_id FROM queue_session s
              JOIN queue_queue_queue_session_rel r ON r.queue_session_id = s.id
             WHERE r.queue_queue_id IN %s AND s.state != 'closed' ORDER BY s.id
            """,
            (tuple(queue_ids),),
        )
        found = {}
        for queue, point in self.env.cr.fetchall():
            found.setdefault(queue, []).append(point)
        return found

    @api.model
    def _cron_numbers(self):
        """At night: want the clips of all numbers that tomorrow may call, and of the rooms."""
        most = self._numbers_needed()
        for speaker in self.env["queue.speaker"].search([]):
            self._keys(self._public(speaker, most), NIGHT, speaker._facts().manner)

    @api.model
    def _public(self, speaker, most=None):
        """Return what a loudspeaker zone may say without a name: all numbers and rooms.

        ``most``: see ``_numbers_needed``, asked for when it is not given.
        """
        most = self._numbers_needed() if most is None else most
        facts, phrases = speaker._facts(), []
        for queue in speaker.zone_id.queue_ids:
            label = self.env["queue.queue"]._facts(queue.id).label
            code = templates.occasion(queue.kind, "", False, False)
            last = min(most.get(queue.id, 0) or _NUMBERS_LEAST, _NUMBERS_MOST)
            phrases += [
                plan.number_clip(label(number), facts.style, facts.reader, code)
                for number in range(1, last + 1)
            ]
            phrases += self._room_clips(speaker, facts, queue.kind)
        return phrases

    @api.model
    def _room_clips(self, speaker, facts, kind):
        """Return what is said after a number without a name, for each room of a loudspeaker."""
        found = []
        for point in speaker.point_ids or speaker.zone_id.point_ids:
            window = point.kind == "window"
            order = plan.Order("0", room=point.name, window=window, kind=kind)
            found += plan.plan(order, facts.style, facts.reader).number[1:]
        return found

    @api.model
    def _numbers_needed(self):
        """Return {queue id: how far its numbers may go}, by the largest of the last two weeks."""
        self.env.cr.execute(
            "SELECT queue_id, max(number_seq) FROM queue_entry"
            " WHERE service_date > CURRENT_DATE - 14 GROUP BY queue_id"
        )
        return {queue: int(most * _NUMBERS_SPARE) + 1 for queue, most in self.env.cr.fetchall()}

    # -- notices -----------------------------------------------------------------------------------
    @api.model
    def _notice_speech(self, text, lang, urgent=False, times=2):
        """Return {clips, times, priority} of a notice; the renderer is asked for it at once."""
        reader = self.env["queue.voice.word"]._of_hospital(self.env.company.id)
        phrase = plan.notice(text, lang or "zh_CN", reader)
        keys = self._keys([phrase], NOW if urgent else NOTICE)
        priority = "urgent" if urgent else "notice"
        return {"clips": [keys[phrase]], "times": times, "priority": priority}

    # -- for people --------------------------------------------------------------------------------
    @api.model
    def _how_said(self, name, reading=""):
        """Return (how a name is said, as people read pinyin; what is the matter with it)."""
        _ = self.env._
        said = say_name(name or "", spoken, reading or "")
        problems = {
            "unreadable": _("a character has no known reading: the number is called"),
            "foreign": _("not in Chinese or Latin letters: the number is called"),
            "empty": _("no name: the number is called"),
        }
        if said.problem:
            return "", problems[said.problem]
        doubt = _("a character that is read in several ways") if said.doubtful else ""
        return said.english or marked(said.syllables), "" if reading else doubt

    @api.model
    def _example(self, speaker):
        """Return what a loudspeaker zone says of a made-up patient, in words and pinyin."""
        queue = speaker.zone_id.queue_ids[:1]
        point = (speaker.point_ids or speaker.zone_id.point_ids)[:1]
        order = plan.Order(
            number=f"{queue.prefix or ''}012",
            name="单小明",
            room=point.name or "3号诊室",
            window=point.kind == "window",
            kind=queue.kind or "clinic",
        )
        reader = self.env["queue.voice.word"]._of_hospital(speaker.company_id.id)
        planned = plan.plan(order, speaker._style(), reader)
        lines = [
            f"{one.text}  ({marked(one.syllables)})" if one.syllables else one.text
            for one in planned.clips
        ]
        return "\n".join(lines) + f"\n× {planned.times}"
