from . import device_heartbeat, device_pairing, device_site, log_filter, maintenance_equipment
