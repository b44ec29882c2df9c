"""``/wechat/callback``: where WeChat tells us things. Outside ``/api/v1``; whoever cannot sign gets 403.

Names in the query that we do not know are passed over: if WeChat adds one some day, no push may be lost for it. What we
do read is signed.
"""

from __future__ import annotations

from flask import Flask, Response, request

from app.core import clock, settings, web
from app.core.access import public
from app.core.db import transaction
from app.core.problems import TooLarge
from app.wechat import bodies, callback, pushes

PATH = "/wechat/callback"


def wire(app: Flask) -> None:
    """Add the two calls. No body type is named: WeChat posts ``text/xml`` or ``application/json``, as set there."""
    app.add_url_rule(PATH, "wechat_address", web.takes_any_query(address), methods=["GET"])
    app.add_url_rule(PATH, "wechat_push", web.reads_its_body(web.takes_any_query(push)), methods=["POST"])


@public(anonymous=True)
def address() -> Response:
    """WeChat asks once, when the address is entered in its console, whether it is ours."""
    callback.check_address(_keys(), callback.Stamp.of(request.args), clock.epoch())
    return _plain(request.args.get("echostr", "")[: callback.MAX_FIELD])


@public(anonymous=True)
def push() -> Response:
    """One push: checked, kept, answered ``success``. A repeat is answered the same and does nothing."""
    if (request.content_length or 0) > bodies.MAX_BYTES:
        raise TooLarge
    request.max_content_length = bodies.MAX_BYTES + 1  # a body sent in chunks is cut here and refused when read
    event = callback.open_push(_keys(), callback.Stamp.of(request.args), request.get_data(), clock.epoch())
    with transaction():
        pushes.take_in(event)
    return _plain("success")


def _keys() -> callback.Keys:
    found = settings.current()
    return callback.Keys(found.wechat_appid, found.push_token, found.push_aes_key)


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8", headers={"X-Content-Type-Options": "nosniff"})
