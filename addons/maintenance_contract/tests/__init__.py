from . import (
    test_access,
    test_calendar,
    test_contract,
    test_deadline_calculator,
    test_intake,
    test_known,
    test_permit,
    test_portal,
    test_report,
    test_ring,
    test_ticket,
    test_visit,
)
