"""The master keys of presence: what every code's key is derived from."""

from __future__ import annotations

from app.core import sealing, settings


def masters() -> list[bytes]:
    """The current key first, then the previous one, if there is one. Codes are made with the first."""
    chosen = settings.current().presence_keys
    if chosen:
        return [key.strip().encode() for key in chosen.split(",")]
    return [bytes.fromhex(sealing.keyed_hash("presence", "master"))]
