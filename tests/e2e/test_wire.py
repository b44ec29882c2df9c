"""What every journey is held to on the wire, and that the watch itself would notice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Error

from tests.e2e.phone import Phones
from tests.e2e.service import Service


@pytest.fixture
def loose(service: Service, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Phones:
    """Phones whose complaints the test reads itself."""
    return Phones(service.url, chromium, tmp_path_factory.mktemp("shots"))


def test_opening_the_app_asks_nobody_but_the_service(loose: Phones):
    phone = loose.new(position="allowed")
    phone.open()
    phone.until_settled()
    assert loose.complaints() == []
    assert phone.sent("GET", "/stations")
    assert 1 <= phone.most_at_once <= 6
    loose.close()


def test_negative_control_a_request_elsewhere_fails_the_run(loose: Phones):
    phone = loose.new()
    phone.open()
    phone.page.evaluate("window.open('http://elsewhere.example/')")
    phone.until_settled()
    assert any("asked http://elsewhere.example/" in fault for fault in loose.complaints())
    loose.close()


def test_negative_control_what_the_policy_of_the_pages_stops_fails_the_run_too(loose: Phones):
    phone = loose.new()
    phone.open()
    with pytest.raises(Error):
        phone.page.evaluate("fetch('http://elsewhere.example/', { mode: 'no-cors' })")
    phone.until_settled()
    assert any("elsewhere.example" in fault and "Content Security Policy" in fault for fault in loose.complaints())
    loose.close()


def test_negative_control_a_point_finer_than_100_m_in_an_address_fails_the_run(loose: Phones):
    phone = loose.new()
    phone.open()
    for point in ("lat=44.904&lng=82.071", "lat=44.904&lng=82.0712"):
        phone.page.evaluate("query => fetch(`/api/v1/stations?${query}`).then(() => null)", point)
    assert loose.complaints() == [f"{phone.person}: asked /stations?lat=44.904&lng=82.0712"]
    loose.close()


def test_negative_control_a_point_that_the_phone_keeps_or_says_fails_the_run(loose: Phones):
    phone = loose.new()
    lat, lng = phone.ways.at
    phone.open()
    phone.page.evaluate("point => localStorage.setItem('rough', point)", f"{lat:.3f},{lng:.3f}")
    assert loose.complaints() == []
    file = "wx.getFileSystemManager().writeFile({ filePath: wx.env.USER_DATA_PATH + '/x', data: point })"
    for plant in (
        "localStorage.setItem('kept', point)",
        "sessionStorage.setItem('passing', point)",
        file,
        "caches.open('cache').then(held => held.put(`/x?at=${point}`, new Response('')))",
        "console.log(point)",
    ):
        phone.page.evaluate(f"async point => {{ await {plant} }}", f'{{"lat":{lat:.4f},"lng":{lng:.5f}}}')
    phone.leave()
    found = " ".join(loose.complaints())
    for where in ("kept", "passing", f"phone:{phone.person} wxfile://usr/x", "cache", "says its point"):
        assert where in found, found
    assert "rough" not in found
    loose.close()


def test_negative_control_a_seventh_request_at_once_fails_the_run(loose: Phones):
    phone = loose.new()
    phone.open()
    phone.page.evaluate("Promise.all(Array.from({ length: 7 }, () => fetch('/api/v1/client-config'))).then(() => null)")
    assert loose.complaints() == [f"{phone.person}: 7 requests at once"]
    loose.close()


def test_negative_control_what_a_page_throws_fails_the_run(loose: Phones):
    phone = loose.new()
    phone.open()
    phone.page.evaluate("setTimeout(() => { throw new Error('planted') })")
    phone.until_settled()
    assert any("planted" in fault for fault in loose.complaints())
    loose.close()


def test_an_answer_lost_on_the_way_was_committed_all_the_same(loose: Phones):
    phone = loose.new()
    phone.open()
    lost = phone.lose_answers("/client-config")
    with pytest.raises(Error):
        phone.page.evaluate("fetch('/api/v1/client-config')")
    assert lost.count == 1
    assert phone.page.evaluate("fetch('/api/v1/client-config').then(answer => answer.status)") == 200
    loose.close()


def test_the_house_and_its_answers_follow_the_clock_that_is_moved(service: Service, loose: Phones):
    phone = loose.new()
    phone.open()
    service.move_clock(hours=72)
    headers = phone.page.evaluate("fetch('/api/v1/client-config').then(answer => answer.headers.get('date'))")
    ahead = phone.page.evaluate("date => Date.parse(date) - Date.now()", headers)
    service.move_clock()
    assert abs(ahead - 72 * 3_600_000) < 60_000
    phone.set_clock(hours=-2)
    assert abs(phone.page.evaluate("date => Date.parse(date) - Date.now()", headers) - 74 * 3_600_000) < 60_000
    loose.close()
