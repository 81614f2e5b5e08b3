"""A refusal becomes a page with one sentence; headers that no page may lack."""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DataError
from django.http import HttpResponse, HttpResponseRedirect
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from safeconduct.access import locking
from safeconduct.access.keys import NoKey
from safeconduct.kernel.refusals import Refusal
from safeconduct.kernel.words import as_text, is_text

ASKED_AT_MOST = 2_000  # characters of a value in an address
TOLD_AT_MOST = 100_000  # characters of a field of a form

log = logging.getLogger(__name__)


class Refusals:
    """Shows a refusal that no view turned into a form error."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response: HttpResponse = self.get_response(request)
        response.headers.setdefault("Referrer-Policy", "no-referrer" if request.path.startswith("/my/") else "same-origin")
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, DataError):  # a value that no column of PostgreSQL takes; what it was stays out of the log
            log.warning("%s: a value was longer or larger than its column", getattr(request.resolver_match, "view_name", ""))
            return not_read(too_long=True)
        if not isinstance(exception, Refusal):
            return None
        template = "web/refusal.html" if exception.status == 409 else f"{exception.status}.html"
        return render(request, template, {"sentence": exception.sentence(), "back_url": _came_from(request)}, status=exception.status)


def _came_from(request) -> str:
    """The page of this house from which somebody came; nothing where it was another one, or the refused page itself."""
    came = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came, {request.get_host()}) or urlsplit(came).path == request.path:
        return ""
    return urlsplit(came)._replace(scheme="", netloc="").geturl()


class Texts:
    """
    Refuses with 400 what holds a character that no text may hold, or is over-long: address, header, cookie, query, field, file name.

    At the doors where a machine or a person without an account brings something (no CSRF token) such a character in a query,
    field or JSON value is replaced by U+FFFD instead, and a field is cut: nobody's call for help is lost over a character.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        charset = request.content_params.get("charset", "utf-8").strip("\"' ").lower()
        sent = (request.path, *request.COOKIES, *request.COOKIES.values(), *(v for k, v in request.META.items() if isinstance(v, str) and (k.startswith("HTTP_") or k == "CONTENT_TYPE")))
        if charset not in ("utf-8", "utf8", "us-ascii") or not all(map(is_text, sent)):
            return not_read()
        response: HttpResponse = self.get_response(request)
        return response

    def process_view(self, request, view, args, kwargs):
        """Look into the query and, where a form or JSON came, into its fields."""
        try:
            if getattr(view, "csrf_exempt", False):
                return _mended(request)
            if fault := _fault(request.GET, ASKED_AT_MOST):
                return not_read(**fault)
            if fault := _fault(request.POST, TOLD_AT_MOST):
                return not_read(**fault)
            if not all(is_text(file.name or "") for _name, files in request.FILES.lists() for file in files):
                return not_read()
        except UnreadablePostError:
            return not_read()
        return None


def not_read(**why: Any) -> HttpResponse:
    """The page that says why what came is not read: no database, no session."""
    response = HttpResponse(render_to_string("400.html", why), status=400)
    response.headers["Cache-Control"] = "no-store"
    response._has_been_logged = True  # no fault of ours
    return response


def _fault(values, most: int) -> dict[str, Any]:
    for name, held in values.lists():
        for text in (name, *held):
            if not is_text(text):
                return {"character": True}
            if len(text) > most:
                return {"longest": most}
    return {}


def _mended(request) -> HttpResponse | None:
    """Put U+FFFD where no text may stand, in query, form and JSON; None, so that the view goes on."""
    if request.method == "POST" and "json" in request.content_type:
        try:
            if any(mark in request.body for mark in (b"\\u", b"\x00")):
                request._body = json.dumps(_clean(json.loads(request.body))).encode()
        except ValueError:
            pass  # the view says that it is no JSON
        except RecursionError:
            return not_read()
    elif request.method == "POST" and request.body and _fault(request.POST, TOLD_AT_MOST):  # read whole, so that the view can read it again
        request.POST = _kept(request.POST, TOLD_AT_MOST)
    if _fault(request.GET, ASKED_AT_MOST):
        request.GET = _kept(request.GET, ASKED_AT_MOST)
    return None


def _kept(values, most: int):
    kept = values.copy()
    for name in list(kept):
        held = [as_text(text)[:most] for text in kept.pop(name)]
        kept.setlist(as_text(name)[:most], held)
    return kept


def _clean(value):
    if isinstance(value, str):
        return as_text(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {as_text(name): _clean(one) for name, one in value.items()}
    return value


class Locked:
    """While the process is locked every address shows the page that asks for the passphrase; an officer's request keeps it open."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        keeper = locking.KEEPER
        if keeper is None:
            return self.get_response(request)
        with keeper.entered() as may:
            if may:
                response: HttpResponse = self.get_response(request)
                if getattr(request, "user", None) is not None and request.user.is_authenticated:
                    keeper.touch()
                return response
        return unlock(request, keeper)


def unlock(request, keeper) -> HttpResponse:
    """Ask for the passphrase; open with the right one. No session and no database stands behind this page."""
    wrong = ""
    with translation.override(translation.get_language_from_request(request)):
        if request.method == "POST" and "passphrase" in request.POST:
            try:
                keeper.unlock(request.POST["passphrase"])
                return HttpResponseRedirect("/")
            except locking.TooOften:
                wrong = gettext("Too many wrong tries. Wait a minute.")
            except NoKey:
                wrong = gettext("The passphrase does not open this installation.")
        text = render_to_string("access/unlock.html", {"wrong": wrong, "language": translation.get_language() or "en"})
    response = HttpResponse(text, status=503 if not wrong else 422)
    response.headers["Cache-Control"] = "no-store"
    response._has_been_logged = True  # a lock is no fault
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    return response


class Idle:
    """Signs out after a time without a request (a field installation: minutes)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            request.session.set_expiry(settings.IDLE_SECONDS)
        return self.get_response(request)
