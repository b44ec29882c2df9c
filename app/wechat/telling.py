"""What WeChat tells us of its own accord, as signals for the floors above. Names and values are ours, not WeChat's.

The worker's sweep ``pushes`` sends them inside its transaction, one push in a savepoint of its own: an exception undoes
that push's work alone and it is tried again later, up to ``push_rules.ATTEMPTS`` times. Handlers must bear that a
push comes late, or after a younger one: ``at`` says when it happened by WeChat's clock, None where it did not say.
"""

from __future__ import annotations

from app.core import events

media_checked = events.signal("wechat-media-checked")
"""``trace_id: str``, ``verdict: "pass" | "risky" | "review"``; review: WeChat could not tell, people look."""

message_accepted = events.signal("wechat-message-accepted")
"""``openid: str``, ``template_id: str``, ``count: int``, ``at``: so many messages more of that template may be sent."""

message_refused = events.signal("wechat-message-refused")
"""``openid: str``, ``template_id: str``, ``at``: no more messages of that template."""

message_settled = events.signal("wechat-message-settled")
"""``openid: str``, ``template_id: str``, ``msgid: str``, ``delivered: bool``: what became of a message we sent."""

authorization_revoked = events.signal("wechat-authorization-revoked")
"""``openid: str``, ``kinds: frozenset`` of ``"profile" | "phone" | "place" | "photos"``, ``at``.

Erase what they allowed, end the consents."""

authorization_cancelled = events.signal("wechat-authorization-cancelled")
"""``openid: str``, ``at``: the person left the mini-program; sign out everywhere, erase the account."""


class TooEarly(Exception):
    """Raised by a handler that does not know yet what the push is about: a picture, a message still being written.

    The push waits and is told again; that is no failure.
    """
