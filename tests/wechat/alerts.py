"""Which alerts rang since the test began to listen."""

from __future__ import annotations

from collections import Counter

from prometheus_client import REGISTRY


def alerts_by_event() -> Counter[str]:
    samples = next(metric for metric in REGISTRY.collect() if metric.name == "yiqi_wechat_alerts").samples
    return Counter({sample.labels["event"]: int(sample.value) for sample in samples if sample.name.endswith("_total")})


class Listening:
    """Counts from its making on."""

    def __init__(self) -> None:
        self._before = alerts_by_event()

    @property
    def rang(self) -> Counter[str]:
        return +(alerts_by_event() - self._before)
