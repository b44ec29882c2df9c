"""Encryption and keyed hashes. Keys are derived from ``SECRET_KEY``, one for each purpose.

A plain hash of an openid, a phone or a position is guessed in seconds; a keyed one says nothing without the secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core import settings


def seal(purpose: str, text: str) -> bytes:
    """Encrypt (AES-128-CBC with HMAC, Fernet) so that only this purpose's key opens it."""
    return _fernet(settings.current().secret_key, purpose).encrypt(text.encode())


def unseal(purpose: str, sealed: bytes) -> str:
    """Decrypt what ``seal`` made for the same purpose. Raises ``cryptography.fernet.InvalidToken``."""
    return _fernet(settings.current().secret_key, purpose).decrypt(sealed).decode()


def keyed_hash(purpose: str, text: str) -> str:
    """HMAC-SHA256 as 64 hex digits; equal texts give equal hashes within one purpose only."""
    key = _key(settings.current().secret_key, f"hash:{purpose}")
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def derived_key(secret: str, purpose: str) -> bytes:
    """32 bytes of a key for what needs one of its own and has no app at hand."""
    return _key(secret, f"key:{purpose}")


def token_digest(token: str) -> str:
    """SHA-256 of a token of 256 random bits: nothing to guess, so no key is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


@lru_cache(maxsize=64)
def _key(secret: str, info: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=b"yiqi", info=info.encode()).derive(secret.encode())


@lru_cache(maxsize=64)
def _fernet(secret: str, purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(secret, f"seal:{purpose}")))
