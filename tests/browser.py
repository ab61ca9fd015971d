"""A real Chromium for tests: opening pages, axe, and what may not go wrong on any page."""

from __future__ import annotations

import shutil
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser, CDPSession, Page, ViewportSize, sync_playwright

AXE = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"
# An address of the site that the product does not have: the debugger answers in its place.
AXE_ADDRESS = "/static/axe.min.js"
KEEP = {
    "Content-Type": "text/javascript; charset=utf-8",
    "Cache-Control": "public, max-age=86400",
}
LOAD_AXE = """address => new Promise((loaded, refused) => {
    const script = document.createElement("script");
    script.onload = () => { script.remove(); loaded() };
    script.onerror = () => refused(new Error(address));
    script.src = address;
    document.head.append(script);
})"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Every rule is asked; of those that hold, axe need not describe every place. Style sheets
# need not be fetched again: no rule of these reads them (only one still on trial does).
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}
# Told in the page: the whole answer, read over the wire, costs a quarter of the asking.
FAULTS = """options => axe.run(document, options).then((found) =>
    found.violations.flatMap((fault) =>
        fault.nodes.map((node) => `${fault.id}: ${JSON.stringify(node.target)}`)))"""
_debuggers: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()
# Each page runs a script once, and mostly axe: making it faster first costs more than it
# saves. What was read of a script is kept for the next page.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--js-flags=--no-opt,--no-maglev,--no-flush-bytecode",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
# What can be pressed and is lower than 44 px; links in running text aside.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "button, summary, select, .button, nav a, input:not([type=hidden])")]
  .filter((e) => e.getClientRects().length && !e.matches(".abbr, .skip-link, .visually-hidden"))
  .map((e) => e.closest("label") ?? e)
  .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
  .filter(([, height]) => height < 43.5)"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # The shell is the same Chromium without a window's machinery: a tenth less work.
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert chromium, "Chromium がありません（Debian: apt-get install chromium）。"
    with sync_playwright() as playwright:
        chromium_browser = playwright.chromium.launch(
            executable_path=chromium, args=ARGUMENTS
        )
        yield chromium_browser
        chromium_browser.close()


@contextmanager
def opened(browser: Browser, address: str, size: Any, **cookies: str) -> Iterator[Page]:
    """A page; at its end no script has failed and our policy has refused nothing."""
    context = browser.new_context(viewport=size, base_url=address)
    for name, value in cookies.items():
        context.add_cookies([{"name": name, "value": value, "url": address}])
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text))
    yield page
    expected = (
        "Failed to load resource: the server responded",  # our own 404 and 422
        "Clear-Site-Data header",  # what the logout asks for
    )
    unexpected = [fault for fault in faults if not fault.startswith(expected)]
    assert unexpected == [], unexpected
    context.close()


def violations(page: Page) -> list[str]:
    """What axe finds, asked as a script of the site itself: our policy lets nothing else in.

    The browser keeps the script from page to page, read and ready. One debugger stays with
    a page: a second one costs, and letting one go takes the page's virtual passkey with it.
    """
    page.wait_for_load_state()  # a link may just have been pressed
    page.evaluate("scrollTo(0, 0)")
    if page not in _debuggers:
        _debuggers[page] = _answering_for_axe(page)
    page.evaluate(LOAD_AXE, AXE_ADDRESS)
    found: list[str] = page.evaluate(FAULTS, OPTIONS)
    return found


def _answering_for_axe(page: Page) -> CDPSession:
    debugger = page.context.new_cdp_session(page)

    def answer(asked: dict[str, Any]) -> None:
        debugger.send("Fetch.fulfillRequest", {
            "requestId": asked["requestId"],
            "responseCode": 200,
            "responseHeaders": [{"name": k, "value": v} for k, v in KEEP.items()],
            "body": b64encode(AXE.read_bytes()).decode(),
        })  # fmt: skip

    debugger.on("Fetch.requestPaused", answer)
    debugger.send("Fetch.enable", {"patterns": [{"urlPattern": f"*{AXE_ADDRESS}"}]})
    return debugger
