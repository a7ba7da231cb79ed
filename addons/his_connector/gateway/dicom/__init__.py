"""Modality worklists: asked of a RIS, offered to modalities. pynetdicom runs in a child."""
