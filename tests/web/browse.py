"""A browser over the gallery: served from a thread, seen in both lights and two widths, judged by axe."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import cache
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from tests.conftest import chromium_path

PATIENCE = 60.0  # seconds that a browser test waits for what must come: a busy machine is slow, it is not wrong
expect.set_options(timeout=PATIENCE * 1000)

ARGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128  # a browser asks for many files at once


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def gallery_server():
    """The address of the gallery, served while the block runs."""
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Server, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


@contextmanager
def chromium():
    """A Chromium that talks to nobody but the gallery."""
    with sync_playwright() as played:
        browser = played.chromium.launch(executable_path=chromium_path(), args=ARGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser, url: str, *, wide: int = 1280, dark: bool = False, script: bool = True):
    """A page in its own context, with what it said on the console kept in ``page.said``."""
    context = browser.new_context(viewport={"width": wide, "height": 900}, color_scheme="dark" if dark else "light", java_script_enabled=script, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto(url)
    try:
        yield page
    finally:
        context.close()


@cache
def axe() -> str:
    """The script of axe."""
    return Axe().axe_script


JUDGED = """() => axe
  .run(document, {resultTypes: ["violations"], runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}})
  .then(({violations}) => violations.flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.target} ${(node.failureSummary ?? "").slice(0, 200)}`)))"""


def axe_findings(page) -> list[str]:
    """Every violation of WCAG 2.0 to 2.2 A and AA and of the best practices, as rule and place."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe())
    return page.evaluate(JUDGED)


def sideways(page) -> int:
    """How many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


UNBRACKETED = r"""() => {
  const ours = (text) => /\p{L}/u.test(text.replace(/⟦[^⟧]*⟧/gu, ""));
  const found = [];
  if (ours(document.title)) found.push("title: " + document.title);
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest("script, style, textarea, [data-content], head")) continue;
    if (ours(node.data)) found.push(node.data.trim().slice(0, 80));
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], [alt], [data-h]"))
    for (const name of ["aria-label", "placeholder", "title", "alt", "data-h"])
      if (ours(element.getAttribute(name) || "")) found.push(name + ": " + element.getAttribute(name));
  return found;
}"""


def unbracketed(page) -> list[str]:
    """Every word of a page in the pseudo-language that is neither data nor out of the catalogue."""
    return page.evaluate(UNBRACKETED)
