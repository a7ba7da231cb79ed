"""Frames of keypads and signs on serial lines: bytes in, events out; no port, no clock."""
