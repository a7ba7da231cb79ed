"""The HTTP client of the house, under the name that tests import."""

from house.web import Answer, RpcError, Session

__all__ = ["Answer", "RpcError", "Session"]
