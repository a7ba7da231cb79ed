from . import device_import, device_pair, device_step
