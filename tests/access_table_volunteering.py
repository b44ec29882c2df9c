"""The lines of ``access_table`` about volunteering; actors and cells are explained there."""

VOLUNTEERING = """
                                             gst rdr stf stx mgr mgx lia twn twx cty ctx prf aud apr rev dis exp yng clo

# signing up is a rider's own: staff have no part in it, and of others' sign-ups nobody learns; a draft is no shift. Leaving
# and refusing need no age
POST   /shifts/<shift_id>/signups open    401 201 201 201 201 201 201 201 201 201 201 201 201 201 401 401 401 age clo
POST   /shifts/<shift_id>/signups full    401 201 201 201 201 201 201 201 201 201 201 201 201 201 401 401 401 age clo
POST   /shifts/<shift_id>/signups draft   401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /shifts/<shift_id>/signups absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
GET    /me/signups                   own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
POST   /signups/<signup_id>/withdrawal own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
POST   /signups/<signup_id>/withdrawal other   401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
POST   /signups/<signup_id>/withdrawal absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
POST   /signups/<signup_id>/acceptance offer   401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 age clo
POST   /signups/<signup_id>/acceptance other   401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /signups/<signup_id>/acceptance absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /signups/<signup_id>/refusal offer   401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
POST   /signups/<signup_id>/refusal other   401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
POST   /signups/<signup_id>/refusal absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
POST   /signups/<signup_id>/reconfirmation own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 age clo
POST   /signups/<signup_id>/reconfirmation other   401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /signups/<signup_id>/reconfirmation absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
"""
