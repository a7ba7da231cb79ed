from . import device, field
