from . import (
    device_alarm,
    device_fault,
    device_heartbeat,
    device_pairing,
    device_site,
    device_swap,
    device_watch,
    field_blob,
    field_op,
    field_page,
    log_filter,
    maintenance_equipment,
)
