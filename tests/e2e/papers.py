"""Papers that a tap opens: downloaded with the bearer header, handed to a tab of their own."""

from __future__ import annotations

from playwright.sync_api import Route

from tests.e2e.phone import PATIENCE_S, Phone

KEPT = """() => {
  const again = Boolean(window.__papers)
  window.__papers = []
  if (again) return
  const open = window.open, made = URL.createObjectURL
  URL.createObjectURL = (paper) => {
    const address = made.call(URL, paper)
    window.__papers.push({ address, kind: paper.type, size: paper.size, opened: false })
    return address
  }
  window.open = (address, ...more) => {
    for (const one of window.__papers) if (one.address === address) one.opened = true
    return open.call(window, address, ...more)
  }
}"""


def opened(phone: Phone, button: str, path: str) -> bytes:
    """The PDF that this tap fetches from ``path`` and opens in a tab. A browser without windows shows no tab for it."""
    came: list[bytes] = []

    def listen(route: Route) -> None:
        assert route.request.headers["authorization"].startswith("Bearer ")
        answer = route.fetch()
        assert answer.headers["content-type"] == "application/pdf"
        came.append(answer.body())
        route.fulfill(response=answer)

    phone.context.route(path, listen, times=1)
    phone.page.evaluate(KEPT)
    others = set(phone.context.pages)
    phone.tap(button)
    phone.page.wait_for_function("() => window.__papers.some(({ opened }) => opened)", timeout=PATIENCE_S * 1000)
    (paper,) = phone.page.evaluate("window.__papers")
    assert paper["address"].startswith("blob:")
    assert (paper["kind"], paper["size"]) == ("application/pdf", len(came[0]))
    for tab in set(phone.context.pages) - others:
        tab.close()
    return came[0]
