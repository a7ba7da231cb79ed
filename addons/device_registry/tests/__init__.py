from . import (
    test_access,
    test_alarm,
    test_alarm_group,
    test_device,
    test_device_import,
    test_device_life,
    test_heartbeat,
    test_pages,
    test_pairing,
    test_site,
)
