"""The measure of all rates here: a Flask route that returns the same bytes every time (``CONSTANT_BYTES`` of them)."""

from __future__ import annotations

import os

from flask import Flask, Response

app = Flask(__name__)
BODY = b'{"items":"' + b"x" * max(0, int(os.environ.get("CONSTANT_BYTES", "10000")) - 12) + b'"}'


@app.get("/constant")
def constant() -> Response:
    """The bytes."""
    return Response(BODY, mimetype="application/json")
