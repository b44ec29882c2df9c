"""Reporting in to a community (社区报到): memberships, the welcome card, news, volunteer roles."""
