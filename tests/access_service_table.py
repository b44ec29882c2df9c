"""The lines of the access table outside ``/api/v1``."""

SERVICE = """
                                             gst rdr stf stx mgr mgx lia twn twx cty ctx prf aud apr rev dis exp yng clo
GET    /                             any     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    /healthz                      any     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    /wechat/callback              any     psh psh psh psh psh psh psh psh psh psh psh psh psh psh psh psh psh psh psh
POST   /wechat/callback              any     psh psh psh psh psh psh psh psh psh psh psh psh psh psh psh psh psh psh psh
GET    /readyz                       any     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    /problems                     any     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    /problems/<slug>              own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    /problems/<slug>              absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET    /q/<scene>                    own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    /q/<scene>                    hidden  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET    /q/<scene>                    absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET    /api/openapi.json             any     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    /api/docs                     any     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    /pictures/<picture_id>        shown   200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
GET    /pictures/<picture_id>        waits   404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET    /pictures/<picture_id>        absent  404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET    /static/<filename>            own     200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
"""
