from collections import Counter
from datetime import datetime, time, timedelta, timezone
from operator import attrgetter
from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.tools import SQL

from ..core import compliance
from ..core.compliance import Case, Fact
from .clock import aware, naive
from .service_sla_fact import ZONE
from .service_ticket import OPEN

FIELDS = (
    "number company_id contract_id severity_id user_id device_id kind due_at stopped_at month"
    " verdict late_hours"
).split()
CASES = "number name company_id device_id user_id kind state reported_at score severity_id".split()
MISSED_ON_PAGE = 60  # the page lists the latest so many; the workbook lists all


class ServiceSlaFact(models.Model):
    """How promises of hospitals were kept, as plain data from which page and workbook are drawn."""

    _inherit = "service.sla.fact"

    @api.model
    def _content(self, hospitals, first, last, made):
        """Return {"page": …, "book": …, "total": …} of the months ``first`` to ``last`` (days 1).

        ``made``: aware, when this was counted; it stands on page and workbook.
        """
        trend_from = min(first, compliance.back(last, 11))
        rows = self._rows(hospitals, trend_from, last)
        facts = [_fact(row) for row in rows]
        within = [row for row in rows if row["month"] >= first]
        count = _Count(
            self,
            rows=within,
            facts=[one for one in facts if one.month >= first],
            trend=compliance.trend(facts, compliance.months(trend_from, last)),
            cases=self._cases(hospitals, first, last),
            before=self._cases(hospitals, compliance.back(first, 3), last),
        )
        sections = count.sections()
        _ = self.env._
        total = compliance.share(count.facts)
        names = _(", ").join(hospitals.mapped("name"))
        period = first.strftime("%Y-%m") if first == last else f"{first:%Y-%m} – {last:%Y-%m}"
        title = _("Service statement %s", period)
        when = made.astimezone(ZoneInfo(ZONE)).strftime("%Y-%m-%d %H:%M")
        facts_of_page = [
            [_("Hospital"), names],
            [_("Period"), period],
            [_("Promises kept"), f"{total.kept} / {total.kept + total.missed}"],
            [_("Rate"), percent(total.rate)],
            [_("Not due yet"), str(total.open)],
            [_("Tickets reported"), str(len(count.cases))],
            [_("Satisfaction (1-5)"), count.satisfaction()],
            [_("Counted at"), when],
        ]
        page = {
            "title": title,
            "footer": f"{names[:60]} · {period} · {when}",
            "parts": [["facts", facts_of_page], ["text", self._rule_words()]],
        }
        for one in sections:
            page["parts"] += _parts(one, _("None."))
        book = {
            "made": naive(made).isoformat(),
            "title": title,
            "sheets": [
                {
                    "name": _("Overview"),
                    "heads": [_("What"), _("Value")],
                    "rows": facts_of_page,
                    "widths": [24, 60],
                },
                *sections,
            ],
        }
        return {
            "page": page,
            "book": book,
            "total": {"kept": total.kept, "missed": total.missed, "open": total.open},
        }

    def _rule_words(self):
        return self.env._(
            "A promise belongs to the month in which it fell due. Counted are promises kept and"
            " missed; what is not due yet, and what another severity replaced before it was due, is"
            " not judged. A missed promise stays missed when its ticket is opened again."
        )

    def _rows(self, hospitals, first, last):
        """Return the facts as dicts, the latest first.

        Read by one query under the reader's record rules: a big hospital has 25,000 a year, and
        records of them would cost as much as all the rest of a statement.
        """
        domain = [
            ("company_id", "in", hospitals.ids),
            ("month", ">=", first),
            ("month", "<=", last),
        ]
        query = self._search(domain, order="due_at desc, id desc")
        columns = [
            SQL("%s AS %s", self._field_to_sql(self._table, name, query), SQL.identifier(name))
            for name in FIELDS
        ]
        return self.env.execute_query_dict(query.select(*columns))

    def _cases(self, hospitals, first, last):
        """Return the tickets reported from month ``first`` to month ``last``."""
        begin, end = (_midnight(day) for day in (first, compliance.after(last)))
        return self.env["service.ticket"].search_read(
            [
                ("company_id", "in", hospitals.ids),
                ("reported_at", ">=", begin),
                ("reported_at", "<", end),
            ],
            CASES,
            order="reported_at, id",
            load=None,
        )


class _Count:
    """The tables of a statement."""

    def __init__(self, model, rows, facts, trend, cases, before):
        self.env = model.env
        self.rows, self.facts, self.trend = rows, facts, trend
        self.cases, self.before = cases, before
        self.kinds = dict(model._fields["kind"]._description_selection(self.env))
        tickets = self.env["service.ticket"]._fields
        self.ticket_kinds = dict(tickets["kind"]._description_selection(self.env))
        self.states = dict(tickets["state"]._description_selection(self.env))
        self._names = {}

    def sections(self):
        """Return the sheets, which are also the sections of the page."""
        _ = self.env._
        by = (
            (_("By hospital"), _("Hospital"), "hospital", self._named("res.company")),
            (_("By contract"), _("Contract"), "contract", self._named("service.contract")),
            (_("By severity"), _("Severity"), "severity", self._named("service.severity")),
            (_("By promise"), _("Promise"), "kind", self.kinds.get),
            (_("By engineer"), _("Engineer"), "engineer", self._named("res.users")),
        )
        found = [self._shares(title, head, attrgetter(key), name) for title, head, key, name in by]
        return [self._trend(), *found, self._load(), self._repeats(), self._missed(),
                self._all(), self._tickets()]  # fmt: skip

    def satisfaction(self):
        """Return the mean score in words; an unrated ticket does not count."""
        scores = [row["score"] for row in self.cases if row["score"]]
        if not scores:
            return "–"
        return f"{sum(scores) / len(scores):.1f} ({len(scores)})"

    def _named(self, model):
        """Return a lookup of names by id: one query a model, names of others' records too."""

        nobody = self.env._("None")

        def name(key):
            if model not in self._names:
                field = {
                    "res.company": "company_id",
                    "service.contract": "contract_id",
                    "service.severity": "severity_id",
                    "res.users": "user_id",
                    "maintenance.equipment": "device_id",
                }[model]
                rows = [*self.rows, *self.before, *self.cases]
                ids = {row[field] for row in rows if row.get(field)}
                records = self.env[model].sudo().browse(ids).exists()
                self._names[model] = {one.id: one.display_name for one in records}
            return self._names[model].get(int(key or 0), nobody)

        return name

    def _heads(self, first):
        _ = self.env._
        return [first, _("Kept"), _("Missed"), _("Not due yet"), _("Rate")]

    def _shares(self, title, head, key, name):
        rows = [
            [name(value), one.kept, one.missed, one.open, one.rate]
            for value, one in compliance.shares(self.facts, key)
        ]
        return _sheet(title, self._heads(head), rows, [36, 10, 10, 12, 10], "column", 4)

    def _trend(self):
        _ = self.env._
        rows = [
            [month.strftime("%Y-%m"), one.kept, one.missed, one.open, one.rate]
            for month, one in self.trend
        ]
        return _sheet(_("Trend"), self._heads(_("Month")), rows, [12, 10, 10, 12, 10], "line", 4)

    def _load(self):
        _ = self.env._
        name = self._named("res.users")
        rows = [
            [name(engineer), all_, open_]
            for engineer, all_, open_ in compliance.load(_case(row) for row in self.cases)
        ]
        heads = [_("Engineer"), _("Tickets"), _("Still open")]
        return _sheet(_("Work load"), heads, rows, [30, 12, 12], "bar", 1, ())

    def _repeats(self):
        _ = self.env._
        name = self._named("maintenance.equipment")
        rows = [
            [name(one.device), one.times, one.first.isoformat(), one.last.isoformat()]
            for one in compliance.repeats(_case(row) for row in self.before)
        ]
        heads = [_("Device"), _("Faults"), _("First"), _("Last")]
        return _sheet(_("Repeated faults"), heads, rows, [40, 10, 14, 14], None, 0, ())

    def _promises(self, title, rows):
        _ = self.env._
        severity, engineer = self._named("service.severity"), self._named("res.users")
        heads = [_("Ticket"), _("Promise"), _("Severity"), _("Engineer"), _("Due"), _("Done"),
                 _("Late (service hours)")]  # fmt: skip
        found = [
            [
                row["number"],
                self.kinds.get(row["kind"], ""),
                severity(row["severity_id"]),
                engineer(row["user_id"]),
                _local(row["due_at"]),
                _local(row["stopped_at"]),
                float(row["late_hours"]) if row["verdict"] == "missed" else None,
            ]
            for row in rows
        ]
        return _sheet(title, heads, found, [16, 18, 18, 18, 17, 17, 14], None, 0, ())

    def _missed(self):
        missed = [row for row in self.rows if row["verdict"] == "missed"]
        return self._promises(self.env._("Missed promises"), missed) | {"most": MISSED_ON_PAGE}

    def _all(self):
        return self._promises(self.env._("All promises"), self.rows) | {"most": 0}

    def _tickets(self):
        _ = self.env._
        hospital, device = self._named("res.company"), self._named("maintenance.equipment")
        heads = [_("Number"), _("Subject"), _("Hospital"), _("Kind"), _("State"), _("Device"),
                 _("Reported")]  # fmt: skip
        rows = [
            [
                row["number"],
                row["name"],
                hospital(row["company_id"]),
                self.ticket_kinds.get(row["kind"], ""),
                self.states.get(row["state"], ""),
                device(row["device_id"]) if row["device_id"] else "",
                _local(row["reported_at"]),
            ]
            for row in self.cases
        ]
        kinds = Counter(row["kind"] for row in self.cases)
        words = [f"{self.ticket_kinds.get(kind, kind)} {n}" for kind, n in kinds.most_common()]
        sheet = _sheet(_("Tickets"), heads, rows, [16, 40, 24, 16, 12, 30, 17], None, 0, ())
        return sheet | {"most": 0, "words": _(", ").join(words)}


def _sheet(name, heads, rows, widths, chart, column, percents=(4,)):
    sheet = {
        "name": name,
        "heads": heads,
        "rows": rows,
        "widths": widths,
        "percents": list(percents),
    }
    if chart:
        sheet["chart"] = {"type": chart, "title": name, "column": column}
    return sheet


def _parts(sheet, nothing):
    """Return a sheet as a section of the page; a long one stands in the workbook alone."""
    most = sheet.get("most", 200)
    if not most:
        words = sheet.get("words")
        return [["heading", sheet["name"]], ["text", words]] if words else []
    if not sheet["rows"]:
        return [["heading", sheet["name"]], ["text", nothing]]
    percents = sheet["percents"]
    rows = [
        [_word(value, column in percents) for column, value in enumerate(row)]
        for row in sheet["rows"][:most]
    ]
    left = len(sheet["rows"]) - most
    more = [["text", f"… +{left}"]] if left > 0 else []
    return [
        ["heading", sheet["name"]],
        ["table", sheet["heads"], rows, sheet["widths"]],
        *more,
    ]


def _word(value, is_percent):
    if is_percent:
        return percent(value)
    return "" if value is None else f"{value:.1f}" if isinstance(value, float) else str(value)


def percent(rate):
    """Return a rate as it is printed; nothing judged is a dash, not 100 %."""
    return "–" if rate is None else f"{rate * 100:.1f} %"


def _fact(row):
    return Fact(
        hospital=row["company_id"] or 0,
        contract=row["contract_id"] or 0,
        severity=str(row["severity_id"] or 0),
        engineer=row["user_id"] or 0,
        kind=row["kind"],
        month=row["month"],
        verdict=row["verdict"],
    )


def _case(row):
    return Case(
        device=row["device_id"] or 0,
        engineer=row["user_id"] or 0,
        day=(row["reported_at"] + timedelta(hours=8)).date(),
        is_fault=row["kind"] == "fault" and row["state"] != "cancelled",
        is_open=row["state"] in OPEN,
    )


def _midnight(day):
    moment = datetime.combine(day, time(), ZoneInfo(ZONE))
    return naive(moment.astimezone(timezone.utc))


def _local(moment):
    if not moment:
        return ""
    return aware(moment).astimezone(ZoneInfo(ZONE)).isoformat(" ", "minutes")[:16]
