"""Calls of a vendor's DLL or .so by its C interface, as a script of steps (tender item A7)."""
