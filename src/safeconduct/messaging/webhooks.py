"""
Where gateways call us: texts that came in, and reports of delivery.

``channels.json`` names for each channel a ``secret``; a call brings it as the header ``X-Secret`` or the parameter ``secret``. Fields are found
by ``inbound`` and ``report`` maps in the same settings (ours: from, text, id; reference, id, state), as JSON, form or query.
"""

from __future__ import annotations

import hmac
import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from safeconduct.access.actors import gateway
from safeconduct.access.pages import open_page
from safeconduct.kernel.ids import new_uid
from safeconduct.messaging import actions
from safeconduct.messaging.channels import settings_of

WHY = "a gateway calls here; it must bring the secret of its channel"
ARRIVED = {"delivered", "delivrd", "success", "ok", "read"}
FAILED = {"failed", "undeliv", "undelivered", "rejected", "rejectd", "expired", "error"}
LARGEST = 64 * 1024


def _fields(request: HttpRequest) -> dict[str, Any] | None:
    """What was sent, as flat fields; None where it can't be read."""
    if len(request.body) > LARGEST:
        return None
    if "json" in request.headers.get("Content-Type", ""):
        try:
            data = json.loads(request.body or b"{}")
        except ValueError:
            return None
        return data if isinstance(data, dict) else None
    return {**request.GET.dict(), **request.POST.dict()}


def _found(data: dict[str, Any], path: str) -> str:
    value: Any = data
    for step in path.split("."):
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return ""
    return str(value) if isinstance(value, (str, int)) else ""


def _allowed(request: HttpRequest, chosen: dict) -> bool:
    secret = chosen.get("secret", "")
    brought = request.headers.get("X-Secret", "") or request.GET.get("secret", "")
    return bool(secret) and hmac.compare_digest(secret.encode(), brought.encode())


@open_page(WHY)
@csrf_exempt
def inbound(request, channel):
    """A text came in."""
    chosen = settings_of(channel)
    if not _allowed(request, chosen):
        return JsonResponse({"error": "secret"}, status=403)
    data = _fields(request)
    names = {"from": "from", "text": "text", "id": "id", **chosen.get("inbound", {})}
    address = _found(data, names["from"]) if data else ""
    if data is None or not address:
        return JsonResponse({"error": f"the call brings no {names['from']}"}, status=400)
    uid = new_uid()
    told = actions.receive_inbound(
        gateway(), inbound=uid, channel=channel, provider_id=_found(data, names["id"]) or str(uid), address=address[:80], text=_found(data, names["text"])[:2000], at=timezone.now()
    )
    return JsonResponse({"received": str(told["inbound"])})


@open_page(WHY)
@csrf_exempt
def report(request, channel):
    """A report of delivery."""
    chosen = settings_of(channel)
    if not _allowed(request, chosen):
        return JsonResponse({"error": "secret"}, status=403)
    data = _fields(request)
    names = {"id": "id", "state": "state", **chosen.get("report", {})}
    told = _found(data, names["state"]).lower() if data else ""
    state = "delivered" if told in ARRIVED else "failed" if told in FAILED else ""
    if data is None or not state:
        return JsonResponse({"known": 0})
    return JsonResponse({"known": actions.report_delivery(channel=channel, state=state, at=timezone.now(), provider_id=_found(data, names["id"]), fault=told if state == "failed" else "")})
