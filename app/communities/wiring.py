"""The top room of communities: what the factory calls."""

from __future__ import annotations

from flask import Flask

from app.accounts import service as accounts
from app.areas import service as areas
from app.communities import (
    announcement_views,
    checks,
    following,
    leaving,
    member_views,
    memberships,
    personal,
    role_rules,
    role_views,
    roles,
    rules,
)
from app.communities.room import room
from app.core import duties, events
from app.core.db import name_constraint
from app.core.problems import StaleVersion

ROLES_EVERY_S = 60.0
FOLLOW_EVERY_S = 60.0
OLD_EVERY_S = 3600.0
VIEWS = (member_views, announcement_views, role_views)


def wire(app: Flask) -> None:
    """Add the feature to the application."""
    app.extensions["yiqi.document"].register_blueprint(room)
    personal.wire(app)
    events.on(app, areas.areas_changed, following.follow)
    events.on(app, accounts.consent_withdrawn, leaving.consent_withdrawn)
    events.on(app, accounts.deletion_previewed, leaving.previewed)
    duties.sweep(app, "volunteer-roles", ROLES_EVERY_S, roles.end_due)
    duties.sweep(app, "merged-communities", FOLLOW_EVERY_S, following.follow)
    duties.sweep(app, "memberships-old", OLD_EVERY_S, memberships.forget_left)
    duties.invariant(app, "at-most-three-communities", checks.at_most_three)
    duties.invariant(app, "volunteer-roles-of-members", checks.roles_of_members)
    duties.invariant(app, "no-volunteer-role-past-its-end", checks.no_role_past_its_end)
    duties.invariant(app, "communities-follow-mergers", checks.nothing_left_behind)
    name_constraint("uq_memberships_active", rules.ReportedInTwice)
    name_constraint("uq_volunteer_roles_open", role_rules.RoleOfferedTwice)
    name_constraint("pk_welcome_cards", StaleVersion)
