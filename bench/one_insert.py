"""What PERFORMANCE's goal for check-ins was measured with: a Flask route that inserts one durable row, nothing else.

No token, no lock, no rule: the nearest a request with a database can come to the constant route. ``DATABASE_URL``.
"""

from __future__ import annotations

import os

import sqlalchemy as sa
from flask import Flask, Response

from app.core.db import engine_options, tune
from bench.constant import BODY

URL = os.environ["DATABASE_URL"]
ROWS = sa.Table("one_insert", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("note", sa.Text))
INSERT = sa.insert(ROWS)

app = Flask(__name__)
engine = sa.create_engine(URL, **engine_options(URL))
tune(engine)


@app.get("/ready")
def ready() -> Response:
    """The table is there."""
    with engine.begin() as connection:
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(1)"))  # both workers are asked at once
        ROWS.create(connection, checkfirst=True)
    return Response(b"{}", mimetype="application/json")


@app.post("/insert")
def insert() -> Response:
    """One row, committed before the answer."""
    with engine.begin() as connection:
        connection.execute(INSERT, {"note": "a visit of one station by one rider, some sixty bytes"})
    return Response(BODY, 201, mimetype="application/json")
