"""Who may do what with certificates, records and exports: lines of the access table (PRODUCT 5)."""

CERTIFICATES = """
                                                   gst rdr stf stx mgr mgx lia twn twx cty ctx prf aud apr rev dis exp yng clo
# one asks for one's own; by its number everybody looks it up and compares name and code, which keeps nothing
GET    /me/certificates                      own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
POST   /certificates                         own     401 201 201 201 201 201 201 201 201 201 201 201 201 201 401 401 401 age clo
POST   /certificates                         none    401 noh noh noh noh noh noh noh noh noh noh noh noh noh 401 401 401 age clo
GET    /certificates/<number>                own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 end end end 200 200
GET    /certificates/<number>                absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 end end end 404 404
POST   /certificates/<number>/match          try     200 200 200 200 200 200 200 200 200 200 200 200 200 200 end end end 200 200
POST   /certificates/<number>/match          absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 end end end 404 404
GET    /certificates/<number>/document       self    401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
GET    /certificates/<number>/document       own     401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
GET    /certificates/<number>/document       absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
# staff of the issuer alone take one back
POST   /certificates/<number>/revocation     own     401 403 200 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /certificates/<number>/revocation     absent  401 403 404 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
# one reads one's own records; staff who read hours also those of their scope; the issuer's staff write, never their own
GET    /trainings                            scope   401 403 200 200 403 403 403 200 200 403 403 403 200 200 401 401 401 403 clo
GET    /trainings                            own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
POST   /trainings                            own     401 403 201 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /trainings                            self    401 403 slr 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
GET    /commendations                        scope   401 403 200 200 403 403 403 200 200 403 403 403 200 200 401 401 401 403 clo
GET    /commendations                        own     401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
POST   /commendations                        own     401 403 201 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /commendations                        self    401 403 slr 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
# whoever took part says how it was
PUT    /shifts/<shift_id>/evaluation         self    401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 age clo
PUT    /shifts/<shift_id>/evaluation         other   401 nap nap nap nap nap nap nap nap nap nap nap nap nap 401 401 401 age clo
PUT    /shifts/<shift_id>/evaluation         absent  401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
# a period without hours: looking writes nothing down
GET    /exports/hours                        old     401 403 200 200 403 403 403 200 200 403 403 403 200 200 401 401 401 403 clo
GET    /exports/hours                        old-xl  401 403 200 200 403 403 403 200 200 403 403 403 200 200 401 401 401 403 clo
"""

PAGES = """
                                             gst rdr stf stx mgr mgx lia twn twx cty ctx prf aud apr rev dis exp yng clo
GET    /c/<number>                   own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   /c/<number>                   try     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST   /c/<number>                   absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET    /c/<number>                   absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
"""
