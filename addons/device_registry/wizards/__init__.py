from . import device_pair
