"""Right first, fast second: answers beside brute force over all stations, and beside each other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bench.servers import Failed, Server
from tests.stations.oracle import Almanac, Oracle, Place, Question

AMENITY = "hot_water"
LIMIT = 20


def path_of(point: tuple[float, float]) -> str:
    """The measured question: what is open now and has hot water, near a point."""
    return f"/api/v1/stations?lat={point[0]}&lng={point[1]}&amenity={AMENITY}&open=now"


def check(servers: Sequence[Server], places: list[Place], points: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Compare status, order, distances and count for each point; returns what a typical answer is like.

    Raises ``Failed`` at the first difference, naming the server and the question.
    """
    oracle = Oracle(places, Almanac.read())
    sizes: dict[str, list[int]] = {server.name: [] for server in servers}
    matches = []
    for point in points:
        question = Question(point[0], point[1], amenities=(AMENITY,), open="now")
        fields = None
        for server in servers:
            status, body = server.get(path_of(point))
            if status != 200:
                raise Failed(f"{server.name} answers {status} to {path_of(point)}: {body[:300]!r}")
            told = json.loads(body)
            _compare(server.name, told, oracle, question)
            fields = _same_fields(server.name, told, fields)
            sizes[server.name].append(len(body))
        matches.append(told["summary"]["open_count"])
    typical = {f"bytes {name}": sorted(found)[len(found) // 2] for name, found in sizes.items()}
    return typical | {"matches": sorted(matches)[len(matches) // 2], "questions": len(points)}


def _compare(name: str, told: dict[str, Any], oracle: Oracle, question: Question) -> None:
    hits, summary = oracle.answer(question, datetime.fromisoformat(told["server_now"]))
    expected = [(hit.place.code, hit.distance_m) for hit in hits[:LIMIT]]
    found = [(card["code"], card["distance_m"]) for card in told["items"]]
    if found != expected:
        raise Failed(f"{name} differs from brute force at {question}: {found[:5]} for {expected[:5]}")
    if told["summary"]["open_count"] != summary.open_count:
        raise Failed(f"{name} counts {told['summary']['open_count']} for {summary.open_count} at {question}")


def _same_fields(name: str, told: dict[str, Any], fields: set[str] | None) -> set[str] | None:
    if not told["items"]:
        return fields
    found = set(told["items"][0])
    if fields is not None and fields != found:
        raise Failed(f"{name} has other fields: {sorted(fields ^ found)}")
    return found
