from . import (
    test_access,
    test_device,
    test_heartbeat,
    test_pages,
    test_pairing,
    test_site,
)
