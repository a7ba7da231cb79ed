from . import permits, portal, public, releases, statements, visit
