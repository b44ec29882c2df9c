"""The office's sheet, uploaded: a dry run first, then all rows or none."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from marshmallow import INCLUDE

from app.accounts import service as accounts
from app.core import web
from app.core.access import Permission, Scope, may, requires, somebody
from app.core.db import transaction
from app.core.idempotency import keep
from app.core.problems import Invalid, TooLarge
from app.stations import importing
from app.stations.amenities import Actor
from app.stations.importing_schemas import ImportQuery, ImportResult, ImportUpload
from app.stations.room import room

MOST_BYTES = 12 * 1024 * 1024


@room.route("/imports/stations", methods=["POST"])
@requires(Permission.IMPORT_STATIONS)
@room.arguments(ImportQuery, location="query")
@room.arguments(ImportUpload, location="files", unknown=INCLUDE)
@room.response(200, ImportResult)
def import_stations(query: dict[str, Any], files: dict[str, Any]) -> Response:
    """导入站点表：CSV、XLSX，或导出的 GeoJSON；dry_run 只看结果不写入

    A dry run answers 200 with whatever is wrong in ``errors``. Otherwise all rows are written, or, when one is wrong,
    none: 422 `sheet-has-errors` with the same members. Every row must lie within the caller's scope.
    """
    sheet = importing.check_sheet(_uploaded(files))
    actor = Actor(accounts.acting_role(Permission.IMPORT_STATIONS, None), "import", somebody().person_ref)
    if query["dry_run"]:
        return web.answer(importing.import_sheet(sheet, dry_run=True, actor=actor, allowed=_allowed).document())
    with transaction():
        accounts.lock_account(somebody().account_id)  # account before station, as every keeper's write
        result = importing.import_sheet(sheet, actor=actor, allowed=_allowed)
        if result.errors:
            raise importing.SheetHasErrors(**result.document())
        return keep(result.document(), 200)


def _uploaded(files: dict[str, Any]) -> bytes:
    """The bytes of the one file of this request. A ``dry_run`` sent beside it, not in the query, is not overlooked."""
    if request.form:
        raise Invalid(errors=[{"field": name[:80], "message": "表单里只放文件"} for name in sorted(request.form)])
    if len(files) != 1 or len(request.files.getlist(next(iter(files)))) != 1:
        raise Invalid(errors=[{"field": "file", "message": "请上传一个文件"}])
    raw: bytes = next(iter(files.values())).stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise TooLarge("表格最大 12 MB")
    return raw


def _allowed(scope: Scope) -> bool:
    return may(Permission.IMPORT_STATIONS, scope)
