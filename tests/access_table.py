"""Who may do what over HTTP, written out by hand from PRODUCT 5, PRODUCT 4.2 "Granting" and API "Conventions".

A line is a method, a route, the object it is tried on, and a cell for each actor. Nothing here is read from the code:
``test_access.py`` sends every cell as a real call. Paths are those below ``/api/v1`` but in ``SERVICE``; ``...`` is
``/stations/<code>``, as in API.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.access_certificates_table import CERTIFICATES, PAGES
from tests.access_day_table import DAY
from tests.access_hours_table import HOURS
from tests.access_presence import PRESENCE
from tests.access_service_table import SERVICE
from tests.access_shifts_table import SHIFTS
from tests.access_table_volunteering import VOLUNTEERING

# Who asks. "Own" is 青得里街道 (652701001 of county 652701) with its stations OWN and, hidden, HIDDEN; "other" is 精河镇
# (652722100 of county 652722) with OTHER.
ACTORS = {
    "gst": "a guest",
    "rdr": "a rider",
    "stf": "community staff, own",
    "stx": "community staff, other",
    "mgr": "manager of OWN",
    "mgx": "manager of OTHER and of HIDDEN",
    "lia": "rider liaison of OWN",
    "twn": "township admin, own",
    "twx": "township admin, other",
    "cty": "county admin, own",
    "ctx": "county admin, other",
    "prf": "prefecture admin",
    "aud": "auditor of the prefecture",
    "apr": "second approver, own: a grant over the area that keeps no station",
    "rev": "was manager of OWN, with the token of that time",
    "dis": "a rider whose account was disabled",
    "exp": "a rider whose sign-in ran out",
    "yng": "a rider who has not confirmed their age",
    "clo": "a rider whose account is closing",
}
DEAD = ("rev", "dis", "exp")

# What a cell says beside plain statuses: the status and the kind of problem.
WORDS = {
    "401": (401, "not-signed-in"),
    "403": (403, "not-allowed"),
    "404": (404, "not-found"),
    "far": (403, "beyond-scope"),
    "age": (403, "age-unconfirmed"),
    "clo": (403, "account-closing"),
    "dis": (403, "account-disabled"),
    "psh": (403, "push-refused"),  # whoever they are: only WeChat can sign
    "lst": (409, "last-manager"),
    "slf": (403, "own-hours"),
    "slr": (403, "own-record"),
    "noh": (409, "nothing-confirmed"),
    "nap": (403, "not-a-participant"),
    "pub": (409, "shift-published"),
    "xpd": (409, "code-expired"),
    "cng": (409, "confirmation-gone"),  # theirs to take back, but nobody confirmed anything
    "nil": (422, "invalid"),  # no such scope
    "sht": (422, "sheet-has-errors"),  # a row of the sheet is not theirs; its cells are named
}
ENDED = "end"  # what a guest gets, and "X-Session: ended": our decision, so that an old token shuts nobody out

API = """
                                             gst rdr stf stx mgr mgx lia twn twx cty ctx prf aud apr rev dis exp yng clo
GET    /client-config                any     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    /areas                        any     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    /areas/<code>                 own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    /areas/<code>                 absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET    /organizations                any     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    /bundles/<area_code>          own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    /bundles/<area_code>          absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET    /calendars/<calendar>/<year>  own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 end end end 200 200
GET    /calendars/<calendar>/<year>  absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 end end end 404 404

# areas: "staff: a grant over the area", but the auditor only reads and the second approver only approves; calendars are
# written by county and prefecture, whichever the county: a holiday has no place
POST   /areas/<code>/grids           own     401 403 201 403 403 403 403 201 403 201 403 201 403 403 401 401 401 age clo
POST   /areas/<code>/grids           other   401 403 403 201 403 403 403 403 201 403 201 201 403 403 401 401 401 age clo
POST   /areas/<code>/grids           absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
PUT    /calendars/<calendar>/<year>  own     401 403 403 403 403 403 403 403 403 200 200 200 403 403 401 401 401 age clo
PUT    /calendars/<calendar>/<year>  absent  401 403 403 403 403 403 403 403 403 404 404 404 403 403 401 401 401 age clo

# signing in is for everybody, with an old token too; only a disabled account stays out
POST   /sessions                     any     201 201 201 201 201 201 201 201 201 201 201 201 201 201 end end end 201 201
POST   /sessions                     self    201 201 201 201 201 201 201 201 201 201 201 201 201 201 end dis end 201 201
GET    /sessions                     any     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
DELETE /sessions/<session_id>        own     401 204 204 204 204 204 204 204 204 204 204 204 204 204 401 401 401 204 204
DELETE /sessions/<session_id>        other   401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 404
DELETE /sessions/<session_id>        absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 404
DELETE /sessions/current             own     401 204 204 204 204 204 204 204 204 204 204 204 204 204 401 401 401 204 204

# one's own account; without age_ok one looks, corrects what is held, and withdraws, but gives no phone
GET    /me                           own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 200
PUT    /me/profile                   own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
POST   /me/phone                     own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 age clo
DELETE /me/phone                     own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
GET    /me/consents                  own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
PUT    /me/consents/<purpose>        own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
PUT    /me/consents/<purpose>        absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
DELETE /me/consents/<purpose>        own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
DELETE /me/consents/<purpose>        absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo

# what one is told; others' notices are passed over in silence; switching messages off is a right that needs no age
GET    /me/notices                   own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
PUT    /me/notices/read              own     401 204 204 204 204 204 204 204 204 204 204 204 204 204 401 401 401 age clo
PUT    /me/notices/read              theirs  401 204 204 204 204 204 204 204 204 204 204 204 204 204 401 401 401 age clo
GET    /me/notice-settings           own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
PUT    /me/notice-settings           own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
POST   /me/subscriptions             own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 age clo

# one's rights: while closing only the export and the way back; a repeat of leaving names the same day, and coming back
# without having left changes nothing
GET    /me/stored                    own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
GET    /me/access-log                own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
GET    /me/export                    own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 200
GET    /me/deletion-preview          own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
DELETE /me                           own     401 202 202 202 202 lst 202 202 202 202 202 202 202 202 401 401 401 202 202
POST   /me/restoration               own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 200

# moving to another WeChat account: a code for oneself, one typed before and one never made, the approval of the old side
POST   /me/transfer-codes            own     401 201 201 201 201 201 201 201 201 201 201 201 201 201 401 401 401 age clo
POST   /me/transfers                 again   401 202 202 202 202 202 202 202 202 202 202 202 202 202 401 401 401 age clo
POST   /me/transfers                 absent  401 xpd xpd xpd xpd xpd xpd xpd xpd xpd xpd xpd xpd xpd 401 401 401 age clo
GET    /me/transfers                 own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
POST   /me/transfers/<transfer_id>/approval own 401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 age clo
POST   /me/transfers/<transfer_id>/approval other 401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /me/transfers/<transfer_id>/approval absent 401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo

# who reads grants, and of which scope
GET    /grants                       any     401 403 200 200 200 200 403 200 200 200 200 200 200 403 401 401 401 403 clo
GET    /grants                       own     401 403 200 403 403 403 403 200 403 200 403 200 200 403 401 401 401 403 clo
GET    /grants                       other   401 403 403 200 403 403 403 403 200 403 200 200 200 403 401 401 401 403 clo
GET    /grants                       station 401 403 200 403 200 403 403 200 403 200 403 200 200 403 401 401 401 403 clo
GET    /grants                       hidden  401 403 200 404 404 200 403 200 404 200 404 200 200 403 401 401 401 403 clo
GET    /grants                       absent  401 403 404 404 404 404 403 404 404 404 404 404 404 403 401 401 401 403 clo

# who gives which role where (4.2); the object is role@scope, one of GIFTS in access_world.py
POST   /grants                       county  401 403 far far far far 403 far far far far 201 403 403 401 401 401 age clo
POST   /grants                       auditor 401 403 far far far far 403 far far far far 201 403 403 401 401 401 age clo
POST   /grants                       town    401 403 far far far far 403 far far 201 far 201 403 403 401 401 401 age clo
POST   /grants                       town-x  401 403 far far far far 403 far far far 201 201 403 403 401 401 401 age clo
POST   /grants                       staff   401 403 far far far far 403 201 far far far far 403 403 401 401 401 age clo
POST   /grants                       staff-x 401 403 far far far far 403 far 201 far far far 403 403 401 401 401 age clo
POST   /grants                       care    401 403 far far far far 403 201 far far far far 403 403 401 401 401 age clo
POST   /grants                       care-x  401 403 far far far far 403 far 201 far far far 403 403 401 401 401 age clo
POST   /grants                       approve 401 403 far far far far 403 201 far far far far 403 403 401 401 401 age clo
POST   /grants                       mgr     401 403 far far far far 403 201 far far far far 403 403 401 401 401 age clo
POST   /grants                       mgr-x   401 403 far far far far 403 far 201 far far far 403 403 401 401 401 age clo
POST   /grants                       mgr-h   401 403 far far far far 403 201 nil far far far 403 403 401 401 401 age clo
POST   /grants                       mgr-0   401 403 far far far far 403 nil nil far far far 403 403 401 401 401 age clo
POST   /grants                       lia     401 403 far far 201 far 403 far far far far far 403 403 401 401 401 age clo
POST   /grants                       lia-x   401 403 far far far 201 403 far far far far far 403 403 401 401 401 age clo
POST   /grants                       lia-h   401 403 far far far 201 403 far far far far far 403 403 401 401 401 age clo
POST   /grants                       lia-0   401 403 far far far far 403 far far far far far 403 403 401 401 401 age clo
POST   /grants                       nobody  401 403 far far far far 403 404 far far far far 403 403 401 401 401 age clo

# a role is taken by whoever could have given it; what lies outside one's scope is not there
DELETE /grants/<grant_id>            lia     401 403 far 404 204 404 403 far 404 far 404 far 403 403 401 401 401 age clo
DELETE /grants/<grant_id>            mgr     401 403 far 404 far 404 403 204 404 far 404 far 403 403 401 401 401 age clo
DELETE /grants/<grant_id>            mgr-h   401 403 far 404 404 far 403 lst 404 far 404 far 403 403 401 401 401 age clo
DELETE /grants/<grant_id>            staff   401 403 far 404 404 404 403 204 404 far 404 far 403 403 401 401 401 age clo
DELETE /grants/<grant_id>            staff-x 401 403 404 far 404 404 403 404 204 404 far far 403 403 401 401 401 age clo
DELETE /grants/<grant_id>            town    401 403 far 404 404 404 403 far 404 204 404 204 403 403 401 401 401 age clo
DELETE /grants/<grant_id>            absent  401 403 404 404 404 404 403 404 404 404 404 404 403 403 401 401 401 age clo

# stations: everybody reads what is listed; a hidden one is there only for its staff and keepers, and the auditor
GET    /stations                     any     200 200 200 200 200 200 200 200 200 200 200 200 200 200 end end end 200 200
GET    ...                           own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 end end end 200 200
GET    ...                           hidden  404 404 200 404 404 200 404 200 404 200 404 200 200 404 end end end 404 404
GET    ...                           absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 end end end 404 404
GET    .../days                      own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 end end end 200 200
GET    .../days                      hidden  404 404 200 404 404 200 404 200 404 200 404 200 200 404 end end end 404 404
GET    .../history                   own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 end end end 200 200
GET    .../history                   hidden  404 404 200 404 404 200 404 200 404 200 404 200 200 404 end end end 404 404
GET    /me/stations                  any     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo

# its keepers write; the liaison says how things are and confirms, but does not settle what riders report
PUT    .../amenities/<amenity>       own     401 403 200 403 200 403 200 200 403 200 403 200 403 403 401 401 401 age clo
PUT    .../amenities/<amenity>       other   401 403 403 200 403 200 403 403 200 403 200 200 403 403 401 401 401 age clo
PUT    .../amenities/<amenity>       hidden  401 404 200 404 404 200 404 200 404 200 404 200 403 404 401 401 401 age clo
PUT    .../amenities/<amenity>       absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
PUT    .../amenities/<amenity>       thing-0 401 403 404 403 404 403 404 404 403 404 403 404 403 403 401 401 401 age clo
POST   .../daily-confirmation        own     401 403 200 403 200 403 200 200 403 200 403 200 403 403 401 401 401 age clo
POST   .../daily-confirmation        other   401 403 403 200 403 200 403 403 200 403 200 200 403 403 401 401 401 age clo
POST   .../daily-confirmation        hidden  401 404 200 404 404 200 404 200 404 200 404 200 403 404 401 401 401 age clo
DELETE .../daily-confirmation        own     401 403 cng 403 cng 403 cng cng 403 cng 403 cng 403 403 401 401 401 age clo
DELETE .../daily-confirmation        other   401 403 403 cng 403 cng 403 403 cng 403 cng cng 403 403 401 401 401 age clo
DELETE .../daily-confirmation        hidden  401 404 cng 404 404 cng 404 cng 404 cng 404 cng 403 404 401 401 401 age clo
GET    .../amenity-reports           own     401 403 200 403 200 403 403 200 403 200 403 200 403 403 401 401 401 403 clo
GET    .../amenity-reports           other   401 403 403 200 403 200 403 403 200 403 200 200 403 403 401 401 401 403 clo
GET    .../amenity-reports           hidden  401 404 200 404 404 200 404 200 404 200 404 200 403 404 401 401 401 404 clo
POST   .../amenity-reports/settlement own    401 403 200 403 200 403 403 200 403 200 403 200 403 403 401 401 401 age clo
POST   .../amenity-reports/settlement other  401 403 403 200 403 200 403 403 200 403 200 200 403 403 401 401 401 age clo
POST   .../amenity-reports/settlement hidden 401 404 200 404 404 200 404 200 404 200 404 200 403 404 401 401 401 age clo

# a station's facts and hours: whoever may edit it; moving it needs the other area, too, but a manager's goes with the
# station (as in a sheet). The liaison only confirms. New ones are made by whoever may import stations of the area
POST   /stations                     own     401 403 201 403 403 403 403 201 403 201 403 201 403 403 401 401 401 age clo
POST   /stations                     other   401 403 403 201 403 403 403 403 201 403 201 201 403 403 401 401 401 age clo
POST   /stations                     absent  401 403 nil nil nil nil 403 nil nil nil nil nil 403 403 401 401 401 age clo
PUT    ...                           own     401 403 200 403 200 403 403 200 403 200 403 200 403 403 401 401 401 age clo
PUT    ...                           other   401 403 403 200 403 200 403 403 200 403 200 200 403 403 401 401 401 age clo
PUT    ...                           hidden  401 404 200 404 404 200 404 200 404 200 404 200 403 404 401 401 401 age clo
PUT    ...                           absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
PUT    ...                           moved   401 403 403 403 200 403 403 403 403 403 403 200 403 403 401 401 401 age clo
PUT    .../schedules                 own     401 403 200 403 200 403 403 200 403 200 403 200 403 403 401 401 401 age clo
PUT    .../schedules                 other   401 403 403 200 403 200 403 403 200 403 200 200 403 403 401 401 401 age clo
PUT    .../schedules                 hidden  401 404 200 404 404 200 404 200 404 200 404 200 403 404 401 401 401 age clo
PUT    .../schedules                 absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
PUT    .../exceptions/<date>         own     401 403 200 403 200 403 403 200 403 200 403 200 403 403 401 401 401 age clo
PUT    .../exceptions/<date>         other   401 403 403 200 403 200 403 403 200 403 200 200 403 403 401 401 401 age clo
PUT    .../exceptions/<date>         hidden  401 404 200 404 404 200 404 200 404 200 404 200 403 404 401 401 401 age clo
PUT    .../exceptions/<date>         absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
DELETE .../exceptions/<date>         own     401 403 200 403 200 403 403 200 403 200 403 200 403 403 401 401 401 age clo
DELETE .../exceptions/<date>         other   401 403 403 200 403 200 403 403 200 403 200 200 403 403 401 401 401 age clo
DELETE .../exceptions/<date>         hidden  401 404 200 404 404 200 404 200 404 200 404 200 403 404 401 401 401 age clo
DELETE .../exceptions/<date>         absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   .../closures                  own     401 403 201 403 201 403 403 201 403 201 403 201 403 403 401 401 401 age clo
POST   .../closures                  other   401 403 403 201 403 201 403 403 201 403 201 201 403 403 401 401 401 age clo
POST   .../closures                  hidden  401 404 201 404 404 201 404 201 404 201 404 201 403 404 401 401 401 age clo
POST   .../closures                  absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
DELETE .../closures/<closure_id>     own     401 403 200 403 200 403 403 200 403 200 403 200 403 403 401 401 401 age clo
DELETE .../closures/<closure_id>     other   401 403 403 200 403 200 403 403 200 403 200 200 403 403 401 401 401 age clo
DELETE .../closures/<closure_id>     hidden  401 404 200 404 404 200 404 200 404 200 404 200 403 404 401 401 401 age clo
DELETE .../closures/<closure_id>     absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   .../schedules/preview         try-h   401 404 200 404 404 200 404 200 404 200 404 200 403 404 401 401 401 age clo
POST   .../schedules/preview         try-x   401 403 403 200 403 200 403 403 200 403 200 200 403 403 401 401 401 age clo
POST   .../schedules/preview         try     401 403 200 403 200 403 403 200 403 200 403 200 403 403 401 401 401 age clo
POST   .../verifications             own     401 403 201 403 201 403 201 201 403 201 403 201 403 403 401 401 401 age clo
POST   .../verifications             other   401 403 403 201 403 201 403 403 201 403 201 201 403 403 401 401 401 age clo
POST   .../verifications             hidden  401 404 201 404 404 201 404 201 404 201 404 201 403 404 401 401 401 age clo
POST   .../verifications             absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo

# PRODUCT 5 gives reports to riders, leaders, staff and township admins; decided otherwise: anybody signed in may stand
# before a closed door, a county's or the prefecture's admin too
POST   .../amenity-reports           own     401 201 201 201 201 201 201 201 201 201 201 201 201 201 401 401 401 age clo
POST   .../amenity-reports           hidden  401 404 403 404 404 403 404 403 404 403 404 403 403 404 401 401 401 age clo
POST   .../amenity-reports           absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
PUT    .../crowding                  own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 age clo
PUT    .../crowding                  hidden  401 404 403 404 404 403 404 403 404 403 404 403 403 404 401 401 401 age clo
PUT    .../crowding                  absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo

# a rider's own list, which needs no age: OWN is on everybody's. A vote needs nothing at all
GET    /me/saved-stations            any     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
PUT    /me/saved-stations/<code>     other   401 204 204 204 204 204 204 204 204 204 204 204 204 204 401 401 401 204 clo
PUT    /me/saved-stations/<code>     hidden  401 404 204 404 404 204 404 204 404 204 404 204 204 404 401 401 401 404 clo
PUT    /me/saved-stations/<code>     absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
DELETE /me/saved-stations/<code>     own     401 204 204 204 204 204 204 204 204 204 204 204 204 204 401 401 401 204 clo
DELETE /me/saved-stations/<code>     unsaved 401 404 204 404 404 204 404 204 404 204 404 204 204 404 401 401 401 404 clo
DELETE /me/saved-stations/<code>     absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
POST   /missing-station-votes        any     204 204 204 204 204 204 204 204 204 204 204 204 204 204 end end end 204 204

# photos: whoever may report may give one; keepers and the liaison decide; what waits is not there for strangers. Its
# author is none of these, but for "mine", which is the rider's
POST   .../photos                    own     401 201 201 201 201 201 201 201 201 201 201 201 201 201 401 401 401 age clo
POST   .../photos                    hidden  401 404 201 404 404 201 404 201 404 201 404 201 403 404 401 401 401 age clo
POST   .../photos                    absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
PUT    .../photos/<photo_id>         waits   401 403 200 403 200 403 200 200 403 200 403 200 403 403 401 401 401 age clo
PUT    .../photos/<photo_id>         other   401 403 403 200 403 200 403 403 200 403 200 200 403 403 401 401 401 age clo
PUT    .../photos/<photo_id>         photo-0 401 403 404 403 404 403 404 404 403 404 403 404 403 403 401 401 401 age clo
PUT    .../photos/<photo_id>         hidden  401 404 200 404 404 200 404 200 404 200 404 200 403 404 401 401 401 age clo
PUT    .../photos/<photo_id>         absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
DELETE .../photos/<photo_id>         shown   401 403 200 403 200 403 200 200 403 200 403 200 403 403 401 401 401 age clo
DELETE .../photos/<photo_id>         waits   401 404 200 404 200 404 200 200 404 200 404 200 404 404 401 401 401 age clo
DELETE .../photos/<photo_id>         mine    401 200 200 404 200 404 200 200 404 200 404 200 404 404 401 401 401 age clo
DELETE .../photos/<photo_id>         hidden  401 404 200 404 404 200 404 200 404 200 404 200 404 404 401 401 401 age clo
DELETE .../photos/<photo_id>         absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo

# posters: whoever keeps the station prints its code and ends earlier prints; what a code stands for is for everybody,
# of a hidden station for those who may know of it. All points and code images are there already: looking writes nothing
GET    .../poster                    own     401 403 200 403 200 403 403 200 403 200 403 200 403 403 401 401 401 403 clo
GET    .../poster                    other   401 403 403 200 403 200 403 403 200 403 200 200 403 403 401 401 401 403 clo
GET    .../poster                    hidden  401 404 200 404 404 200 404 200 404 200 404 200 403 404 401 401 401 404 clo
GET    .../poster                    absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
POST   .../poster/renewal            own     401 403 200 403 200 403 403 200 403 200 403 200 403 403 401 401 401 age clo
POST   .../poster/renewal            other   401 403 403 200 403 200 403 403 200 403 200 200 403 403 401 401 401 age clo
POST   .../poster/renewal            hidden  401 404 200 404 404 200 404 200 404 200 404 200 403 404 401 401 401 age clo
POST   .../poster/renewal            absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
GET    /scenes/<scene>               own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 end end end 200 200
GET    /scenes/<scene>               hidden  404 404 200 404 404 200 404 200 404 200 404 200 200 404 end end end 404 404
GET    /scenes/<scene>               absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 end end end 404 404

# communities: everybody reads; staff over the area write the card and news; the list of members is for staff of the
# community alone, who may also offer volunteer roles; the auditor reads those without names. A township is no community
GET    /communities/<area_code>      own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 end end end 200 200
GET    /communities/<area_code>      town    404 404 404 404 404 404 404 404 404 404 404 404 404 404 end end end 404 404
GET    /communities/<area_code>      absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 end end end 404 404
PUT    /communities/<area_code>      own     401 403 200 403 403 403 403 200 403 200 403 200 403 403 401 401 401 age clo
PUT    /communities/<area_code>      other   401 403 403 200 403 403 403 403 200 403 200 200 403 403 401 401 401 age clo
PUT    /communities/<area_code>      absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
PUT    /communities/<area_code>/membership own     401 201 201 201 201 201 201 201 201 201 201 201 201 201 401 401 401 age clo
PUT    /communities/<area_code>/membership mine    401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 age clo
PUT    /communities/<area_code>/membership town    401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
PUT    /communities/<area_code>/membership absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
DELETE /communities/<area_code>/membership mine    401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
DELETE /communities/<area_code>/membership town    401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
DELETE /communities/<area_code>/membership absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
GET    /me/memberships               own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
GET    /communities/<area_code>/members own     401 403 200 403 403 403 403 403 403 403 403 403 403 403 401 401 401 403 clo
GET    /communities/<area_code>/members other   401 403 403 200 403 403 403 403 403 403 403 403 403 403 401 401 401 403 clo
GET    /communities/<area_code>/members absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
GET    /communities/<area_code>/announcements own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 end end end 200 200
GET    /communities/<area_code>/announcements absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 end end end 404 404
POST   /communities/<area_code>/announcements own     401 403 201 403 403 403 403 201 403 201 403 201 403 403 401 401 401 age clo
POST   /communities/<area_code>/announcements other   401 403 403 201 403 403 403 403 201 403 201 201 403 403 401 401 401 age clo
POST   /communities/<area_code>/announcements absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
PUT    /announcements/<number>       own     401 403 200 403 403 403 403 200 403 200 403 200 403 403 401 401 401 age clo
PUT    /announcements/<number>       other   401 403 403 200 403 403 403 403 200 403 200 200 403 403 401 401 401 age clo
PUT    /announcements/<number>       absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
DELETE /announcements/<number>       own     401 403 204 403 403 403 403 204 403 204 403 204 403 403 401 401 401 age clo
DELETE /announcements/<number>       other   401 403 403 204 403 403 403 403 204 403 204 204 403 403 401 401 401 age clo
DELETE /announcements/<number>       absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /communities/<area_code>/volunteer-roles own     401 403 201 403 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /communities/<area_code>/volunteer-roles absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
GET    /communities/<area_code>/volunteer-roles own     401 403 200 403 403 403 403 403 403 403 403 403 200 403 401 401 401 403 clo
GET    /communities/<area_code>/volunteer-roles other   401 403 403 200 403 403 403 403 403 403 403 403 200 403 401 401 401 403 clo
GET    /communities/<area_code>/volunteer-roles absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
GET    /me/volunteer-roles           own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
POST   /volunteer-roles/<role_id>/acceptance mine    401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 age clo
POST   /volunteer-roles/<role_id>/acceptance own     401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /volunteer-roles/<role_id>/acceptance absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /volunteer-roles/<role_id>/resignation mine    401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
POST   /volunteer-roles/<role_id>/resignation own     401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
POST   /volunteer-roles/<role_id>/resignation absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
# whoever offers roles somewhere learns of none elsewhere
DELETE /volunteer-roles/<role_id>    absent  401 403 404 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
DELETE /volunteer-roles/<role_id>    own     401 403 204 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
DELETE /volunteer-roles/<role_id>    other   401 403 404 204 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo

# sheets: a row of OWN, of HIDDEN, of a new station in 青得里街道, of OWN moved to 精河镇; a dry run only tells
GET    /exports/stations             any     401 403 200 200 200 200 403 200 200 200 200 200 403 403 401 401 401 403 clo
GET    /exports/stations             csv     401 403 200 200 200 200 403 200 200 200 200 200 403 403 401 401 401 403 clo
GET    /exports/stations             xlsx    401 403 200 200 200 200 403 200 200 200 200 200 403 403 401 401 401 403 clo
GET    /exports/stations             geojson 401 403 200 200 200 200 403 200 200 200 200 200 403 403 401 401 401 403 clo
POST   /imports/stations             own     401 403 200 sht 200 sht 403 200 sht 200 sht 200 403 403 401 401 401 age clo
POST   /imports/stations             hidden  401 403 200 sht sht 200 403 200 sht 200 sht 200 403 403 401 401 401 age clo
POST   /imports/stations             new     401 403 200 sht sht sht 403 200 sht 200 sht 200 403 403 401 401 401 age clo
POST   /imports/stations             moved   401 403 sht sht 200 sht 403 sht sht sht sht 200 403 403 401 401 401 age clo
POST   /imports/stations             dry-run 401 403 200 200 200 200 403 200 200 200 200 200 403 403 401 401 401 age clo
POST   /imports/<batch_id>/undo      own     401 403 200 404 200 404 403 200 404 200 404 200 403 403 401 401 401 age clo
POST   /imports/<batch_id>/undo      hidden  401 403 200 404 404 200 403 200 404 200 404 200 403 403 401 401 401 age clo
POST   /imports/<batch_id>/undo      other   401 403 404 200 404 200 403 404 200 404 200 200 403 403 401 401 401 age clo
POST   /imports/<batch_id>/undo      both    401 403 403 403 403 403 403 403 403 403 403 200 403 403 401 401 401 age clo
POST   /imports/<batch_id>/undo      absent  401 403 404 404 404 404 403 404 404 404 404 404 403 403 401 401 401 age clo
"""


@dataclass(frozen=True)
class Line:
    """One line of the table. ``route`` is whole, its variables without kinds: ``/api/v1/sessions/<session_id>``."""

    method: str
    route: str
    thing: str
    cells: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.route} {self.thing}"

    def expects(self, actor: str) -> tuple[int, str | None]:
        """The status and, of a refusal, the kind of problem."""
        cell = self.cells["gst" if self.cells[actor] == ENDED else actor]
        return WORDS.get(cell) or (int(cell), None)


def read(text: str, prefix: str) -> list[Line]:
    """The lines of a table; its header must name all actors in order."""
    rows = [row.split() for row in text.splitlines() if row and not row.startswith("#")]
    assert rows[0] == list(ACTORS)
    return [_line(row, prefix) for row in rows[1:]]


def _line(row: list[str], prefix: str) -> Line:
    method, route, thing, *cells = row
    return Line(method, prefix + route.replace("...", "/stations/<code>"), thing, dict(zip(ACTORS, cells, strict=True)))


TABLE = (
    read(API, "/api/v1")
    + read(PRESENCE, "/api/v1")
    + read(VOLUNTEERING, "/api/v1")
    + read(SHIFTS, "/api/v1")
    + read(DAY, "/api/v1")
    + read(HOURS, "/api/v1")
    + read(CERTIFICATES, "/api/v1")
    + read(SERVICE, "")
    + read(PAGES, "")
)
