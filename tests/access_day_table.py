"""Who may do what on the day of a shift: lines of the access table, read by ``access_table``. PRODUCT 4.2, 4.7, 5."""

DAY = """
                                                       gst rdr stf stx mgr mgx lia twn twx cty ctx prf aud apr rev dis exp yng clo
# the day of a shift: its leaders, whoever manages the station it stands at, and the community's staff; these alone reveal
# a phone, move, remove and excuse. Whoever does so somewhere learns of no sign-up elsewhere
GET    /shifts/<shift_id>/signups             led     401 403 200 403 200 403 403 403 403 403 403 403 403 403 401 401 401 403 clo
GET    /shifts/<shift_id>/signups             led-x   401 403 403 200 403 200 403 403 403 403 403 403 403 403 401 401 401 403 clo
GET    /shifts/<shift_id>/signups             absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
GET    /shifts/<shift_id>/screen-code         led     401 403 200 403 200 403 403 403 403 403 403 403 403 403 401 401 401 403 clo
GET    /shifts/<shift_id>/screen-code         led-x   401 403 403 200 403 200 403 403 403 403 403 403 403 403 401 401 401 403 clo
GET    /shifts/<shift_id>/screen-code         absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
POST   /shifts/<shift_id>/admissions          led     401 403 201 403 201 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /shifts/<shift_id>/admissions          led-x   401 403 403 201 403 201 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /shifts/<shift_id>/admissions          absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /shifts/<shift_id>/scans               led     401 403 201 403 201 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /shifts/<shift_id>/scans               led-x   401 403 403 201 403 201 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /shifts/<shift_id>/scans               absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /shifts/<shift_id>/walk-ins            led     401 403 201 403 201 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /shifts/<shift_id>/walk-ins            led-x   401 403 403 201 403 201 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /shifts/<shift_id>/walk-ins            absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
PUT    /signups/<signup_id>/attendance        led     401 403 200 404 200 404 403 403 403 403 403 403 403 403 401 401 401 age clo
PUT    /signups/<signup_id>/attendance        led-x   401 403 404 200 404 200 403 403 403 403 403 403 403 403 401 401 401 age clo
PUT    /signups/<signup_id>/attendance        absent  401 403 404 404 404 404 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /signups/<signup_id>/phone-reveal      led     401 403 200 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /signups/<signup_id>/phone-reveal      led-x   401 403 404 200 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /signups/<signup_id>/phone-reveal      absent  401 403 404 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
PUT    /signups/<signup_id>/role              led     401 403 200 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
PUT    /signups/<signup_id>/role              led-x   401 403 404 200 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
PUT    /signups/<signup_id>/role              absent  401 403 404 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /signups/<signup_id>/removal           led     401 403 200 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /signups/<signup_id>/removal           led-x   401 403 404 200 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /signups/<signup_id>/removal           absent  401 403 404 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /signups/<signup_id>/excuse            missed  401 403 200 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /signups/<signup_id>/excuse            absent  401 403 404 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
# one's own: a word on one's times, a walk-in's code, the calendar's address; who knows the address needs no sign-in
POST   /signups/<signup_id>/statement         mine    401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 age clo
POST   /signups/<signup_id>/statement         led     401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /signups/<signup_id>/statement         absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /me/claims                             own     401 201 201 201 201 201 201 201 201 201 201 201 201 201 401 401 401 age clo
POST   /me/claims                             absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /me/calendar-feed                      own     401 201 201 201 201 201 201 201 201 201 201 201 201 201 401 401 401 age clo
DELETE /me/calendar-feed                      own     401 204 204 204 204 204 204 204 204 204 204 204 204 204 401 401 401 204 clo
GET    /calendar/<token>.ics                  own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    /calendar/<token>.ics                  absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
# the day's work: whoever holds any role sees their own grants' part of it
GET    /work/today                            any     401 403 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 403 clo
"""
