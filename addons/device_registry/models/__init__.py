from . import device_heartbeat, device_pairing, device_site, maintenance_equipment
