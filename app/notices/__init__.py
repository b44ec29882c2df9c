"""Telling people once, reliably, at a decent hour: inbox, message credits, the outbox. Source: PRODUCT 4.3."""
