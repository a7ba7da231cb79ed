from . import permits, portal, public
