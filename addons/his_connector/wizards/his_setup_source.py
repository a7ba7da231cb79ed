import base64
import json
import subprocess
import sys
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.causes import Refusal
from ..core.proposal.wsdl import read_wsdl, settings_of
from ..core.transports import database

PROBE = Path(__file__).resolve().parents[1] / "gateway" / "probe.py"
SECONDS = 40
ASKED = {"view": "database", "wsdl": "soap", "rest": "rest", "fhir": "fhir"}
OPERATIONS = 60


class HisSetup(models.TransientModel):
    """Samples from where they live: a view, a WSDL's method, an address, a FHIR server."""

    _inherit = "his.setup"

    source = fields.Selection(
        [
            ("paste", "Samples: pasted, or a file"),
            ("view", "A view or table of a database"),
            ("wsdl", "A Web service (WSDL)"),
            ("rest", "An address that gives lists (REST)"),
            ("fhir", "A FHIR R4 server"),
        ],
        "What the HIS hands over",
        required=True,
        default="paste",
    )
    driver = fields.Selection(
        [
            ("postgresql", "PostgreSQL, Kingbase, openGauss"),
            ("mysql", "MySQL, MariaDB"),
            ("sqlserver", "SQL Server"),
            ("oracle", "Oracle 12.1 and later"),
            ("oracle_thick", "Oracle 11g (Instant Client)"),
        ],
        default="oracle",
    )
    host = fields.Char("Server")
    db_port = fields.Integer("Port", help="0: the usual one")
    database = fields.Char("Database or service name")
    view_name = fields.Char("View or table")
    url = fields.Char("Address", help="$day and $page are filled in: http://his/reg?day=$day")
    wsdl_file = fields.Binary("WSDL file", attachment=False)
    auth = fields.Selection(
        [("basic", "User and password"), ("bearer", "Token (Bearer)"), ("key", "Key in a header")],
        "Proof",
    )
    user = fields.Char()
    operation_ids = fields.One2many("his.setup.operation", "setup_id", "Methods")
    step_ids = fields.One2many("his.setup.step", "setup_id", "Trial of the connection")

    @api.onchange("source")
    def _onchange_source(self):
        self.transport = ASKED.get(self.source, self.transport)

    def action_read_source(self):
        """Fetch samples from where they live, and propose what each column is."""
        self.ensure_one()
        self.check_access("write")
        settings = self._source_settings()
        self.write({"settings": _shown(settings), "transport": ASKED[self.source]})
        if self.source == "wsdl":
            return self._list_operations(settings)
        return self._take_rows(settings)

    def action_try(self):
        """Try the connection step by step."""
        self.ensure_one()
        self.check_access("write")
        settings = self._final_settings()
        self._refuse_gaps(settings)
        told = self._probe("test", settings)
        self.step_ids.unlink()
        self.write(
            {
                "state": "trial",
                "step_ids": [
                    fields.Command.create(
                        {"name": self._step(one["step"]), "good": one["ok"], "said": one["said"]}
                    )
                    for one in told["steps"]
                ],
            }
        )
        return self._again()

    # -- sources ----------------------------------------------------------------------------------
    def _source_settings(self):
        """What the page says of the source, as an interface keeps it."""
        if self.source == "paste":
            raise UserError(self.env._("Paste samples or choose a file."))
        secret = self._secret_place()
        if self.source == "view":
            return self._view_settings(secret)
        if not self.url and not self.wsdl_file:
            raise UserError(self.env._("Where is it? Give the address."))
        found = {"mode": "poll", "wsdl" if self.source == "wsdl" else "url": self.url or ""}
        if self.auth == "basic":
            found.update(auth="basic", user=self.user or "", password=secret)
        elif self.auth:
            found.update(auth=self.auth, key=secret)
        if self.source == "fhir":
            day = "date=$day&_include="
            found["searches"] = [
                f"{kind}?{day}{kind}:patient" for kind in ("Appointment", "Encounter")
            ]
        return found

    def _view_settings(self, secret):
        settings = {
            "driver": self.driver, "mode": "poll", "host": self.host, "database": self.database,
            "user": self.user, "password": secret, "view": self.view_name,
            **({"port": self.db_port} if self.db_port else {}),
        }  # fmt: skip
        problems = database.check({**settings, "key": ["-"]})
        if problems:
            chinese = (self.env.lang or "").startswith("zh")
            raise UserError("\n".join(one.remedy_zh if chinese else one.remedy for one in problems))
        if self.driver == "postgresql" and self.database == self.env.cr.dbname:
            raise UserError(
                self.env._("This is the queue's own database: use the preset of his_stage.")
            )
        return settings

    def _take_rows(self, settings):
        if self.transport in ("rest", "soap"):
            text = self._probe("text", settings)["text"]
        else:
            rows = self._probe("rows", settings)["rows"]
            text = json.dumps(rows, ensure_ascii=False, indent=1) if rows else ""
        if not text.strip() or text.strip() == "[]":
            raise UserError(
                self.env._("It answers, but has no rows now. Try again when patients register.")
            )
        self.write({"sample": text, "sample_file": False})
        return self.action_propose()

    def _list_operations(self, settings):
        if self.wsdl_file:
            text = base64.b64decode(self.wsdl_file).decode("utf-8", "replace")
        else:
            text = self._probe("fetch", settings)["text"]
        try:
            found = read_wsdl(text)
        except Refusal as refusal:
            raise UserError(self.env._("This is no WSDL that can be read.")) from refusal
        if not found:
            raise UserError(self.env._("This WSDL offers no method over SOAP."))
        proof = {key: value for key, value in settings.items() if key not in ("wsdl", "url")}
        self.operation_ids.unlink()
        self.operation_ids = [
            fields.Command.create(
                {
                    "name": one.name,
                    "arguments": ", ".join(one.arguments),
                    "settings": {**settings_of(one, self.url or ""), **proof},
                }
            )
            for one in found[:OPERATIONS]
        ]
        return self._again()

    def _use_operation(self, operation):
        """Call the chosen method once; its rows are the samples."""
        self.check_access("write")
        self.write({"settings": _shown(operation.settings), "transport": "soap"})
        return self._take_rows(operation.settings)

    # -- trial ------------------------------------------------------------------------------------
    def _probe(self, op, settings):
        """What a program of its own finds out about settings. Raises UserError."""
        question = {
            "op": op,
            "transport": self.transport,
            "settings": self._with_secret(settings),
            "zone": self.company_id.queue_tz,
            "port": self._free_port(),
            "reachable": self.env["his.interface"]._reachable(),
        }
        try:
            done = subprocess.run(  # our own program
                [sys.executable, str(PROBE)],
                input=json.dumps(question).encode(), capture_output=True, timeout=SECONDS,
                check=True,
            )  # fmt: skip
            told = json.loads(done.stdout)
        except subprocess.TimeoutExpired as error:
            raise UserError(self.env._("No answer within %s seconds.", SECONDS)) from error
        except (subprocess.CalledProcessError, ValueError) as error:
            raise UserError(self.env._("The trial itself ended with an error.")) from error
        if told.get("failed"):
            raise UserError(self.env._("It does not answer as it should: %s", told["failed"]))
        return told

    def _step(self, name):
        """The name of a step as people read it."""
        _ = self.env._
        return {
            "connect": _("Connect"), "clock": _("Time of the database"), "columns": _("Columns"),
            "rows": _("Rows are read"), "files": _("Files are listed"), "echo": _("DICOM echo"),
            "port": _("The port is free for the gateway"), "out": _("The way back answers"),
        }.get(name, name)  # fmt: skip


def _shown(settings):
    return json.dumps(settings, ensure_ascii=False, indent=1)
