from . import permits, portal, public, visit
