"""What the service must never do, looked for in its source; and a few things every answer shows (``docs/asvs.csv``)."""

from __future__ import annotations

import ast
import base64
import logging
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken
from flask import Flask

from app.accounts import rules, sessions
from app.core import sealing
from app.core.logs import REQUEST_FACTS, redact
from app.core.settings import Settings
from app.factory import create_app
from tests.conftest import settings_for
from tests.support.blueprint import ROOT, all_imports, name_of, sources, tree

OURS = [path for path in sources("app") if "/fake/" not in name_of(path)]
STARTS = {"os.system", "os.popen", "os.execv", "os.spawnv", "eval", "exec", "compile", "__import__"}
RUNS_TEXT = {"render_template_string", "flask.render_template_string"}
DANGEROUS = {"subprocess", "pickle", "marshal", "shelve", "dill", "yaml", "ctypes", "pty"}
CRYPTOGRAPHY = {"cryptography", "hashlib", "hmac", "secrets", "itsdangerous"}
OTHER_CRYPTOGRAPHY = {"Crypto", "nacl", "jwt", "jose", "rsa", "ecdsa", "passlib", "pyaes"}
PATTERNS = {"re.compile", "re.match", "re.fullmatch", "re.search", "re.sub", "re.split", "re.findall", "re.finditer"}
TEXTS_OF_OURS = {  # files that format what is no upper-case name, and whose text it is
    "app/core/logs.py": "the formatter's own method of this name",
    "app/core/wording.py": "the sentences of the schema library, in our words",
    "app/notices/texts.py": "titles and bodies of its own table",
}
WEAK = {"random", "uuid1"}


def calls(paths: list[Path], wanted: Callable[[ast.Call], bool]) -> list[str]:
    """Where a kind of call stands."""
    found = ((path, node) for path in paths for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    return [f"{name_of(path)}:{node.lineno}" for path, node in found if wanted(node)]


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def put_together(node: ast.expr) -> bool:
    """Whether a text is made at run time of anything but constants of the module."""
    if isinstance(node, ast.JoinedStr):
        inner = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return any(not (isinstance(one, ast.Name) and one.id.isupper()) for one in inner)
    return isinstance(node, ast.BinOp | ast.Call)


def test_the_service_starts_no_program_and_runs_no_text():
    assert calls(OURS, lambda node: called(node) in STARTS | RUNS_TEXT) == []
    assert [name_of(path) for path in OURS if DANGEROUS & all_imports(path)] == []


def is_made_statement(node: ast.Call) -> bool:
    """A text made at run time and handed to the database; what SQLAlchemy builds is a call and no text."""
    name, first = called(node), node.args[0] if node.args else None
    if name in {"sa.text", "text"}:
        return first is None or put_together(first)
    if name.endswith((".execute", ".exec_driver_sql", ".scalars", ".scalar")):
        return isinstance(first, ast.JoinedStr | ast.BinOp) or (
            isinstance(first, ast.Call) and ".format" in called(first)
        )
    return False


def is_made_pattern(node: ast.Call) -> bool:
    return called(node) in PATTERNS and put_together(node.args[0])


def is_foreign_format(node: ast.Call) -> bool:
    """``value.format(...)`` of anything but a text of the module."""
    if not (isinstance(node.func, ast.Attribute) and node.func.attr in {"format", "format_map"}):
        return False
    value = node.func.value
    return not (isinstance(value, ast.Constant) or ast.unparse(value).rpartition(".")[2].lstrip("_").isupper())


def test_no_statement_is_put_together_from_text():
    """The one text with something in it is SQLite's settings, constants of ``core.db``."""
    assert {place.partition(":")[0] for place in calls(OURS, is_made_statement)} <= {"app/core/db.py"}
    assert len(calls(OURS, is_made_statement)) <= 1


def test_no_pattern_is_made_of_what_people_send():
    """Patterns and formats are texts of the module, joined of its own constants at most."""
    assert {place.partition(":")[0] for place in calls(OURS, is_made_pattern)} <= {"app/wechat/fitting.py"}
    assert {place.partition(":")[0] for place in calls(OURS, is_foreign_format)} <= set(TEXTS_OF_OURS)


@pytest.mark.parametrize(
    ("look", "source"),
    [
        (is_made_statement, 'sa.text(f"SELECT {name}")'),
        (is_made_statement, 'db.session.execute("SELECT " + name)'),
        (is_made_statement, 'connection.execute("SELECT {}".format(name))'),
        (is_made_pattern, 're.search(f"^{asked}", text)'),
        (is_made_pattern, 're.compile(asked + "$")'),
        (is_foreign_format, "row.template.format(name=name)"),
    ],
)
def test_negative_control_what_is_made_of_foreign_text_is_seen(look: Callable[[ast.Call], bool], source: str):
    node = ast.parse(source, mode="eval").body
    assert isinstance(node, ast.Call)
    assert look(node)


def test_nothing_secret_comes_from_a_weak_generator():
    assert [name_of(path) for path in OURS if WEAK & all_imports(path)] == []


def test_cryptography_comes_from_two_libraries():
    used = set().union(*(all_imports(path) for path in OURS))
    assert used & OTHER_CRYPTOGRAPHY == set()
    assert used & CRYPTOGRAPHY == CRYPTOGRAPHY


def test_no_answer_sets_a_cookie():
    assert calls(OURS, lambda node: called(node).endswith((".set_cookie", ".delete_cookie"))) == []
    imported = [node for path in OURS for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in imported if node.module == "flask" for alias in node.names}
    assert {"session", "flash"} & names == set()


def test_no_other_origin_is_ever_allowed(shared_app: Flask):
    assert [name_of(path) for path in OURS if "access-control-" in path.read_text(encoding="utf-8").lower()] == []
    answer = shared_app.test_client().get("/healthz", headers={"Origin": "https://elsewhere.example"})
    assert [name for name, _ in answer.headers if name.lower().startswith("access-control-")] == []
    assert "Set-Cookie" not in answer.headers


def test_the_service_redirects_nobody():
    assert calls(OURS, lambda node: called(node).rpartition(".")[2] == "redirect") == []


def test_no_debug_mode_can_be_switched_on():
    def is_debug(node: ast.Call) -> bool:
        return called(node) == "app.run" or any(
            word.arg == "debug" and ast.unparse(word.value) != "False" for word in node.keywords
        )

    assert calls([*OURS, ROOT / "wsgi.py", ROOT / "gunicorn.conf.py"], is_debug) == []
    units = [path.read_text(encoding="utf-8") for path in (ROOT / "deploy").rglob("*") if path.is_file()]
    assert not any("FLASK_DEBUG" in text or "--debug" in text for text in units)


def test_trace_is_refused(shared_app: Flask):
    for path in ("/healthz", "/api/v1/stations", "/api/v1/sessions"):
        answer = shared_app.test_client().open(path, method="TRACE", headers={"Authorization": "Bearer secret"})
        assert answer.status_code == 405
        assert b"secret" not in answer.data


def test_a_session_token_is_256_random_bits():
    made = {sessions._new_token() for _ in range(2_000)}
    assert len(made) == 2_000
    assert all(rules.TOKEN.fullmatch(one) for one in made), "43 characters of base64"


def test_there_is_one_way_to_sign_in(shared_app: Flask):
    makers = calls(OURS, lambda node: called(node).rpartition(".")[2] == "_new_token")
    assert {place.partition(":")[0] for place in makers} == {"app/accounts/sessions.py"}
    users = calls(OURS, lambda node: called(node) in {"sessions.sign_in", "sessions.replay"})
    assert {place.partition(":")[0] for place in users} == {"app/accounts/session_views.py"}


def test_what_is_sealed_opens_unchanged_and_for_its_purpose_only(shared_app: Flask):
    with shared_app.app_context():
        sealed = sealing.seal("phone", "86 13812345678")
        assert sealing.unseal("phone", sealed) == "86 13812345678"
        whole = base64.urlsafe_b64decode(sealed)
        for at in range(0, len(whole), 7):
            changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
            with pytest.raises(InvalidToken):
                sealing.unseal("phone", base64.urlsafe_b64encode(changed))
        with pytest.raises(InvalidToken):
            sealing.unseal("openid", sealed)


# --- the log ---


@pytest.fixture
def told() -> Iterator[list[dict[str, object]]]:
    """The facts of each request line while the test runs."""
    found: list[dict[str, object]] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(getattr(record, REQUEST_FACTS))

    log, ear = logging.getLogger("yiqi.request"), Ear()
    log.addHandler(ear)
    yield found
    log.removeHandler(ear)


def test_a_refused_call_is_a_line_in_the_log(shared_app: Flask, told: list[dict[str, object]]):
    client = shared_app.test_client()
    client.get("/api/v1/me", headers={"Authorization": "Bearer nobodys"})
    client.post("/api/v1/sessions", json={})
    client.post("/api/v1/grants", json={})
    lines = [(line["method"], line["route"], line["status"]) for line in told]
    assert lines == [
        ("GET", "/api/v1/me", 401),
        ("POST", "/api/v1/sessions", 422),
        ("POST", "/api/v1/grants", 401),
    ]
    assert all(line["request_id"] for line in told)


def test_every_secret_of_the_settings_is_known_to_the_log(tmp_path: Path):
    """Addresses lose their passwords by their form (``core/test_logs.py``), template ids are no secret."""
    kept = {field.name for field in fields(Settings) if not field.repr} - {
        "database_url",
        "redis_url",
        "wechat_templates",
    }
    made = {name: f"only-for-this-test-{name}".replace("_", "-").ljust(43, "x") for name in kept}
    made["wechat_push_aes_key"] = "onlyforthistest".ljust(43, "x")
    made["presence_keys"] = f"{'current-of-this-test'.ljust(32, 'x')},{'previous-of-this-test'.ljust(32, 'x')}"
    create_app(settings_for(f"sqlite:///{tmp_path / 'none.db'}", tmp_path, **made))
    assert len(made) == 5
    for secrets in made.values():
        for secret in secrets.split(","):
            assert redact(f"said {secret} aloud") == "said *** aloud"
