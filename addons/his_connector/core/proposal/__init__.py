"""A mapping proposed from samples of a HIS that nobody has described: names, then values."""

from .guess import Column, Doubt, Guess, columns_of, propose
from .sample import Sample, read_sample

__all__ = ["Column", "Doubt", "Guess", "Sample", "columns_of", "propose", "read_sample"]
