from . import (
    test_access,
    test_alarm,
    test_device,
    test_heartbeat,
    test_pages,
    test_pairing,
    test_site,
)
