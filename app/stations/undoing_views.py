"""An import taken back over HTTP."""

from __future__ import annotations

from flask import Response

from app.accounts import service as accounts
from app.core.access import Permission, Scope, may, requires, somebody
from app.core.db import transaction
from app.core.idempotency import keep
from app.stations import undoing
from app.stations.amenities import Actor
from app.stations.importing_schemas import UndoResult
from app.stations.room import room


@room.route("/imports/<int:batch_id>/undo", methods=["POST"])
@requires(Permission.IMPORT_STATIONS)
@room.response(200, UndoResult)
def undo_import(batch_id: int) -> Response:
    """撤销一次导入：写过的站点恢复原样，之后又改过的跳过并列出；只能撤销一次

    Every station of the import must lie within the caller's scope, now and as it was. A station that the import made
    is removed, unless somebody uses it already.
    """
    actor = Actor(accounts.acting_role(Permission.IMPORT_STATIONS, None), "import", somebody().person_ref)
    with transaction():
        accounts.lock_account(somebody().account_id)  # account before batch and station, as every write
        return keep(undoing.undo_import(batch_id, actor=actor, allowed=_allowed).document(), 200)


def _allowed(scope: Scope) -> bool:
    return may(Permission.IMPORT_STATIONS, scope)
