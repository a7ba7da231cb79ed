"""The rules of devices as plain Python: pairing codes, tokens, presence, limits, the site tree."""
