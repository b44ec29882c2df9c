"""A simulation of WeChat's platform, as its own small server on loopback. Business code does not know it.

Used in-process by tests (``serve``), by ``make run`` through ``flask wechat fake``, and refused in production.
"""

from app.wechat.fake.identity import DEMO_USERS, openid_for
from app.wechat.fake.platform import FakePlatform
from app.wechat.fake.server import Serving, serve

__all__ = ["DEMO_USERS", "FakePlatform", "Serving", "openid_for", "serve"]
