"""TLS of a line: ours with a certificate, theirs checked; a client certificate where it is asked.

Settings: ``tls`` {``certificate``, ``key``, ``authority``, ``name``, ``check``}. A self-signed
certificate of an old HIS is trusted by naming it as ``authority``, not by looking away.
"""

import ssl
from collections.abc import Mapping
from typing import Any


def server_tls(settings: Mapping[str, Any]) -> ssl.SSLContext | None:
    """The context of a listening port; None without ``tls``."""
    tls = settings.get("tls")
    if not isinstance(tls, Mapping):
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(str(tls["certificate"]), str(tls.get("key") or tls["certificate"]))
    if tls.get("authority"):
        context.load_verify_locations(str(tls["authority"]))
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def client_tls(settings: Mapping[str, Any]) -> ssl.SSLContext | None:
    """The context of a call; None without ``tls``."""
    tls = settings.get("tls")
    if not isinstance(tls, Mapping):
        return None
    context = ssl.create_default_context(cafile=tls.get("authority"))
    if tls.get("old"):  # boxes that speak TLS 1.0 only
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("DEFAULT@SECLEVEL=0")
    if tls.get("certificate"):
        context.load_cert_chain(str(tls["certificate"]), str(tls.get("key") or tls["certificate"]))
    return context
