"""The whole list of the county bundles on a phone: its order under flings, and what becomes of a broken file."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e import lists
from tests.e2e.phone import Phone, Phones
from tests.e2e.service import Service

BOLE = (44.904, 82.071)
MOST_ROWS = 200
FILE = "wxfile://usr/bundle-652701.json"

# Changes what the phone's disk holds under a path: `damaged`, or of a day `older` than any.
ON_DISK = """
async ([person, path, how]) => {
  const damaged = text => text.slice(0, 5000)
  const older = text => JSON.stringify({ ...JSON.parse(text), generated_at: '2020-01-01T00:00:00+08:00' })
  const opened = indexedDB.open('phone:' + person)
  await new Promise(go => { opened.onsuccess = go })
  const files = opened.result.transaction('files', 'readwrite').objectStore('files')
  const got = files.get(path)
  await new Promise(go => { got.onsuccess = go })
  const put = files.put(how === 'older' ? older(got.result) : damaged(got.result), path)
  await new Promise(go => { put.onsuccess = go })
  opened.result.close()
}
"""

CUT_WRITES = """
(() => {
  const put = IDBObjectStore.prototype.put
  IDBObjectStore.prototype.put = function (value, key) {
    if (!String(key).endsWith('.part')) return put.call(this, value, key)
    put.call(this, value.slice(0, value.length / 2), key)
    throw new Error('the phone went off while writing')
  }
})()
"""


def looks_right(phone: Phone, order: list[str]) -> dict[str, Any]:
    """The row in the middle is the one that order predicts, and few rows are in the page."""
    seen: dict[str, Any] = phone.page.evaluate(lists.MIDDLE)
    assert seen["rows"] <= MOST_ROWS
    assert seen["code"] == order[seen["index"]], seen
    return seen


def test_every_listed_station_in_its_order_under_flings(
    service: Service, phones: Phones, size: tuple[int, int]
) -> None:
    rows = lists.listed(service)
    order = [row["code"] for row in lists.nearest_first(rows, BOLE)]
    assert len(order) == 580
    rider = phones.new(size=size, position="allowed", at=BOLE)
    rider.open()
    rider.until("全部 580 家")
    rider.until_settled()
    seen = 0
    for _ in range(60):
        lists.fling(rider)
        rider.page.wait_for_function(f"() => ({lists.MIDDLE})().code")
        before, seen = seen, looks_right(rider, order)["index"]
        rider.page.evaluate(lists.STILL)
        looks_right(rider, order)
        if seen == before and seen > 560:
            break
    negative_control_another_order_and_too_many_rows(rider, order)
    rider.shot("list-end")
    assert seen > 560
    assert rider.lines(".row-name")[-1] == next(row["name"] for row in rows if row["code"] == order[-1])


ANOTHER_200_ROWS = """
() => {
  const slot = document.querySelector('.page:not([hidden]) [class*="--slot"]')
  const copies = Array.from({ length: 200 }, () => slot.cloneNode(true))
  slot.parentElement.append(...copies)
  window.__copies = copies
}
"""


def negative_control_another_order_and_too_many_rows(phone: Phone, order: list[str]) -> None:
    with pytest.raises(AssertionError):
        looks_right(phone, order[::-1])
    phone.page.evaluate(ANOTHER_200_ROWS)
    with pytest.raises(AssertionError):
        looks_right(phone, order)
    phone.page.evaluate("() => window.__copies.forEach(copy => copy.remove())")
    looks_right(phone, order)


def started_once(phones: Phones) -> Phone:
    rider = phones.new(position="allowed", at=BOLE)
    rider.open()
    rider.until("全部 580 家")
    rider.until_settled()
    return rider


def asked_again(rider: Phone) -> tuple[int | None, bool]:
    """Status of the last call for the county's bundle, and whether it named what the phone has."""
    last = rider.sent("GET", "/bundles/652701")[-1]
    return last.status, "if-none-match" in last.headers


def test_a_whole_file_is_only_asked_about_a_damaged_and_an_older_one_are_fetched_again(
    service: Service, phones: Phones
) -> None:
    rider = started_once(phones)
    assert asked_again(rider) == (200, False)
    rider.restart()
    rider.until_settled()
    assert asked_again(rider) == (304, True)
    for change in ("damaged", "older"):
        rider.page.evaluate(ON_DISK, [rider.person, FILE, change])
        rider.restart()
        rider.until("全部 580 家")
        rider.until_settled()
        assert asked_again(rider) == (200, False), change


def test_a_write_cut_in_the_middle_leaves_the_old_file(service: Service, phones: Phones) -> None:
    rider = started_once(phones)
    kept = rider.kept("bundle-652701")
    rider.context.add_init_script(CUT_WRITES)
    status, _ = service.call("PUT", "/stations/YQ0001/amenities/heating", {"status": "limited"}, person="manager")
    assert status == 200
    rider.restart()
    rider.until("全部 580 家")
    rider.pull()
    rider.until_settled()
    assert rider.kept("bundle-652701") == kept
    lost = rider.lose_requests("/")
    rider.restart()
    rider.until("全部 580 家")
    rider.until("离线")
    assert lost.count > 0
