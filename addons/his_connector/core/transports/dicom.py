"""A modality worklist: asked of a RIS (SCU), offered to modalities (SCP), with MPPS."""

from collections.abc import Mapping

from .problem import Problem, missing, no_number, not_one_of

MODES = ("worklist_scu", "scp")


def check(settings: Mapping[str, object]) -> list[Problem]:
    """What is wrong with the settings."""
    found = not_one_of(settings, "mode", MODES) + missing(settings, "ae_title")
    found += no_number(settings, "interval", 1, 3600) + no_number(settings, "port", 1, 65535)
    if settings.get("mode") == "worklist_scu":
        found += missing(settings, "host", "port", "peer_ae_title")
    else:
        found += missing(settings, "port", "peers")
    return found
