"""How many pairing codes may be asked for.

A ward's boxes often stand behind one address, so the limit per address leaves room for an
installation day; the limit over all keeps a guesser's chance below one in ten million.
"""

PER_ADDRESS = 30
OVER_ALL = 100


def may_start(of_address: int, over_all: int) -> bool:
    """Whether one more code may be given, with so many unconfirmed for this address and in all."""
    return of_address < PER_ADDRESS and over_all < OVER_ALL
