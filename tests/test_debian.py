"""What a command installs of Debian when something is missing, and what it says is missing still."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent / "scripts"))
import debian
import environment


class Apt:
    """Debian's packages as a machine has them: ``there`` grows by what is asked for, unless the archive lacks it."""

    def __init__(self, there: set[str], lacks: set[str]) -> None:
        self.there, self.lacks, self.asked = there, lacks, list[list[str]]()

    def install(self, packages: list[str]) -> None:
        self.asked.append(packages)
        if self.lacks & set(packages):
            raise environment.CannotPrepare("no such package")
        self.there |= set(packages)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch):
    def make(there: set[str], lacks: set[str] = frozenset(), root: bool = True) -> Apt:
        apt = Apt(set(there), set(lacks))
        monkeypatch.setattr(environment, "as_root_with_apt", lambda: root)
        monkeypatch.setattr(environment, "install_debian", apt.install)
        monkeypatch.setattr(debian, "_program", lambda name: lambda: name in apt.there)
        monkeypatch.setattr(debian, "_postgis", lambda: debian.POSTGIS)
        for package in debian.THERE:
            monkeypatch.setitem(debian.THERE, package, lambda package=package: package in apt.there)
        return apt

    return make


def test_nothing_is_asked_for_where_all_is_there(machine):
    apt = machine({debian.POSTGRESQL, debian.SHELL})
    assert debian.provide([debian.POSTGRESQL, debian.SHELL]) == []
    assert apt.asked == []


def test_what_is_missing_is_installed_and_postgis_after_its_postgresql(machine):
    apt = machine({debian.WRK})
    assert debian.provide([debian.WRK, debian.POSTGIS, debian.POSTGRESQL]) == []
    assert apt.asked == [[debian.POSTGRESQL], [debian.POSTGIS]]


def test_where_the_shell_is_not_to_be_had_the_whole_browser_is_taken(machine):
    apt = machine(set(), lacks={debian.SHELL})
    assert debian.provide([debian.REDIS, debian.SHELL]) == []
    assert apt.asked[-1] == [debian.REDIS, debian.BROWSER]


def test_a_browser_that_is_there_will_do_when_nothing_can_be_installed(machine):
    apt = machine({debian.BROWSER}, root=False)
    assert debian.provide([debian.REDIS, debian.SHELL]) == [debian.REDIS]
    assert apt.asked == []


def test_what_cannot_be_installed_is_named(machine):
    apt = machine(set(), lacks={debian.SHELL, debian.BROWSER})
    assert debian.provide([debian.SHELL]) == [debian.SHELL]
    assert apt.asked == [[debian.SHELL], [debian.BROWSER]]
