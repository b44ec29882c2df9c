"""Mini-program codes and links. A code of this platform is a QR of ``page?scene=…`` that any camera reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from werkzeug.wrappers import Request, Response

from app.wechat.fake.errors import ApiError
from app.wechat.fake.messages import check_page
from app.wechat.fake.png import png_of_matrix
from app.wechat.fake.reading import OK, Answer, Body, json_body, one_of

if TYPE_CHECKING:
    from app.wechat.fake.platform import FakePlatform

SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+")
ENV_VERSIONS = frozenset({"release", "trial", "develop"})
LONGEST_S = 30 * 86_400
KEPT = 60


class Code(NamedTuple):
    """What one code opens."""

    scene: str
    page: str

    @property
    def target(self) -> str:
        """What scanning gives as ``path``: the page and the scene, encoded once."""
        return f"{self.page}?scene={quote(self.scene, safe='')}"


def code_image(platform: FakePlatform, request: Request) -> Answer:
    """A PNG of ``width`` pixels that carries its scene in a text chunk; 40129, 40169, 40097, 41030."""
    body = json_body(request)
    scene, width, page = body.get("scene"), body.get("width", 430), body.get("page") or ""
    if not isinstance(scene, str) or not scene or not SCENE.fullmatch(scene):
        raise ApiError(40129, "invalid scene")
    if len(scene) > 32:
        raise ApiError(40169, "invalid length for scene, or the data is not json string")
    if type(width) is not int or not 280 <= width <= 1280 or body.get("env_version", "release") not in ENV_VERSIONS:
        raise ApiError(40097, "invalid args")
    if not isinstance(page, str) or page.startswith("/") or "?" in page:
        raise ApiError(41030, "invalid page")
    if body.get("check_path", True):
        check_page(platform, page)
    code = Code(scene, page or platform.options.home)
    platform.codes = [*(known for known in platform.codes if known != code), code][-KEPT:]
    return Response(picture(code, width), content_type="image/jpeg")  # as the platform says of its PNGs, too


def picture(code: Code, width: int = 280) -> bytes:
    """The PNG of a code."""
    import segno

    matrix = [bytes(row) for row in segno.make(code.target, micro=False, error="m", boost_error=False).matrix]
    return png_of_matrix(matrix, width, "scene", code.scene)


def scheme(platform: FakePlatform, request: Request) -> Answer:
    """``weixin://`` for web pages outside WeChat."""
    body = json_body(request)
    target = body.get("jump_wxa")
    _check_target(platform, {} if target is None else target, body)
    return OK | {"openlink": f"weixin://dl/business/?t={_ticket(platform)}"}


def url_link(platform: FakePlatform, request: Request) -> Answer:
    """``https://`` for SMS and mail."""
    body = json_body(request)
    _check_target(platform, body, body)
    return OK | {"url_link": f"https://wxaurl.cn/{_ticket(platform)}"}


def _check_target(platform: FakePlatform, target: object, body: Body) -> None:
    options = platform.options
    if not options.links_allowed:
        raise ApiError(40002, "not permitted for this kind of account")
    if not options.released:
        raise ApiError(85079, "miniprogram has no online release")
    if not isinstance(target, dict) or not isinstance(target.get("path", ""), str):
        raise ApiError(40165, "invalid path")
    path = target.get("path") or ""
    if path.startswith("/") or "?" in path or (options.pages is not None and path not in {"", *options.pages}):
        raise ApiError(40165, "invalid path")
    one_of(target.get("env_version", "release"), ENV_VERSIONS, ApiError(40165, "invalid env_version"))
    _check_end(platform, body)
    if platform.links_made >= options.links_a_day:
        raise ApiError(85400, "link quota of today is used up")
    platform.links_made += 1


def _check_end(platform: FakePlatform, body: Body) -> None:
    """Nothing lives longer than 30 days; without an end that is what is given."""
    one_of(body.get("expire_type", 0), range(2), ApiError(40165, "invalid expire_type"))
    days, end = body.get("expire_interval"), body.get("expire_time")
    if days is not None and (type(days) is not int or not 1 <= days <= 30):
        raise ApiError(40165, "invalid expire_interval")
    if end is not None and (type(end) is not int or not 60 <= end - platform.now() <= LONGEST_S):
        raise ApiError(40165, "invalid expire_time")


def _ticket(platform: FakePlatform) -> str:
    return "".join(platform.chance.choices("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH", k=11))
