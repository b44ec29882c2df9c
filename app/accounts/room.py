"""The blueprint all views of accounts share."""

from __future__ import annotations

from app.core.web import Room

room = Room("accounts", __name__, url_prefix="/api/v1", description="登录、我的信息、同意记录、岗位授权")
