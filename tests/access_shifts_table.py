"""Who may do what with shifts, series and teams: lines of the access table, read by ``access_table``. PRODUCT 5."""

SHIFTS = """
                                                    gst rdr stf stx mgr mgx lia twn twx cty ctx prf aud apr rev dis exp yng clo
# shifts: everybody reads what is published; the community's staff and the township write and publish, a station's
# manager drafts what it hosts ("own" and "hidden" stand at OWN); drafts are "hidden" from all but staff of the place
GET    /shifts                               any     200 200 200 200 200 200 200 200 200 200 200 200 200 200 end end end 200 200
GET    /shifts/<shift_id>                    own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 end end end 200 200
GET    /shifts/<shift_id>                    other   200 200 200 200 200 200 200 200 200 200 200 200 200 200 end end end 200 200
GET    /shifts/<shift_id>                    hidden  404 404 200 404 200 404 200 200 404 200 404 200 200 404 end end end 404 404
GET    /shifts/<shift_id>                    absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 end end end 404 404
POST   /shifts                               own     401 403 201 403 403 403 403 201 403 403 403 403 403 403 401 401 401 age clo
POST   /shifts                               hosted  401 403 201 403 201 403 403 201 403 403 403 403 403 403 401 401 401 age clo
POST   /shifts                               other   401 403 403 201 403 201 403 403 201 403 403 403 403 403 401 401 401 age clo
PUT    /shifts/<shift_id>                    hidden  401 404 200 404 200 404 403 200 404 403 404 403 403 404 401 401 401 age clo
PUT    /shifts/<shift_id>                    own     401 403 200 403 403 403 403 200 403 403 403 403 403 403 401 401 401 age clo
PUT    /shifts/<shift_id>                    other   401 403 403 200 403 403 403 403 200 403 403 403 403 403 401 401 401 age clo
PUT    /shifts/<shift_id>                    absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
DELETE /shifts/<shift_id>                    hidden  401 404 204 404 204 404 403 204 404 403 404 403 403 404 401 401 401 age clo
DELETE /shifts/<shift_id>                    own     401 403 pub 403 pub 403 403 pub 403 403 403 403 403 403 401 401 401 age clo
DELETE /shifts/<shift_id>                    absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /shifts/<shift_id>/publication        hidden  401 404 200 404 403 404 403 200 404 403 404 403 403 404 401 401 401 age clo
POST   /shifts/<shift_id>/publication        again   401 403 200 403 403 403 403 200 403 403 403 403 403 403 401 401 401 age clo
POST   /shifts/<shift_id>/publication        absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /shifts/<shift_id>/cancellation       own     401 403 200 403 403 403 403 200 403 403 403 403 403 403 401 401 401 age clo
POST   /shifts/<shift_id>/cancellation       other   401 403 403 200 403 403 403 403 200 403 403 403 403 403 401 401 401 age clo
POST   /shifts/<shift_id>/cancellation       absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
# series: as the shifts they make; one of drafts is "hidden"
POST   /shift-series                         own     401 403 201 403 403 403 403 201 403 403 403 403 403 403 401 401 401 age clo
POST   /shift-series                         hosted  401 403 201 403 201 403 403 201 403 403 403 403 403 403 401 401 401 age clo
DELETE /shift-series/<series_id>             hidden  401 404 204 404 204 404 403 204 404 403 404 403 403 404 401 401 401 age clo
DELETE /shift-series/<series_id>             own     401 403 204 403 403 403 403 204 403 403 403 403 403 403 401 401 401 age clo
DELETE /shift-series/<series_id>             absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
# teams: staff over the area make and edit them, everybody joins
GET    /teams                                any     200 200 200 200 200 200 200 200 200 200 200 200 200 200 end end end 200 200
POST   /teams                                own     401 403 201 403 403 403 403 201 403 201 403 201 403 403 401 401 401 age clo
POST   /teams                                other   401 403 403 201 403 403 403 403 201 403 201 201 403 403 401 401 401 age clo
PUT    /teams/<team_id>                      own     401 403 200 403 403 403 403 200 403 200 403 200 403 403 401 401 401 age clo
PUT    /teams/<team_id>                      other   401 403 403 200 403 403 403 403 200 403 200 200 403 403 401 401 401 age clo
PUT    /teams/<team_id>                      absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
PUT    /teams/<team_id>/membership           own     401 201 201 201 201 201 201 201 201 201 201 201 201 201 401 401 401 age clo
PUT    /teams/<team_id>/membership           again   401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 age clo
PUT    /teams/<team_id>/membership           absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
DELETE /teams/<team_id>/membership           again   401 204 204 204 204 204 204 204 204 204 204 204 204 204 401 401 401 204 clo
DELETE /teams/<team_id>/membership           own     401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
"""
