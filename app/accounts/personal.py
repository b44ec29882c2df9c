"""What accounts and core hold about people, table by table: how it is exported, and how it goes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.accounts import identities, phones, posts, rules, transfer_rights
from app.accounts.holdings import Holding, Person, hold
from app.accounts.models import (
    AccessLog,
    Account,
    AuthToken,
    ConsentRecord,
    Phone,
    RoleGrant,
    WechatIdentity,
    new_person_ref,
    new_public_no,
)
from app.core import clock
from app.core.audit import AuditEvent
from app.core.db import db
from app.core.idempotency import IdempotencyKey

Rows = list[dict[str, Any]]
LIFE = "账号在就在，注销后删除"


def wire(app: Flask) -> None:
    """Register the tables, the account itself first: it is erased last."""
    for holding in HOLDINGS:
        hold(app, holding)


def _account(person: Person) -> Rows:
    row = db.session.get_one(Account, person.account_id)
    return [
        {
            "at": clock.rfc3339(row.created_at),
            "public_no": row.public_no,
            "person_ref": row.person_ref,
            "display_name": row.display_name,
            "avatar_url": row.avatar_url,
            "work_kind": row.work_kind,
            "age_ok": row.age_ok,
            "status": row.status,
        }
    ]


def _erase_account(person: Person) -> None:
    """Empty the row. It stays so that its id is never given to somebody else; number and pseudonym are new ones."""
    row = identities.lock_account(person.account_id)
    row.status, row.closing_at, row.age_ok, row.work_kind = "erased", None, False, None
    row.public_no, row.person_ref = new_public_no(), new_person_ref()
    row.display_name, row.avatar_url, row.created_at = "", rules.AVATARS[0], clock.now()
    row.version += 1
    db.session.flush()  # who is told of the erasure finds it done


def _identities(person: Person) -> Rows:
    rows = _of(WechatIdentity, WechatIdentity.account_id == person.account_id)
    openid = identities.openid_of(person.account_id)
    return [{"at": clock.rfc3339(row.created_at), "app_id": row.app_id, "openid": openid} for row in rows]


def _phones(person: Person) -> Rows:
    rows = _of(Phone, Phone.account_id == person.account_id)
    number = phones.number_of(person.account_id)
    return [{"at": clock.rfc3339(row.verified_at), "phone": number} for row in rows]


def _devices(person: Person) -> Rows:
    return [
        {
            "at": clock.rfc3339(row.created_at),
            "device_name": row.device_name,
            "last_seen_at": clock.rfc3339(row.last_seen_at),
            "ended_at": clock.rfc3339(row.revoked_at) if row.revoked_at else None,
        }
        for row in _of(AuthToken, AuthToken.account_id == person.account_id)
    ]


def _consents(person: Person) -> Rows:
    return [
        {
            "at": clock.rfc3339(row.at),
            "purpose": row.purpose,
            "notice_version": row.notice_version,
            "action": row.action,
        }
        for row in _of(ConsentRecord, ConsentRecord.account_id == person.account_id)
    ]


def _sever_consents(person: Person) -> None:
    mine = sa.update(ConsentRecord).where(ConsentRecord.account_id == person.account_id)
    db.session.execute(mine.values(account_id=None, severed_at=clock.now()))


def _grants(person: Person) -> Rows:
    """Roles held, and roles given to others: of those without the other person."""
    mine = RoleGrant.account_id == person.account_id
    return [
        {
            "at": clock.rfc3339(row.starts_at),
            "what": "held" if row.account_id == person.account_id else "given",
            "role": row.role,
            "scope_code": row.scope_code,
            "ends_at": clock.rfc3339(row.ends_at),
            "revoked_at": clock.rfc3339(row.revoked_at) if row.revoked_at else None,
        }
        for row in _of(RoleGrant, sa.or_(mine, RoleGrant.granted_by == person.account_id))
    ]


def _erase_grants(person: Person) -> None:
    given = sa.update(RoleGrant).where(RoleGrant.granted_by == person.account_id)
    db.session.execute(given.values(granted_by=None))
    db.session.execute(sa.delete(RoleGrant).where(RoleGrant.account_id == person.account_id))


def _keys(person: Person) -> Rows:
    rows = db.session.scalars(sa.select(IdempotencyKey).where(IdempotencyKey.account_id == person.account_id))
    return [{"at": clock.rfc3339(row.created_at), "key": row.key, "answer": row.body} for row in rows]


def _deeds(person: Person) -> Rows:
    return [
        {
            "at": clock.rfc3339(row.at),
            "role": row.actor_role,
            "action": row.action,
            "subject": row.subject,
            "changes": row.changes,
        }
        for row in _of(AuditEvent, AuditEvent.actor_ref == person.person_ref)
    ]


def _looks(person: Person) -> Rows:
    """Who looked at this person, and where this person looked, of the latter without the other's."""
    mine = AccessLog.account_id == person.account_id
    return [
        {
            "at": clock.rfc3339(row.at),
            "whose": "own" if row.account_id == person.account_id else "another",
            "role": row.viewer_role,
            "unit": row.viewer_unit,
            "what": row.what,
            "reason": row.reason if row.account_id == person.account_id else None,
        }
        for row in _of(AccessLog, sa.or_(mine, AccessLog.viewer_ref == person.person_ref))
    ]


def _sever_looks(person: Person) -> None:
    """That somebody looked stays for its year; at whom, and a reason that may name them, goes."""
    mine = sa.update(AccessLog).where(AccessLog.account_id == person.account_id)
    db.session.execute(mine.values(account_id=None, reason=""))


def _stay(_: Person) -> None:
    """Append-only and sealed: the pseudonym in it leads nowhere once the account has another."""


def _of(model: Any, which: sa.ColumnElement[bool]) -> list[Any]:
    key = next(iter(sa.inspect(model).primary_key))
    return list(db.session.scalars(sa.select(model).where(which).order_by(key)))


def _delete(model: Any) -> Any:
    def erase(person: Person) -> None:
        db.session.execute(sa.delete(model).where(model.account_id == person.account_id))

    return erase


HOLDINGS = (
    Holding("accounts", "account", "名字、图案、工种", LIFE, _account, _erase_account, slight=True),
    Holding(
        "wechat_identities",
        "account",
        "微信给的编号（加密存放）",
        LIFE,
        _identities,
        _delete(WechatIdentity),
        slight=True,
    ),
    Holding("phones", "phone", "手机号（加密存放）", "到您删掉为止", _phones, _delete(Phone), slight=True),
    Holding("auth_tokens", "account", "登录过的设备", "退出后 30 天", _devices, _delete(AuthToken), slight=True),
    Holding(
        "consent_records",
        "account",
        "同意过什么",
        "账号在就在；注销后不再连着您，再留 3 年",
        _consents,
        _sever_consents,
        stays="同意记录按规定再留 3 年，但不再连着您的账号。",
        slight=True,
    ),
    Holding(
        "role_grants",
        "account",
        "岗位授权",
        LIFE,
        _grants,
        _erase_grants,
        at_once=lambda person: posts.resign_all(person.account_id),
    ),
    Holding(
        "access_logs",
        "account",
        "谁看过您的信息",
        "1 年",
        _looks,
        _sever_looks,
        stays="谁在什么时候看过信息按规定留 1 年，但不再写着看的是您，也没有原因。",
        slight=True,
    ),
    Holding(
        "idempotency_keys",
        "account",
        "防止重复提交的编号",
        "72 小时",
        _keys,
        _delete(IdempotencyKey),
        slight=True,
    ),
    transfer_rights.HOLDING,
    Holding(
        "audit_events",
        "account",
        "在岗位上做过的操作",
        "1 年",
        _deeds,
        _stay,
        stays="在岗位上做过的操作按规定留 1 年，上面只有一串随机编号，查不到您是谁。",
        slight=True,  # whoever acted in a role has a grant, and that weighs
    ),
)
