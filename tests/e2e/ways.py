"""What a phone is like before the app first starts on it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

LARGE, SMALL = (375, 812), (320, 568)
BOLE = (44.904062, 82.071061)  # GCJ-02, 友谊广场; so fine that it is known again wherever it should not be


@dataclass(frozen=True)
class Ways:
    """What a phone is like before the app first starts."""

    size: tuple[int, int] = LARGE
    position: str = "unasked"  # unasked | allowed | denied: what WeChat already knows
    at: tuple[float, float] = BOLE
    clock_off: timedelta = timedelta()
    worker: bool = False  # the service worker stands for WeChat's package: the app starts without network
    theme: str = "light"
    text: int = 100  # percent
    subscribe: str = "ask"
    privacy: str = "ask"


def stored(person: str, ways: Ways) -> list[dict[str, str]]:
    """What the browser holds before the first start: the switches beside the phone, and WeChat's own memory."""
    lat, lng = ways.at
    switches = {
        "person": person,
        "lat": lat,
        "lng": lng,
        "theme": ways.theme,
        "text": ways.text,
        "subscribe": ways.subscribe,
        "privacy": ways.privacy,
    }
    known = {"preview-settings": json.dumps(switches)}
    if ways.position != "unasked":
        known[f"phone:{person}:$privacy-agreed"] = "true"
        known[f"phone:{person}:$scope.userLocation"] = json.dumps(ways.position == "allowed")
    return [{"name": name, "value": value} for name, value in known.items()]
