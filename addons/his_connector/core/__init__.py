"""Plain Python of the HIS connector: framing, HL7 v2, charsets, commands, code maps."""
