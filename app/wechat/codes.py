"""Mini-program codes and links: what opens a page of ours from paper or from another app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from app.core.settings import Settings
from app.wechat.fitting import is_scene
from app.wechat.repeating import once_more
from app.wechat.rules import CODE_IMAGE, SCHEME, URL_LINK, CallFailed
from app.wechat.sockets import Deadline

if TYPE_CHECKING:
    from app.wechat.client import MiniProgramClient

WIDTH_PX = 1280  # the largest: codes are printed
LONGEST_DAYS = 30
LinkKind = Literal["scheme", "url_link"]


def wanted(settings: Settings, scene: str, page: str) -> dict[str, Any]:
    """All parameters of a code image. ``page`` without a slash before it and without a query; empty: the home page.

    Until the first release WeChat knows no page, so it is not asked whether it does. Raises ``ValueError`` for a
    scene that no code may carry: that is our bug.
    """
    if not is_scene(scene):
        raise ValueError("not a scene")
    version = settings.env_version
    found = {"scene": scene, "check_path": version == "release", "env_version": version, "width": WIDTH_PX}
    return found | ({"page": page.lstrip("/")} if page else {})


def image(client: MiniProgramClient, deadline: Deadline, about: dict[str, Any]) -> bytes:
    """A PNG or JPEG. Raises ``CallFailed``."""
    return once_more(lambda: client.post_for_image(CODE_IMAGE, about, deadline), deadline).data


def link(client: MiniProgramClient, deadline: Deadline, kind: LinkKind, target: dict[str, str], *, days: int) -> str:
    """``weixin://…`` for a web page, or ``https://wxaurl.cn/…`` for text messages. Raises ``CallFailed``."""
    if not 1 <= days <= LONGEST_DAYS:
        raise ValueError(f"days are 1 to {LONGEST_DAYS}")
    end = {"expire_type": 1, "expire_interval": days}
    if kind == "scheme":
        endpoint, field, body = SCHEME, "openlink", {"jump_wxa": target, "is_expire": True, **end}
    else:
        endpoint, field, body = URL_LINK, "url_link", {**target, **end}
    answer = once_more(lambda: client.call("POST", endpoint, data=body, deadline=deadline), deadline)
    found = answer.get(field)
    if not isinstance(found, str) or not found:
        raise CallFailed(endpoint, "NoLink")
    return found
