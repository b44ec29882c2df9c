"""Words for the tests of certificates: confirmed hours, asking for a paper, and reading what it says."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import zxingcpp
from PIL import Image
from pypdf import PdfReader

from app.core.db import transaction
from app.hours import certificates
from app.hours.certificates import Asked
from tests.hours import hours_words as words
from tests.hours.desk_words import API, confirm, row
from tests.hours.hours_words import TOWN, office, proposed
from tests.support.people import Headers

NAME = "阿依努尔·买买提"
PERIOD: dict[str, Any] = {"period_from": "2025-11-01", "period_to": "2025-11-30"}


def confirmed(client: Any, staff: Headers, user: str = "rider", minutes: int = 60, **shift: Any) -> int:
    """Confirmed hours; the chain's id. The issuer is the office of the shift's area."""
    chain = proposed(user, minutes, **({"area_code": TOWN} | shift))
    answer = confirm(client, staff, row(chain))
    assert answer.json["items"][0]["status"] == 200, answer.json
    return chain


def ask(client: Any, headers: Headers, name: str = NAME, area: str = TOWN, **more: Any) -> Any:
    body = PERIOD | {"name_on_paper": name} | more
    if "issuer" not in body:
        body["issuer"] = office(area)
    return client.post(f"{API}/certificates", json=body, headers=headers)


def issued(user: str = "rider") -> str:
    """The number of a certificate, made by the services alone and committed."""
    chain = proposed(user, area_code=TOWN)
    words.confirm(chain)
    account_id, _ = words.account_of(user)
    asked = Asked(office(TOWN), date(2025, 11, 1), date(2025, 11, 30), NAME)
    with transaction():
        return certificates.issue(account_id, asked).number


def document(client: Any, headers: Headers, number: str) -> Any:
    return client.get(f"{API}/certificates/{number}/document", headers=headers)


def look(client: Any, number: str) -> Any:
    return client.get(f"{API}/certificates/{number}")


def match(client: Any, number: str, name: str, code: str) -> Any:
    return client.post(f"{API}/certificates/{number}/match", json={"name": name, "check_code": code})


def text_of(pdf: bytes) -> str:
    """All text of a paper without blanks and breaks."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def code_on(pdf: bytes) -> str:
    """The check code printed on a paper."""
    found = re.search(r"校验码((?:[0-9A-Z]{4}-){2}[0-9A-Z]{4})", text_of(pdf))
    assert found
    return found[1]


def qr_on(pdf: bytes) -> list[str]:
    """What the pictures of a paper say to a phone's camera."""
    pictures = [image.data for page in PdfReader(io.BytesIO(pdf)).pages for image in page.images]
    return [code.text for raw in pictures for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(raw)))]
