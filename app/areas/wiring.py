"""The top room of areas: what the factory calls."""

from __future__ import annotations

from flask import Flask


def wire(app: Flask) -> None:
    """Add the feature to the application."""
