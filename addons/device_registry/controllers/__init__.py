from . import device, field, labels
