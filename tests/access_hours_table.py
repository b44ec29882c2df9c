"""Who may do what with hours: lines of the access table, read by ``access_table``. PRODUCT 5."""

HOURS = """
                                                   gst rdr stf stx mgr mgx lia twn twx cty ctx prf aud apr rev dis exp yng clo
# one's own hours, and objections to them
GET    /me/hours                             own    401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
GET    /me/hours/issuers                     own    401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
GET    /hours/<hours_id>                     self   401 200 200 200 200 200 200 200 200 200 200 200 200 200 401 401 401 200 clo
POST   /hours/<hours_id>/objection           self   401 201 201 201 201 201 201 201 201 201 201 201 201 201 401 401 401 age clo
POST   /hours/<hours_id>/objection           done   401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
POST   /hours/<hours_id>/objection           absent 401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 age clo
# the ledger is read by staff of the issuer, the township's second approvers and the auditor (by pseudonym); nobody else
GET    /hours                                any    401 403 200 200 403 403 403 200 200 403 403 403 200 200 401 401 401 403 clo
GET    /hours/<hours_id>                     own    401 404 200 404 404 404 404 200 404 404 404 404 200 200 401 401 401 404 clo
GET    /hours/<hours_id>                     other  401 404 404 200 404 404 404 404 200 404 404 404 200 404 401 401 401 404 clo
GET    /hours/<hours_id>                     absent 401 404 404 404 404 404 404 404 404 404 404 404 404 404 401 401 401 404 clo
GET    /objections                           any    401 403 200 200 403 403 403 200 200 403 403 403 200 200 401 401 401 403 clo
# the first word is the issuer's staff's, never on one's own hours; "waits" is over a cap: the second word is another's
POST   /hours/confirmations                  own    401 403 200 404 403 403 403 403 404 403 403 403 403 403 401 401 401 age clo
POST   /hours/confirmations                  other  401 403 404 200 403 403 403 404 403 403 403 403 403 404 401 401 401 age clo
POST   /hours/confirmations                  self   401 403 slf slf 403 403 403 slf slf 403 403 403 403 slf 401 401 401 age clo
POST   /hours/confirmations                  absent 401 403 404 404 403 403 403 404 404 403 403 403 403 404 401 401 401 age clo
POST   /hours/<hours_id>/rejection           own    401 403 200 404 403 403 403 403 404 403 403 403 403 403 401 401 401 age clo
POST   /hours/<hours_id>/rejection           waits  401 403 200 404 403 403 403 200 404 403 403 403 403 200 401 401 401 age clo
POST   /hours/<hours_id>/rejection           self   401 403 slf 404 403 403 403 slf 404 403 403 403 403 slf 401 401 401 age clo
POST   /hours/<hours_id>/rejection           absent 401 403 404 404 403 403 403 404 404 403 403 403 403 404 401 401 401 age clo
POST   /hours/undo                           own    401 403 200 404 403 403 403 404 404 403 403 403 403 404 401 401 401 age clo
POST   /hours/undo                           absent 401 403 404 404 403 403 403 404 404 403 403 403 403 404 401 401 401 age clo
# what stands is put right by staff of the issuer alone; drawn hours are read again by a second approver
POST   /hours/<hours_id>/correction          done   401 403 200 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /hours/<hours_id>/correction          self   401 403 slf 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /hours/<hours_id>/correction          absent 401 403 404 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /hours/backfills                      own    401 403 201 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /hours/backfills                      other  401 403 404 201 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /hours/backfills                      self   401 403 slf 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /hours/<hours_id>/second-reading      done   401 403 403 403 403 403 403 200 404 403 403 403 403 200 401 401 401 age clo
POST   /hours/<hours_id>/second-reading      absent 401 403 403 403 403 403 403 404 404 403 403 403 403 404 401 401 401 age clo
POST   /objections/<objection_id>/answer     own    401 403 200 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
POST   /objections/<objection_id>/answer     absent 401 403 404 404 403 403 403 403 403 403 403 403 403 403 401 401 401 age clo
"""
