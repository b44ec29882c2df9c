"""Faults on request: which answer is spoilt, how, and how often."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = frozenset({"http", "html", "empty", "list", "truncated", "hang", "drip", "reset"})
FIELDS = frozenset({"path", "count", "errcode", "kind", "after"})


@dataclass
class Fault:
    """One fault. ``count`` -1 lasts for ever; ``after`` does the call's work first and then loses the answer."""

    path: str
    count: int
    errcode: int | None
    kind: str | None
    after: bool

    @classmethod
    def of(cls, body: dict[str, object]) -> Fault:
        """The fault a control call asks for. Raises ``ValueError`` with what is wrong."""
        unknown = set(body) - FIELDS
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        path, count, errcode, kind = body.get("path", "*"), body.get("count", 1), body.get("errcode"), body.get("kind")
        if not isinstance(path, str) or not isinstance(count, int):
            raise ValueError("path is a text, count a number")
        if (errcode is None) == (kind is None):
            raise ValueError("either errcode or kind")
        if kind is not None and kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(sorted(KINDS))}")
        if errcode is not None and not isinstance(errcode, int):
            raise ValueError("errcode is a number")
        path = path if path == "*" else "/" + path.lstrip("/")
        return cls(path, count, errcode, str(kind) if kind else None, bool(body.get("after")))


class FaultPlan:
    """The faults waiting, in the order they were asked for."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Queue a fault; a count of 0 takes back what waits for its path."""
        if fault.count == 0:
            self.waiting = [f for f in self.waiting if f.path != fault.path]
        else:
            self.waiting.append(fault)

    def take(self, path: str) -> Fault | None:
        """The fault for this call, used up by one."""
        fault = next((f for f in self.waiting if f.path in {path, "*"}), None)
        if fault is not None and fault.count > 0:
            fault.count -= 1
            if fault.count == 0:
                self.waiting.remove(fault)
        return fault
