"""The usual way of a larger team: GeoDjango, Django REST framework and PostGIS, with an index over the places.

What such a team would reasonably do is done: a GiST index, related rows by ``prefetch_related``, one count, today's
holiday class read once a minute. ``DATABASE_URL`` names the database of the bench.
"""

from __future__ import annotations

import os
import time
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import django
from django.conf import settings

from app.core.geo import to_wgs84
from app.stations.opening import CalendarTable
from bench.peers import cards
from bench.peers.cards import BEIJING, USABLE, Turn

_at = urlsplit(os.environ["DATABASE_URL"])
settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {
            "ENGINE": "django.contrib.gis.db.backends.postgis", "NAME": _at.path[1:], "USER": _at.username,
            "HOST": _at.hostname, "PORT": _at.port, "CONN_MAX_AGE": None,
        }
    },
    INSTALLED_APPS=["django.contrib.gis", "rest_framework"],
    ROOT_URLCONF=__name__,
    REST_FRAMEWORK={
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
    },
    USE_TZ=True,
)  # fmt: skip
django.setup()

from django.contrib.gis.db import models  # noqa: E402 - Django is set up first
from django.contrib.gis.geos import Point  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Exists, F, FloatField, Func, OuterRef, Q, QuerySet  # noqa: E402
from django.db.models.functions import Round  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import serializers  # noqa: E402
from rest_framework.request import Request  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402


class Area(models.Model):
    code = models.TextField(primary_key=True)
    name = models.TextField()
    level = models.TextField()
    parent = models.ForeignKey("Area", models.CASCADE, db_column="parent_code", null=True)

    class Meta:
        app_label, managed, db_table = "bench", False, "admin_areas"


class Station(models.Model):
    code = models.TextField()
    name = models.TextField()
    kind = models.TextField()
    area = models.ForeignKey(Area, models.CASCADE, db_column="area_code")
    lat_wgs84 = models.FloatField()
    lng_wgs84 = models.FloatField()
    geog = models.PointField(geography=True)
    address = models.TextField()
    status = models.TextField()
    alert = models.TextField(null=True)
    contact = models.TextField(null=True)
    open_to_riders = models.BooleanField()
    last_verified_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    told_by = models.TextField(null=True)
    synthetic = models.BooleanField()
    version = models.IntegerField()

    class Meta:
        app_label, managed, db_table = "bench", False, "stations"


class Amenity(models.Model):
    id = models.CompositePrimaryKey("station_id", "amenity")
    station = models.ForeignKey(Station, models.CASCADE, related_name="amenities")
    amenity = models.TextField()
    status = models.TextField()
    eta = models.DateTimeField(null=True)

    class Meta:
        app_label, managed, db_table = "bench", False, "station_amenities"
        ordering = ("amenity",)


class Rule(models.Model):
    station = models.ForeignKey(Station, models.CASCADE, related_name="rules")
    byday = models.IntegerField()
    opens_minute = models.IntegerField()
    closes_minute = models.IntegerField()
    season_from = models.TextField(null=True)
    season_to = models.TextField(null=True)
    holiday_rule = models.TextField()

    class Meta:
        app_label, managed, db_table = "bench", False, "station_schedules"


class AmenityShape(serializers.Serializer):
    amenity, status = serializers.CharField(), serializers.CharField()
    eta = serializers.DateTimeField(allow_null=True)


class TurnShape(serializers.Serializer):
    at, state = serializers.CharField(), serializers.CharField()


class ToldShape(serializers.Serializer):
    at, by = serializers.CharField(allow_null=True), serializers.CharField(allow_null=True)


class CardShape(serializers.Serializer):
    code, name, kind = serializers.CharField(), serializers.CharField(), serializers.CharField()
    address, area_name = serializers.CharField(), serializers.CharField()
    township_name = serializers.CharField(allow_null=True)
    lat, lng = serializers.FloatField(), serializers.FloatField()
    distance_m = serializers.IntegerField()
    open_state = serializers.CharField()
    open_until, opens_at = serializers.CharField(allow_null=True), serializers.CharField(allow_null=True)
    next_change = TurnShape(allow_null=True)
    open_on_arrival = serializers.BooleanField()
    amenities = AmenityShape(many=True)
    status = serializers.CharField()
    alert, contact = serializers.CharField(allow_null=True), serializers.CharField(allow_null=True)
    told = ToldShape()
    last_verified_at = serializers.CharField(allow_null=True)
    synthetic, version = serializers.BooleanField(), serializers.IntegerField()
    crowding = serializers.CharField(allow_null=True)
    stale = serializers.BooleanField()


class Metres(Func):
    """On the sphere, as all peers reckon."""

    function, template, output_field = "ST_Distance", "%(function)s(%(expressions)s, false)", FloatField()


class Nearby(APIView):
    """What is open and has all amenities, nearest first, with the count of it all."""

    def get(self, request: Request) -> Response:
        asked = request.query_params
        now = datetime.now(BEIJING).replace(microsecond=0)
        lat, lng = to_wgs84(float(asked["lat"]), float(asked["lng"]))
        radius, limit = int(asked.get("radius_m", "5000")), int(asked.get("limit", "20"))
        query = _within(Point(lng, lat, srid=4326), radius)
        for amenity in asked.getlist("amenity"):
            having = Amenity.objects.filter(station=OuterRef("pk"), amenity=amenity, status__in=USABLE)
            query = query.filter(Exists(having.order_by()))
        table = _table()
        if asked.get("open") == "now":
            today, yesterday = cards.turns(table, now)
            query = query.filter(Exists(_rules(today)) | Exists(_rules(yesterday)))
        count = query.count()
        found = query.select_related("area__parent").prefetch_related("amenities", "rules")
        shown = [
            cards.card(
                one, one.amenities.all(), one.rules.all(), one.area, metres=int(one.metres), now=now, table=table
            )
            for one in found.order_by("metres", "code")[:limit]
        ]
        return Response(cards.answer(CardShape(shown, many=True).data, count, radius, now))


def _within(here: Point, radius: int) -> QuerySet[Station]:
    """The index finds what is near on the spheroid, the sphere's own distance decides."""
    shown = Station.objects.filter(status="active", open_to_riders=True, geog__dwithin=(here, radius * 1.01))
    return shown.annotate(
        metres=Round(Metres(F("geog"), Func(models.Value(here.ewkt), function="ST_GeogFromText")))
    ).filter(metres__lte=radius)


def _rules(turn: Turn) -> QuerySet[Rule]:
    number = turn.number
    wraps, inside = Q(season_from__gt=F("season_to")), Q(season_from__lte=number, season_to__gte=number)
    around = Q(season_from__lte=number) | Q(season_to__gte=number)
    season = Q(season_from__isnull=True) | (~wraps & inside) | (wraps & around)
    query = Rule.objects.filter(season, station=OuterRef("pk")).annotate(
        same=F("byday").bitand(turn.same), resting=F("byday").bitand(turn.resting)
    )
    holds = Q(holiday_rule="same", same__gt=0) | Q(holiday_rule="closed", resting__gt=0)
    return query.filter(holds, opens_minute__lte=turn.minute, closes_minute__gt=turn.minute)


_kept: tuple[int, CalendarTable] = (-1, CalendarTable())


def _table() -> CalendarTable:
    """The holiday tables, read again each minute."""
    global _kept  # noqa: PLW0603 - a cache of one value, replaced whole
    minute = int(time.time()) // 60
    if _kept[0] != minute:
        _kept = (minute, cards.holidays(*map(_rows, (cards.YEARS, cards.DAYS))))
    return _kept[1]


def _rows(query: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


urlpatterns = [path("api/v1/stations", Nearby.as_view())]
app = get_wsgi_application()
