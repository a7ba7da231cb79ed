from . import (
    test_access,
    test_apply,
    test_his_document,
    test_his_secret,
    test_interface,
    test_lanes,
    test_operator,
    test_outbox,
    test_setup_wizard,
    test_source,
    test_storage,
    test_watching,
)
