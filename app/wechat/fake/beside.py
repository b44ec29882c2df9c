"""The platform as ``make run`` has it: beside a running service, which it knows by the service's own settings."""

from __future__ import annotations

import json

from app.core.settings import Settings
from app.wechat.fake.platform import FakePlatform


def beside(settings: Settings) -> FakePlatform:
    """Pushes go to the service's callback on this machine. Nobody is told that their last visit was too long ago: the
    simulation sees sign-ins only, not who opens a page."""
    return FakePlatform(
        appid=settings.wechat_appid,
        secret=settings.wechat_secret,
        app_url=settings.site_url,
        templates=json.loads(settings.wechat_templates) if settings.wechat_templates else None,
        visit_lasts_s=0,
        push_url=f"http://127.0.0.1:{settings.port}/wechat/callback",
        push_token=settings.push_token,
        push_aes_key=settings.push_aes_key,
        media_delay_s=2.0,
    )
