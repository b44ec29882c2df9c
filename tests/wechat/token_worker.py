"""One process of the token test: 8 threads that ask WeChat for a phone number at the same moment.

``python -m tests.wechat.token_worker <base> <redis url> <label> <openid>``: says ``ready``, waits for a line, says how
many threads were served. With ``warm`` as the first line it makes one call before, so that it remembers a token.
"""

from __future__ import annotations

import sys

import click

from app.core.settings import Settings
from app.core.store import RedisStore
from app.wechat.gateway import Gateway
from tests.wechat.crowd import at_once

THREADS = 8


def main(base: str, redis_url: str, label: str, openid: str) -> None:
    settings = Settings.from_env({}, app_env="test", wechat_api_base=base, wechat_bulkhead=THREADS)
    store = RedisStore(redis_url)
    gateway = Gateway(settings, store)
    store.get("connect")
    click.echo("ready")
    while (line := sys.stdin.readline().strip()) != "go":
        if line == "warm":
            gateway.phone(f"{label}-warm", openid)
            click.echo("warmed")
    outcome = at_once(THREADS, lambda n: gateway.phone(f"{label}-{n}", openid))
    click.echo(f"{len(outcome.results)} {outcome.failures}")


if __name__ == "__main__":
    main(*sys.argv[1:])
