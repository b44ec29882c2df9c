"""Who may do what with check-ins, codes and posters of communities; part of ``access_table``."""

PRESENCE = """
                                             gst rdr stf stx mgr mgx lia twn twx cty ctx prf aud apr rev dis exp yng clo
# check-ins: one's own are one's own; what waits at a target is settled by community staff over it and whoever manages it
POST   /checkins                     own     401 201 201 201 201 201 201 201 201 201 201 201 201 201 401 401 401 age clo
GET    /me/checkins                  own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
POST   /checkins/<checkin_id>/position mine   401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 age clo
POST   /checkins/<checkin_id>/position theirs 401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /checkins/<checkin_id>/position absent 401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
DELETE /checkins/<checkin_id>        mine    401 204 204 204 204 204 204 204 204 204 204 204 204 204 401 401 401 age clo
DELETE /checkins/<checkin_id>        own     401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
DELETE /checkins/<checkin_id>        absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
GET    /checkins                     any     401 403 200 200 200 200 403 403 403 403 403 403 403 403 401 401 401 403 clo
POST   /checkins/<checkin_id>/decision own    401 403 200 404 200 404 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /checkins/<checkin_id>/decision other  401 403 404 200 404 200 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /checkins/<checkin_id>/decision hidden 401 403 200 404 404 200 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /checkins/<checkin_id>/decision absent 401 403 404 404 404 404 403 403 403 403 403 403 403 403 401 401 401 age clo
GET    /me/member-code               own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
GET    .../screen-code               own     401 403 200 403 200 403 403 200 403 200 403 200 403 403 401 401 401 403 clo
GET    .../screen-code               other   401 403 403 200 403 200 403 403 200 403 200 200 403 403 401 401 401 403 clo
GET    .../screen-code               hidden  401 404 200 404 404 200 404 200 404 200 404 200 403 404 401 401 401 404 clo
GET    .../screen-code               absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
GET    /communities/<area_code>/poster town   401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
GET    /communities/<area_code>/poster own    401 403 200 403 403 403 403 200 403 200 403 200 403 403 401 401 401 403 clo
GET    /communities/<area_code>/poster other  401 403 403 200 403 403 403 403 200 403 200 200 403 403 401 401 401 403 clo
GET    /communities/<area_code>/poster absent 401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
POST   /communities/<area_code>/poster/renewal own    401 403 200 403 403 403 403 200 403 200 403 200 403 403 401 401 401 age clo
POST   /communities/<area_code>/poster/renewal other  401 403 403 200 403 403 403 403 200 403 200 200 403 403 401 401 401 age clo
POST   /communities/<area_code>/poster/renewal absent 401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
# a shift's poster: who shows its codes; a draft has none yet
GET    /shifts/<shift_id>/poster     hidden  401 404 404 404 404 404 403 403 404 403 404 403 403 404 401 401 401 404 clo
GET    /shifts/<shift_id>/poster     absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
GET    /shifts/<shift_id>/poster     own     401 403 200 403 200 403 403 403 403 403 403 403 403 403 401 401 401 403 clo
GET    /shifts/<shift_id>/poster     other   401 403 403 200 403 200 403 403 403 403 403 403 403 403 401 401 401 403 clo
POST   /shifts/<shift_id>/poster/renewal absent 401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /shifts/<shift_id>/poster/renewal own    401 403 200 403 200 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /shifts/<shift_id>/poster/renewal other  401 403 403 200 403 200 403 403 403 403 403 403 403 403 401 401 401 age clo
"""
