from . import permits, portal, public, releases, visit
