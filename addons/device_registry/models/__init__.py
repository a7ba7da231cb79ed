from . import (
    device_alarm,
    device_heartbeat,
    device_pairing,
    device_site,
    device_watch,
    log_filter,
    maintenance_equipment,
)
