"""The sheet with rows added that make it hard, and marks that keepers might have set, for the app and the oracle alike.

Added are places at one point, hours the sheet has no example of, kinds it lacks, and unlisted neighbours as noise.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
import time_machine
from flask import Flask

from app.core import duties
from app.core.db import db
from tests.stations.oracle import BEIJING, DATA, Almanac, Oracle, Place, read_places
from tests.support.places import load_areas, load_sheet

CLOCKS = tuple(
    datetime.fromisoformat(text).replace(tzinfo=BEIJING)
    for text in (
        "2026-06-10 01:30:00",
        "2026-09-30 19:45:00",
        "2026-10-01 19:45:00",
        "2026-10-10 11:00:00",  # a make-up Saturday
        "2026-12-31 23:59:00",  # 2027 is not loaded
        "2026-02-17 12:00:00",  # the first day of the spring festival
        "2026-06-14 21:29:41",  # a plain Sunday, between two minutes
        "2026-11-24 08:00:00",
    )
)

BOLE, JINGHE, WENQUAN, PASS = "652701001", "652722100", "652723100", "652702001"
ALL_DAY = "24小时"
# code, kind, area, lat, lng, hours, amenities, open to riders. Rows of one point stand in another order than their codes.
EXTRA = (
    ("ZT0003", "益骑驿站", BOLE, 44.9046, 82.0719, ALL_DAY, "热水;饮用水", "是"),
    ("ZT0001", "益骑驿站", BOLE, 44.9046, 82.0719, ALL_DAY, "热水;座椅", "是"),
    ("ZT0000", "益骑驿站", BOLE, 44.9046, 82.0719, ALL_DAY, "热水", "否"),
    ("ZT0002", "小哥之家", BOLE, 44.9046, 82.0719, "每天 10:00-02:00", "热水;饮用水", "是"),
    ("ZJ0009", "工会驿站", JINGHE, 44.6012, 82.8967, "", "饮用水;卫生间", "是"),
    ("ZJ0004", "工会驿站", JINGHE, 44.6012, 82.8967, ALL_DAY, "饮用水;卫生间", "是"),
    ("AJ0004", "友好商户", JINGHE, 44.6012, 82.8967, "周五至周一 22:00-02:00", "饮用水", "是"),
    ("ZH0001", "换电柜", BOLE, 44.9021, 82.0744, "24小时;节假日休息", "换电柜", "是"),
    ("ZH0002", "友好商户", BOLE, 44.8988, 82.0790, "每天 18:00-03:00;节假日休息", "热水;座椅", "是"),
    ("ZH0003", "友好商户", BOLE, 44.9071, 82.0662, "每天 22:00-24:00,00:00-02:00", "热水;微波炉", "是"),
    ("ZH0004", "修车点", BOLE, 44.8944, 82.0611, "周一,周三 08:00-12:00;周六日 09:00-24:00", "充气泵", "是"),
    ("ZH0005", "修车点", JINGHE, 44.6081, 82.8911, "11月26日-3月15日 每天 20:00-05:00", "充气泵", "是"),
    ("ZH0006", "友好商户", WENQUAN, 44.9688, 81.0241, "5月1日-9月30日 每天 10:00-02:00;10月1日-4月30日 每天 10:00-01:00", "热水", "是"),
    ("ZH0007", "换电柜", PASS, 45.1729, 82.5561, "每天 09:00-18:00;节假日照常", "换电柜;热水", "是"),
    ("ZH0008", "修车点", WENQUAN, 44.9700, 81.0300, "周日 00:00-24:00", "充气泵;热水", "是"),
)  # fmt: skip
TIES = ((44.9046, 82.0719), (44.6012, 82.8967))

MARKED = ("limited", "broken", "absent", "unknown")


def write_sheet(path: Path) -> Path:
    """The sheet and the added rows as one file."""
    lines = (DATA / "stations-652700.csv").read_text(encoding="utf-8-sig").splitlines()
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("\n".join(lines) + "\n")
        writer = csv.DictWriter(file, fieldnames=lines[0].split(","), restval="")
        for code, kind, area, lat, lng, hours, amenities, listed in EXTRA:
            writer.writerow(
                {"编号": code, "名称": f"示例点{code}", "类型": kind, "区划代码": area, "地址": "示例路1号", "经度": lng,
                 "纬度": lat, "坐标系": "WGS-84", "开放时间": hours, "设施": amenities, "座位数": 4, "对骑手开放": listed,
                 "示例数据": "是"}
            )  # fmt: skip
    return path


def load(app: Flask, sheet: Path) -> None:
    """Areas, holidays and the sheet, as an operator would load them."""
    load_areas(app)
    holidays = ["holidays", "load", str(DATA / "holidays-cn-2025-2026.json"), "--calendar", "CN"]
    loaded = app.test_cli_runner().invoke(args=holidays)
    assert loaded.exit_code == 0, (loaded.output, loaded.exception)
    with app.app_context():
        load_sheet(app, sheet.read_bytes())


def with_marks(places: list[Place]) -> list[Place]:
    """Every eighth place has an amenity that is not simply working, every ninth an exception or a closure."""
    return [_marked(place, n) for n, place in enumerate(places)]


def _marked(place: Place, n: int) -> Place:
    if n % 8 == 0 and place.amenities:
        names = sorted(place.amenities)
        name = "hot_water" if "hot_water" in names else names[n % len(names)]
        place = replace(place, amenities=place.amenities | {name: MARKED[n // 8 % 4]})
    clock = CLOCKS[n // 9 % len(CLOCKS)].replace(second=0)
    if n % 36 == 0:
        place = replace(place, closures=((clock - timedelta(hours=1), clock + timedelta(minutes=7 + n % 90)),))
    elif n % 36 == 9:
        place = replace(place, closures=((clock + timedelta(minutes=n % 9), None),))
    elif n % 36 == 18:
        place = replace(place, exceptions=((clock.date(), ()), (clock.date() + timedelta(days=1), ((480, 720),))))
    elif n % 36 == 27:
        place = replace(place, exceptions=((clock.date() - timedelta(days=1), ((1200, 1560),)), (clock.date(), ((0, 1440),))))  # fmt: skip
    return place


def write_marks(app: Flask, places: list[Place]) -> None:
    """Put the marks into the tables, and let the app forget what it has read of them before."""
    with app.app_context(), db.engine.begin() as connection:
        tables = db.metadata.tables
        ids = dict(connection.execute(sa.select(tables["stations"].c.code, tables["stations"].c.id)).all())
        for place in places:
            _write_marks_of(connection, ids[place.code], place)
    duties.forget_everything(app)


def _write_marks_of(connection: sa.Connection, station_id: int, place: Place) -> None:
    tables = db.metadata.tables
    amenities = tables["station_amenities"]
    for name, status in place.amenities.items():
        if status != "working":
            where = (amenities.c.station_id == station_id, amenities.c.amenity == name)
            assert connection.execute(amenities.update().where(*where).values(status=status)).rowcount == 1
    for since, until in place.closures:
        closure = {"station_id": station_id, "starts_at": since, "ends_at": until, "reason": "检修"}
        connection.execute(tables["temporary_closures"].insert(), closure)
    for day, bands in place.exceptions:
        row = {"station_id": station_id, "on_day": day, "kind": "special" if bands else "closed", "intervals": bands}
        connection.execute(tables["schedule_exceptions"].insert(), row)


def ready(app: Flask, folder: Path) -> Oracle:
    """Load everything into the app, before the first of ``CLOCKS``, and return the oracle over the same."""
    sheet = write_sheet(folder / "sheet.csv")
    places = with_marks(read_places(sheet))
    with time_machine.travel(datetime(2026, 1, 5, 9, tzinfo=BEIJING)):
        load(app, sheet)
        write_marks(app, places)
    return Oracle(places, Almanac.read())
