"""How the platform says no: status 200 and an errcode."""

from __future__ import annotations


class ApiError(Exception):
    """An errcode with the platform's own English for it."""

    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(errcode, errmsg)
        self.errcode, self.errmsg = errcode, errmsg


class ConnectionDropped(Exception):
    """The connection goes away without an answer."""
