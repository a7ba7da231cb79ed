"""Numbers at registration, and what is noticed about patients then."""

from collections import Counter, defaultdict

from odoo import api, models

from ..core.quota import beyond


def _key(request):
    return request["queue_id"], request["service_date"], request["half_day"]


class QueueEntry(models.Model):
    _inherit = "queue.entry"

    @api.model
    def _give_numbers(self, requests, lines):
        """Set ``number`` of each request: the HIS's own while free, else from the counter."""
        given = defaultdict(list)
        for one in requests:
            if one["number"]:
                given[_key(one)].append(int(one["number"]))
        open_ = Counter(_key(one) for one in requests if not one["number"])
        keys = {_key(one) for one in requests}
        wanted = {key: (open_[key], max(given.get(key, ()), default=0)) for key in keys}
        self._fill(requests, self.env["queue.counter"]._draw(wanted))
        if given:
            self._replace_taken(requests, lines)

    @api.model
    def _fill(self, requests, first):
        for one in requests:
            if not one["number"]:
                one["number"] = first[_key(one)]
                first[_key(one)] += 1

    @api.model
    def _replace_taken(self, requests, lines):
        """Give another number, and a problem to look at, where the HIS's number is taken."""
        numbers = tuple({int(one["number"]) for one in requests})
        self.env.cr.execute(
            "SELECT line_id, number_seq FROM queue_entry WHERE line_id IN %s AND number_seq IN %s",
            (tuple(lines.values()), numbers),
        )
        taken = set(self.env.cr.fetchall())
        losers = []
        for one in requests:
            one["number"] = int(one["number"])
            place = lines[_key(one)], one["number"]
            if place in taken:
                one.update(number=None, problem="number_taken")
                losers.append(one)
            taken.add(place)
        wanted = {key: (count, 0) for key, count in Counter(map(_key, losers)).items()}
        self._fill(losers, self.env["queue.counter"]._draw(wanted))

    @api.model
    def _flag_shared_cards(self, requests):
        """Set or clear ``card_shared`` on the standing entries of the cards in ``requests``."""
        cards = {(one["company_id"], one["patient"].get("card_no")) for one in requests}
        cards = tuple(card for card in cards if card[1])
        if not cards:
            return
        self.env.cr.execute(
            """
            WITH shared AS (
                SELECT p.id, count(*) OVER (PARTITION BY p.company_id, p.card_no) > 1 AS many
                  FROM queue_patient p WHERE (p.company_id, p.card_no) IN %s)
            UPDATE queue_entry e SET problem = CASE WHEN s.many THEN 'card_shared' END
              FROM shared s
             WHERE e.patient_id = s.id
               AND e.state NOT IN ('finished', 'transferred', 'cancelled')
               AND ((s.many AND e.problem IS NULL)
                    OR (NOT s.many AND e.problem = 'card_shared'))
         RETURNING e.id
            """,
            (cards,),
        )
        self.browse(row for (row,) in self.env.cr.fetchall()).invalidate_recordset(["problem"])

    @api.model
    def _flag_over_quota(self, requests, known):
        """Mark registrations beyond a quota for a person to see; the HIS is not refused.

        Extra numbers, transfers and revisits use up no new number of the quota.
        """
        limited = self.env["queue.queue"]._with_quota({one["queue_id"] for one in requests})
        counted = [
            one
            for one in requests
            if one["queue_id"] in limited and not one.get("extra") and not one.get("again")
        ]
        flagged = []
        for key in sorted({_key(one) for one in counted}):
            quotas = self.env["queue.queue"].browse(key[0])._core_quotas()
            new = [one for one in counted if _key(one) == key]
            flagged += [
                known[(one["visit_id"], *key)]["id"]
                for one, over in zip(new, self._beyond(quotas, key, new), strict=True)
                if over
            ]
        if flagged:
            self.env.cr.execute(
                "UPDATE queue_entry SET problem = 'over_quota' WHERE id = ANY(%s)"
                " AND problem IS NULL",
                (flagged,),
            )

    @api.model
    def _beyond(self, quotas, key, new):
        queue = self.env["queue.queue"].browse(key[0])
        sources = [one.get("source") or "walk_in" for one in new]
        given = Counter(queue._numbers_given(*key[1:]).get(queue.id, {})) if new else Counter()
        return beyond(quotas, key[2], given - Counter(sources), sources)
