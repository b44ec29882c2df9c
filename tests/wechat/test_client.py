"""The subclass of wechatpy: pictures, uploads, inherited calls, and where it may be imported and built."""

from __future__ import annotations

import ast
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from app.core.settings import FAKE_APPID, FAKE_SECRET
from app.core.store import MemoryStore
from app.wechat.answers import image_type, json_object, rid_of
from app.wechat.client import Image, MiniProgramClient
from app.wechat.fake import FakePlatform, Serving
from app.wechat.fake.png import png_of_matrix, text_of_png
from app.wechat.rules import CODE_IMAGE, IMAGE_CHECK, STABLE_TOKEN, CallFailed

ROOT = Path(__file__).parents[2]
SCENE = {"scene": "P.1A2B3C4D5E6F7G8H9J0K1M2N"}
PICTURE = bytes(range(256)) * 40


@pytest.fixture
def client(serving: Serving) -> Iterator[MiniProgramClient]:
    made = MiniProgramClient(FAKE_APPID, FAKE_SECRET, base=serving.url, store=MemoryStore())
    yield made
    made.close()


def upload(client: MiniProgramClient, content: object = PICTURE) -> object:
    return client.post("wxa/img_sec_check", files={"media": ("a.png", content, "image/png")})


def test_w11_html_instead_of_an_image_is_a_failure_and_not_a_picture(
    client: MiniProgramClient, order: Callable[..., None]
) -> None:
    order(path=CODE_IMAGE, kind="html")
    with pytest.raises(CallFailed) as caught:
        client.post_for_image(CODE_IMAGE, SCENE)
    assert (caught.value.cause, caught.value.errcode) == ("NotAnImage", None)


def test_w11_an_image_is_known_by_its_signature_and_not_by_its_content_type(client: MiniProgramClient) -> None:
    picture = client.post_for_image(CODE_IMAGE, SCENE)  # the platform says image/jpeg
    assert picture.media_type == "image/png"
    assert text_of_png(picture.data, "scene") == SCENE["scene"]


def test_w11_a_json_error_instead_of_an_image_keeps_its_errcode(client: MiniProgramClient) -> None:
    with pytest.raises(CallFailed) as caught:
        client.post_for_image(CODE_IMAGE, {"scene": "不可以"})
    assert caught.value.errcode == 40129


def test_w11_a_refused_token_is_renewed_for_images_too(client: MiniProgramClient, platform: FakePlatform) -> None:
    client.post_for_image(CODE_IMAGE, SCENE)
    platform.tokens.expire()
    assert isinstance(client.post_for_image(CODE_IMAGE, SCENE), Image)
    assert platform.state()["calls"] == {STABLE_TOKEN: 2, CODE_IMAGE: 3}


def test_w12_an_upload_repeated_after_42001_sends_the_same_bytes(
    client: MiniProgramClient, platform: FakePlatform
) -> None:
    client.access_token  # noqa: B018 - warms the token
    platform.tokens.expire()
    assert upload(client) == {"errcode": 0, "errmsg": "ok"}
    sent = [entry for entry in platform.state(10)["log"] if entry["path"] == IMAGE_CHECK]
    assert [entry["errcode"] for entry in sent] == [42001, 0]
    assert sent[0]["bytes"] == sent[1]["bytes"] > len(PICTURE)


def test_w12_file_objects_are_refused_because_a_repeat_would_be_empty(
    client: MiniProgramClient, platform: FakePlatform
) -> None:
    with pytest.raises(TypeError, match="bytes"):
        upload(client, io.BytesIO(PICTURE))
    assert platform.state()["calls"] == {}


def test_inherited_calls_go_to_the_one_base_url_with_a_token(client: MiniProgramClient, platform: FakePlatform) -> None:
    assert client.wxa.check_text_security("你好") == {"errcode": 0, "errmsg": "ok"}
    with pytest.raises(CallFailed) as caught:
        client.get("wxa/nowhere")
    assert caught.value.errcode == 40066
    assert platform.state(5)["log"][-1]["query"] == ["access_token"]


@pytest.mark.parametrize("address", ["https://evil.example/wxa/x", "http://api.weixin.qq.com/wxa/x"])
def test_a_call_takes_an_endpoint_and_never_an_address(client: MiniProgramClient, address: str) -> None:
    with pytest.raises(ValueError, match="endpoint"):
        client.get(address)


def test_api_classes_that_bring_a_host_of_their_own_are_refused(client: MiniProgramClient) -> None:
    with pytest.raises(ValueError, match="endpoint"):
        client.card.create({})


def test_fetch_access_token_asks_only_when_there_is_no_usable_token(
    client: MiniProgramClient, platform: FakePlatform
) -> None:
    first = client.fetch_access_token()
    assert client.fetch_access_token() == first == {"access_token": client.access_token}
    assert platform.state()["calls"] == {STABLE_TOKEN: 1}


@pytest.mark.parametrize(
    "answer",
    ['{"expires_in": 7200}', '{"access_token": "", "expires_in": 7200}', '{"access_token": 5, "expires_in": 7200}',
     '{"access_token": "a"}', '{"access_token": "a", "expires_in": 0}', '{"access_token": "a", "expires_in": true}',
     '{"access_token": "%s", "expires_in": 7200}' % ("a" * 513)],
)  # fmt: skip
def test_a_token_answer_of_the_wrong_shape_is_no_token(
    client: MiniProgramClient, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(client._transport, "send", lambda request, deadline: answer.encode())
    with pytest.raises(CallFailed) as caught:
        client.fetch_access_token()
    assert (caught.value.endpoint, caught.value.errcode) == (STABLE_TOKEN, None)


def test_a_token_of_512_characters_is_taken(client: MiniProgramClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = f'{{"access_token": "{"a" * 512}", "expires_in": 7200}}'
    monkeypatch.setattr(client._transport, "send", lambda request, deadline: answer.encode())
    assert client.access_token == "a" * 512


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b'{"nickname": "a\x01b"}', {"nickname": "a\x01b"}),  # the platform sends control characters
        (b"", None),
        (b"[]", None),
        (b"null", None),
        (b'{"a": ', None),
        (b"<html>", None),
        (b"\xff\xfe{}", None),
        (b"[" * 500_000, None),
        (b'{"a":' * 100_000, None),
    ],
)
def test_only_a_json_object_is_an_answer(raw: bytes, found: object) -> None:
    assert json_object(raw) == found


@pytest.mark.parametrize("errcode", ['"40029"', "40029"])
def test_an_errcode_may_be_text_or_a_number(
    client: MiniProgramClient, monkeypatch: pytest.MonkeyPatch, errcode: str
) -> None:
    monkeypatch.setattr(client._transport, "send", lambda request, deadline: f'{{"errcode": {errcode}}}'.encode())
    with pytest.raises(CallFailed) as caught:
        client.wxa.code_to_session("rider.1")
    assert caught.value.errcode == 40029


@pytest.mark.parametrize("errcode", ["null", "[]", '"x"', "{}"])
def test_an_errcode_nobody_can_read_is_not_a_success(
    client: MiniProgramClient, monkeypatch: pytest.MonkeyPatch, errcode: str
) -> None:
    monkeypatch.setattr(client._transport, "send", lambda request, deadline: f'{{"errcode": {errcode}}}'.encode())
    with pytest.raises(CallFailed) as caught:
        client.wxa.code_to_session("rider.1")
    assert caught.value.cause == "ErrcodeUnreadable"


def test_signatures_and_request_ids_are_read() -> None:
    assert image_type(png_of_matrix([bytes(1)], 280, "scene", "a")) == "image/png"
    assert image_type(b"\xff\xd8\xff\xe0 jpeg") == "image/jpeg"
    assert image_type(b"GIF89a") is None
    assert rid_of({"errmsg": "invalid code, rid: 60f1-0a-3c"}) == "60f1-0a-3c"
    assert rid_of({"errmsg": "no id here"}) is None


def importers_of(name: str, folder: Path) -> set[str]:
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            if any(found_name.split(".")[0] == name for found_name in names):
                found.add(path.relative_to(folder).as_posix())
    return found


def test_w22_only_app_wechat_imports_wechatpy() -> None:
    importers = importers_of("wechatpy", ROOT / "app")
    assert importers == {"wechat/client.py", "wechat/callback.py", "wechat/doctor.py"}
    assert importers_of("requests", ROOT / "app") == set()


def test_w22_the_search_would_find_an_importer_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def late():\n    from wechatpy.client import WeChatClient\n")
    (tmp_path / "b.py").write_text("import wechatpy.crypto as crypto\n")
    (tmp_path / "c.py").write_text("from .wechatpy import x\n")
    assert importers_of("wechatpy", tmp_path) == {"a.py", "b.py"}


def test_w22_business_code_does_not_know_the_fake_platform() -> None:
    knowing = {
        path.relative_to(ROOT / "app").as_posix()
        for path in (ROOT / "app").rglob("*.py")
        if path.parent.name != "fake" and "wechat.fake" in path.read_text("utf-8")
    }
    # the command that runs it, and the sample users of `make run`
    assert knowing - {"accounts/demo.py"} == {"wechat/wiring.py"}


BUILD = """
import sys
from app.core.store import MemoryStore
from app.wechat.client import MiniProgramClient
client = MiniProgramClient("wx", "s", base="https://api.weixin.qq.com", store=MemoryStore(), production=True)
assert type(client.wxa).__name__ == "Wxa" and client.wxa._client is client
client.close()
print("built on", sys.version.split()[0])
"""


def pythons() -> list[Path]:
    """Every Python from 3.11 on of this machine: on the path, of pyenv and uv, of virtual environments named so."""
    names = [f"python3.{minor}" for minor in range(11, 20)]
    homes = [Path.home() / ".pyenv/versions", Path.home() / ".local/share/uv/python"]
    folders = [Path(word) for word in os.environ.get("PATH", "").split(os.pathsep) if word]
    folders += [Path("/usr/bin"), Path("/usr/local/bin")]
    folders += [version / "bin" for home in homes if home.is_dir() for version in home.iterdir()]
    extra = [Path(word) for word in os.environ.get("YIQI_PYTHONS", "").split(os.pathsep) if word]
    found = {folder / name for folder in folders for name in names if (folder / name).exists()}
    return [Path(sys.executable), *extra, *sorted(found - {Path(sys.executable)})]


@pytest.mark.slow
def test_w23_the_subclass_builds_without_a_warning_on_every_python_that_has_the_dependencies(
    capsys: pytest.CaptureFixture[str],
) -> None:
    built, without = [], []
    for python in pythons():
        probe = [str(python), "-c", "import wechatpy, flask, urllib3, redis, prometheus_client, cryptography"]
        if subprocess.run(probe, capture_output=True, check=False).returncode != 0:
            without.append(str(python))
            continue
        command = [str(python), "-W", "error", "-c", BUILD]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{python}: {done.stderr[-2000:]}"
        built.append(done.stdout.strip())
    with capsys.disabled():
        click.echo(f"\nW23 {'; '.join(built)}; without the dependencies: {', '.join(without) or 'none'}")
    assert built
