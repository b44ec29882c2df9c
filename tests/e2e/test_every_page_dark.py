"""In the dark: what WeChat draws around a page follows ``theme.json``, pages hear of it, codes stay black on white."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.e2e.phone import Phone, Phones
from tests.e2e.presence_stage import sign_in
from tests.e2e.service import Service
from tests.support.front_end import FRONT_END

THEME = json.loads((FRONT_END / "src" / "theme.json").read_text(encoding="utf-8"))
APP = json.loads((FRONT_END / "src" / "app.json").read_text(encoding="utf-8"))
AROUND = """
() => {
  const colour = id => getComputedStyle(document.getElementById(id)).backgroundColor
  const page = document.querySelector('.page:not([hidden]) wx-page')
  return {
    bar: colour('bar'),
    barText: getComputedStyle(document.querySelector('#bar h1')).color,
    ground: colour('pages'),
    page: getComputedStyle(page).backgroundColor,
    tabs: document.getElementById('tabs').hidden ? null : colour('tabs'),
    icons: [...document.querySelectorAll('#tabs img')].map(icon => icon.getAttribute('src')),
  }
}
"""
HEAR = "() => { window.__told = []; wx.onThemeChange(({ theme }) => window.__told.push(theme)) }"
TOLD = "() => window.__told"
PANEL = "name => [...document.querySelectorAll('#panel button')].find(button => button.textContent === name).click()"
CANVAS = """
() => {
  const canvas = document.querySelector('.page:not([hidden]) canvas')
  const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  const colours = {}
  for (let at = 0; at < data.length; at += 4) {
    const colour = data.slice(at, at + 3).join()
    colours[colour] = (colours[colour] ?? 0) + 1
  }
  const paper = getComputedStyle(canvas.closest('[class*="--paper"]')).backgroundColor
  return { colours, paper, share: (colours['0,0,0'] ?? 0) / (width * height) }
}
"""


def rgb(colour: str) -> str:
    """``#f3f4f0`` as the browser says it."""
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


@pytest.fixture
def phone(service: Service, phones: Phones) -> Iterator[Phone]:
    """Follows the system, which is light."""
    phone = phones("rider", position="allowed", theme="system")
    phone.open()
    phone.until_settled()
    yield phone


def of_theme(value: str, theme: str) -> str:
    """``@name`` of app.json is looked up in theme.json."""
    return str(THEME[theme][value[1:]]) if value.startswith("@") else value


def around(phone: Phone, theme: str) -> None:
    """All that WeChat draws, and the page's own ground, is of this theme."""
    window, tabs, seen = APP["window"], APP["tabBar"], phone.page.evaluate(AROUND)
    assert seen["bar"] == rgb(of_theme(window["navigationBarBackgroundColor"], theme))
    white = of_theme(window["navigationBarTextStyle"], theme) == "white"
    assert seen["barText"] == ("rgb(255, 255, 255)" if white else "rgb(0, 0, 0)")
    assert seen["ground"] == seen["page"] == rgb(of_theme(window["backgroundColor"], theme))
    if seen["tabs"] is not None:
        assert seen["tabs"] == rgb(of_theme(tabs["backgroundColor"], theme))
        for icon, tab in zip(seen["icons"], tabs["list"], strict=True):
            both = {of_theme(tab[kind], theme) for kind in ("iconPath", "selectedIconPath")}
            assert icon.lstrip("/") in both


def test_bar_ground_and_tabs_follow_the_system_and_pages_hear_of_it(phone: Phone):
    around(phone, "light")
    phone.page.evaluate(HEAR)
    phone.page.emulate_media(color_scheme="dark")
    phone.until_settled()
    around(phone, "dark")
    assert phone.page.evaluate(TOLD) == ["dark"]
    phone.tab("志愿")
    around(phone, "dark")
    phone.page.emulate_media(color_scheme="light")
    phone.until_settled()
    around(phone, "light")
    assert phone.page.evaluate(TOLD) == ["dark", "light"]


def test_they_follow_the_switch_beside_the_phone_too(phone: Phone):
    phone.page.evaluate(HEAR)
    phone.page.evaluate(PANEL, "深色")
    around(phone, "dark")
    assert phone.page.evaluate(TOLD) == ["dark"]
    phone.page.evaluate(PANEL, "浅色")
    around(phone, "light")
    assert phone.page.evaluate(TOLD) == ["dark", "light"]


def test_a_code_is_black_on_white_in_the_dark_too(phone: Phone):
    sign_in(phone)
    phone.page.emulate_media(color_scheme="dark")
    phone.tap("我的会员码")
    phone.until("给带队或工作人员扫")
    phone.until_settled()
    around(phone, "dark")
    seen = phone.page.evaluate(CANVAS)
    assert set(seen["colours"]) == {"0,0,0", "255,255,255"}
    assert seen["paper"] == "rgb(255, 255, 255)"
    assert 0.2 < seen["share"] < 0.7
    # a negative control: in the theme's colours it would be seen
    phone.page.evaluate(
        """() => {
          const canvas = document.querySelector('.page:not([hidden]) canvas')
          const pen = canvas.getContext('2d')
          pen.globalCompositeOperation = 'difference'
          pen.fillStyle = '#eef1ec'
          pen.fillRect(0, 0, canvas.width, canvas.height)
        }"""
    )
    assert set(phone.page.evaluate(CANVAS)["colours"]) != {"0,0,0", "255,255,255"}


def test_negative_control_a_bar_that_stays_light_is_seen(phone: Phone):
    phone.page.emulate_media(color_scheme="dark")
    phone.until_settled()
    phone.page.evaluate("() => { document.getElementById('bar').style.background = '#f3f4f0' }")
    with pytest.raises(AssertionError):
        around(phone, "dark")
