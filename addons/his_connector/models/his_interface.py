import json
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core.charset import Policy
from ..core.codes import CodeMap, DoctorTarget
from ..core.fields import parse_paths
from ..core.profile import PATHS, Profile
from ..core.schema import CONFIG_CHANNEL


class HisInterface(models.Model):
    """One way in from a hospital information system: a port, and how its messages are read."""

    _name = "his.interface"
    _description = "HIS interface"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", "Hospital", required=True, default=lambda self: self.env.company
    )
    port = fields.Integer(required=True, default=2575, help="TCP port the gateway listens on")
    tz = fields.Char(
        "Time zone of the sender", help="IANA name; empty: the hospital's. For times without offset"
    )
    charset_mode = fields.Selection(
        [("detected", "The bytes decide"), ("declared", "MSH-18 decides")],
        "Charset",
        required=True,
        default="detected",
    )
    charset_default = fields.Selection(
        [("utf-8", "UTF-8"), ("gb18030", "GBK / GB18030"), ("latin-1", "ISO 8859-1")],
        "Charset when none is declared",
        required=True,
        default="utf-8",
    )
    charset_error = fields.Selection(
        [("strict", "Refuse the message"), ("replace", "Replace the characters")],
        "Bytes that are no text",
        required=True,
        default="strict",
    )
    reused_id = fields.Selection(
        [("new", "Take it as a new message"), ("refuse", "Refuse it")],
        "Control id used again for another message",
        required=True,
        default="new",
    )
    unmapped_ack = fields.Selection(
        [("refuse", "Refuse (AE) and keep"), ("hold", "Accept (AA) and keep until mapped")],
        "Unknown department",
        required=True,
        default="refuse",
    )
    unknown_doctor = fields.Selection(
        [("department", "Put into the department's queue"), ("refuse", "As an unknown department")],
        required=True,
        default="department",
    )
    size_limit_mb = fields.Integer("Largest message (MiB)", required=True, default=16)
    paths = fields.Text(
        "Where facts stand",
        help='JSON, only what differs from the usual: {"department": "PV1-10 PV1-3.4"}',
    )
    code_ids = fields.One2many("his.code.map", "interface_id", "Code map")
    last_message_at = fields.Datetime("Last message", compute="_compute_counts")
    received_today = fields.Integer("Received (24 h)", compute="_compute_counts")
    refused_today = fields.Integer("Refused (24 h)", compute="_compute_counts")
    failed_count = fields.Integer("To be worked on", compute="_compute_counts")
    unmapped_count = fields.Integer("Unmapped codes", compute="_compute_counts")

    _port_mllp_uniq = models.UniqueIndex(
        "(port) WHERE transport = 'mllp'", "Another interface listens on this port already."
    )

    @api.constrains("port", "size_limit_mb")
    def _check_numbers(self):
        for interface in self:
            if not 1 <= interface.port <= 65535:
                raise ValidationError(self.env._("A port is a number from 1 to 65535."))
            if not 1 <= interface.size_limit_mb <= 256:
                raise ValidationError(self.env._("The largest message is 1 to 256 MiB."))

    @api.constrains("paths")
    def _check_paths(self):
        for interface in self:
            try:
                given = json.loads(interface.paths or "{}")
                unknown = set(given) - set(PATHS)
                for paths in given.values():
                    parse_paths(paths)
            except (ValueError, TypeError, AttributeError) as error:
                raise ValidationError(
                    self.env._("“Where facts stand” cannot be read: %s", error)
                ) from error
            if unknown:
                known = ", ".join(PATHS)
                raise ValidationError(
                    self.env._("Unknown facts: %(bad)s. Known: %(known)s", bad=unknown, known=known)
                )

    def _compute_counts(self):
        counts = self._counts()
        for interface in self:
            row = counts.get(interface.id, (None, 0, 0, 0, 0))
            interface.last_message_at = row[0]
            interface.received_today, interface.refused_today = row[1], row[2]
            interface.failed_count, interface.unmapped_count = row[3], row[4]

    def _counts(self):
        """{id: (last minute with a message, received, refused, failed, unmapped)}."""
        self.env.cr.execute(
            """
            SELECT i.id, max(c.minute) FILTER (WHERE c.kind IN ('received', 'refused')),
                coalesce(sum(c.n) FILTER (WHERE c.kind = 'received'
                    AND c.minute > now() AT TIME ZONE 'UTC' - interval '1 day'), 0),
                coalesce(sum(c.n) FILTER (WHERE c.kind = 'refused'
                    AND c.minute > now() AT TIME ZONE 'UTC' - interval '1 day'), 0),
                (SELECT count(*) FROM his_inbox m
                  WHERE m.interface_id = i.id AND m.state = 'failed'),
                (SELECT count(*) FROM his_unmapped u WHERE u.interface_id = i.id)
            FROM his_interface i LEFT JOIN his_counter c ON c.interface_id = i.id
            WHERE i.id = ANY(%s) GROUP BY i.id
            """,
            [self.ids],
        )
        return {row[0]: row[1:] for row in self.env.cr.fetchall()}

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self._tell_gateway()
        return records

    def write(self, vals):
        result = super().write(vals)
        self._tell_gateway()
        return result

    def unlink(self):
        if self.env["his.message"].sudo().search_count([("interface_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("This interface has messages. Archive it, so that they stay readable.")
            )
        result = super().unlink()
        self._tell_gateway()
        return result

    @api.model
    def _tell_gateway(self):
        """Let the gateway read interfaces and code maps again, once this is committed."""
        self.env.cr.execute("SELECT pg_notify(%s, '')", [CONFIG_CHANNEL])

    def _profile(self):
        """The interface as the core reads messages by it."""
        self.ensure_one()
        zone = self.tz or self.company_id.queue_tz
        return Profile(
            interface_id=self.id,
            company_id=self.company_id.id,
            charset=Policy(self.charset_mode, self.charset_error, self.charset_default),
            zone=ZoneInfo(zone),
            reused_id=self.reused_id,
            unmapped=self.unmapped_ack,
            unknown_doctor=self.unknown_doctor,
            limit=self.size_limit_mb * 1024 * 1024,
            paths=json.loads(self.paths or "{}"),
        )

    def _codes(self):
        """The code map as the core resolves by it."""
        self.ensure_one()
        lines = self.env["his.code.map"].search([("interface_id", "=", self.id)])
        by_kind = lines.grouped("kind")
        none = lines.browse()
        return CodeMap(
            departments={one.code: one.queue_id.id for one in by_kind.get("department", none)},
            doctors={
                (one.department_code or "", one.code): DoctorTarget(
                    one.practitioner_id.id, one.queue_id.id or None
                )
                for one in by_kind.get("doctor", none)
            },
            classes={one.code: one.class_id.id or None for one in by_kind.get("class", none)},
        )

    def action_open_messages(self):
        """Open the messages that a person has to look at."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("his_connector.his_message_action")
        action["domain"] = [("interface_id", "=", self.id)]
        return action
