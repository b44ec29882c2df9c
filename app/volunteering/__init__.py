"""Volunteering: teams, shifts and their series, sign-ups with waiting lists, attendance. Source: PRODUCT 4.7."""
