"""益骑 Yiqi: the house, from the roof down. Imports run downward only; rooms on one floor (|) do not see each other.

    wsgi.py -> app.factory -> app.cli, app.worker
      work        what is to be done today: only asks the floors below
      hours       the ledger of minutes, confirmation, objections, certificates
      volunteering teams, shifts and series, sign-ups, waiting lists, attendance
      checkins    presence points, printed codes, scenes, posters
      communities reporting in, welcome cards, news, volunteer roles | stations: the next line is the same floor
      stations    places, amenities, opening hours, nearby, bundles, imports
      notices     inbox, credits for WeChat messages, outbox
      accounts    identities, sessions, consents, grants, the guard behind core.access
      areas       the official division tree, organisations, holiday calendars
      wechat      the only importer of wechatpy; errcode numbers stop here
      core        db, clock, geo, settings, events, problems, web, access, paging, idempotency, audit, sealing,
                  limits, logs, metrics, pictures, papers, store; knows no feature

The order is held by import contracts in ``pyproject.toml``. This module imports nothing, on purpose: extensions live
in leaves (``core/db.py``), the factory in ``app/factory.py``.
"""
