"""The sample people of a demonstration: labels, not names. Their openids are the fake platform's."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts import granting, identities
from app.core import settings

PEOPLE = {"rider": "示例骑手01", "staff": "示例社区01", "manager": "示例站长01", "admin": "示例管理员01"}
ROLES = (
    ("staff", "community_staff", "652701001"),
    ("manager", "station_manager", "YQ0001"),
    ("manager", "station_manager", "GH0001"),
    ("admin", "prefecture_admin", "652700"),
)


@dataclass(frozen=True)
class Seeded:
    """How many people and roles this call made."""

    people: int
    grants: int


def seed_demo_people() -> Seeded:
    """Make the people and their roles unless they are there. Refused in production.

    Raises ``Invalid`` while a station of a role is not loaded.
    """
    found = settings.current()
    if found.is_production:
        raise RuntimeError("sample people are refused when APP_ENV=production")
    from app.wechat.fake import openid_for  # late: the simulation is no part of a live service

    people, grants, accounts = 0, 0, {}
    for user, name in PEOPLE.items():
        account, is_new = identities.find_or_make(openid_for(found.wechat_appid, user), age_ok=True)
        if is_new:
            account.display_name = name
        accounts[user] = account
        people += is_new
    for user, role, scope_code in ROLES:
        grants += granting.give_role_by_operator(accounts[user], role, scope_code)[1]
    return Seeded(people, grants)


def demo_person(user: str, name: str, role: tuple[str, str] | None = None) -> int:
    """The account of one more sample person, made unless it is there; its id. ``role``: role and scope code."""
    found = settings.current()
    if found.is_production:
        raise RuntimeError("sample people are refused when APP_ENV=production")
    from app.wechat.fake import openid_for  # late: as above

    account, is_new = identities.find_or_make(openid_for(found.wechat_appid, user), age_ok=True)
    if is_new:
        account.display_name = name
    if role is not None:
        granting.give_role_by_operator(account, *role)
    return account.id


def demo_account(user: str) -> tuple[int, str] | None:
    """The id and pseudonym of a sample person, None when there is none."""
    from app.wechat.fake import openid_for  # late: as above

    account = identities.find(openid_for(settings.current().wechat_appid, user))
    return (account.id, account.person_ref) if account is not None else None
