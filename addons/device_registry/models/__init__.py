from . import device_site
from . import device_heartbeat
from . import device_pairing
from . import maintenance_equipment
