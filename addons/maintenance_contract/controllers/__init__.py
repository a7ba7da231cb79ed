from . import permits, portal
