"""WeChat's templates as this service is set up: ids by our names, and those that are out of order for now."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.core import clock, settings
from app.core.db import db
from app.notices.models import SilentTemplate
from app.wechat import templates as wechat

SILENT_FOR = timedelta(hours=6)  # then tried again, in case the set-up was mended on WeChat's side


def ids() -> dict[str, str]:
    """WeChat's ids by our names, of the templates that are set up."""
    return {name: found.id for name, found in wechat.current(settings.current()).items()}


def name_of(template_id: str) -> str | None:
    """Our name of a template of WeChat's, or None for one that we do not use."""
    return wechat.name_of(wechat.current(settings.current()), template_id)


def usable(template: str) -> bool:
    """Whether messages of this template can be sent: it is set up, and WeChat does not refuse it as such."""
    template_id = ids().get(template)
    if template_id is None:
        return False
    here = (SilentTemplate.template == template, SilentTemplate.template_id == template_id)
    found = db.session.scalars(sa.select(SilentTemplate).where(*here, SilentTemplate.until > clock.now()))
    return found.first() is None


def silence(template: str) -> None:
    """Send nothing of this template for a while, or until its id is changed."""
    told = {"template_id": ids().get(template, ""), "until": clock.now() + SILENT_FOR}
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(SilentTemplate).values(template=template, **told)  # several workers may hear it at once
    db.session.execute(insert.on_conflict_do_update(index_elements=["template"], set_=told))
