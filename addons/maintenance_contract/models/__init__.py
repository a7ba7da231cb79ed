from . import (
    service_calendar,
    service_contract,
    service_contract_line,
    service_severity,
    service_target,
    service_ticket,
    service_window,
    ticket_clock,
    ticket_entitlement,
    ticket_escalation,
    ticket_event,
    ticket_verbs,
)
