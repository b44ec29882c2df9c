"""What ``flask demo shifts`` shows: the shifts of PRODUCT 8, and a fortnight of plain ones around them. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from app.core import clock

MARK = "（示例）"
TOWN, COMMUNITY = "652701001", "652701001001"
HEROES, HAPPINESS = f"先锋骑手{MARK}", f"幸福来敲门{MARK}"
PLAIN_RISK = "户外活动，注意来往车辆，听带队人安排。"


HERE = "驿站门口指路"  # the one about now


@dataclass(frozen=True)
class Sample:
    """A shift: ``day`` from the day of loading; begin as local time; who signs up, by number of sample rider."""

    name: str
    day: int
    begins: str  # "13:30"
    minutes: int
    places: int
    station: str = "DQ0087"
    area: str = COMMUNITY
    team: str | None = HEROES
    riders: tuple[int, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.name + MARK

    def starts_at(self, loaded_on: date) -> datetime:
        hour, minute = map(int, self.begins.split(":"))
        on = loaded_on + timedelta(days=self.day)
        return datetime(on.year, on.month, on.day, hour, minute, tzinfo=clock.SHANGHAI)

    def body(self, loaded_on: date, teams: dict[str, int]) -> dict[str, Any]:
        """The shift as staff would send it."""
        starts = self.starts_at(loaded_on)
        plain = {"risk_text": PLAIN_RISK, "insurance_text": f"已为参加者投保{MARK}"}
        return plain | {
            "title": self.title,
            "area_code": self.area,
            "station_code": self.station,
            "starts_at": clock.rfc3339(starts),
            "ends_at": clock.rfc3339(starts + timedelta(minutes=self.minutes)),
            "capacity": self.places,
            "team_id": teams[self.team] if self.team else None,
            **self.more,
        }


ICE = {"risk_text": "路面湿滑，请穿防滑鞋，不到车道上铲冰。", "insurance_text": f"已投意外险{MARK}"}
HOME = {"private_place": f"光明社区{MARK}3 号楼 2 单元 301", "place": "光明社区"}
AHEAD = (
    Sample("斑马线护学", 1, "13:30", 30, 4, riders=(2, 3)),
    Sample("消防通道随手清", 1, "17:00", 20, 10, riders=(1, 4, 5)),
    Sample("社区适老送餐", 2, "12:00", 45, 2, team=HAPPINESS, riders=(1,), more=HOME),
    Sample("雪后清冰", 1, "10:30", 60, 6, riders=(6, 7), more=ICE),
    Sample("骑行安全培训", 4, "16:00", 90, 20, "DQ0067", "652701001005", None, (2, 4, 6), {"kind": "training"}),
    Sample("夜间驿站守护", 2, "23:00", 150, 2, riders=(7,)),
)
WEEKLY = Sample("反诈宣讲", 3, "18:00", 60, 1, "DQ0158", "652701001006", HAPPINESS, (5, 2, 3, 1))
AROUND = tuple(  # a quiet one a day, of the days that have none above, a week back and a week ahead
    Sample(name, day, begins, 45, 4, station, area, team, riders)
    for day, name, begins, station, area, team, riders in (
        (-6, "敲门问候老人", "11:30", "DQ0158", "652701001006", HAPPINESS, (2, 5)),
        (-5, "楼道杂物清理", "17:00", "DQ0087", COMMUNITY, HEROES, (1, 3)),
        (-4, "爱心驿站整理", "16:00", "DQ0067", "652701001005", HEROES, (4, 6)),
        (-3, "斑马线护学", "18:30", "DQ0087", COMMUNITY, HEROES, (1, 2)),
        (-2, "电动车充电安全提醒", "17:00", "DQ0158", "652701001006", HAPPINESS, (5, 7)),
        (5, "敲门问候老人", "11:30", "DQ0158", "652701001006", HAPPINESS, (3,)),
        (6, "楼道杂物清理", "17:00", "DQ0087", COMMUNITY, HEROES, (2,)),
        (7, "斑马线护学", "18:30", "DQ0087", COMMUNITY, HEROES, ()),
    )
)


def begins_soon(now: datetime, loaded_on: date) -> Sample:
    """A shift that begins at the next quarter of an hour that is five minutes away: one can check in at once."""
    soon = clock.local(now) + timedelta(minutes=5)
    start = soon + timedelta(minutes=-soon.minute % 15)
    return Sample(HERE, (start.date() - loaded_on).days, f"{start:%H:%M}", 60, 4, riders=(1, 2))


YESTERDAY = Sample("环境整治", -1, "11:00", 60, 5)  # all five places used: see ``demo_yesterday``
