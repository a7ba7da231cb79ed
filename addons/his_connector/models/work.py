"""A message on its way from the inbox to the queue."""

from dataclasses import dataclass
from datetime import datetime

from ..core import causes, codes
from ..core.commands import Command


@dataclass
class Work:
    """A locked row of the inbox, what it asks for, and what became of it."""

    id: int
    interface_id: int
    company_id: int
    stream: str
    received_at: datetime
    body: bytes
    corrected: str | None
    tries: int
    command: Command | None = None
    target: codes.Target | None = None
    visit: str = ""
    state: str = "new"
    cause: str | None = None
    detail: str | None = None
    entry_id: int | None = None
    unmapped: codes.Unmapped | None = None

    @property
    def open(self) -> bool:
        """True while nothing became of it."""
        return self.state == "new"

    def resolve(self, code_map, profile) -> codes.Target:
        """The queue a registration goes to; remembers the code that is not mapped."""
        try:
            return codes.resolve(self.command.service, code_map, profile.unknown_doctor == "refuse")
        except causes.Refusal as refusal:
            self.unmapped = codes.unmapped_of(refusal, self.command.service)
            raise

    def done(self, entry_id=None) -> None:
        """It had its effect."""
        self.state, self.entry_id = "done", entry_id

    def ignore(self, cause: str, detail: str = "") -> None:
        """It is understood and changes nothing."""
        self.state, self.cause, self.detail = "ignored", cause, detail

    def fail(self, cause: str, detail: str = "") -> None:
        """A person has to look at it."""
        self.state, self.cause, self.detail = "failed", cause, detail

    def refuse(self, refusal: causes.Refusal) -> None:
        """As the cause says: some need a person, some mean that there is nothing to do."""
        code = refusal.cause.code
        quiet = code in ("stale", "visit_cancelled", "event_not_used", "inpatient")
        (self.ignore if quiet else self.fail)(code, refusal.detail)

    def row(self, now: datetime) -> tuple:
        """The columns to be written. ``now``: naive UTC."""
        code = self.unmapped
        return (
            self.id, self.received_at, self.state, self.cause, self.detail, self.tries, now,
            self.entry_id, code.kind if code else None, code.code if code else None,
        )  # fmt: skip
