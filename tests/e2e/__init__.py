"""People's taps in a browser against the whole house: gunicorn, PostgreSQL, Redis, the fake platform, the preview."""
