"""A gateway for SMS that listens on this machine: it counts connections, gives ids, can fail, and calls back."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Gateway:
    """What the gateway was given. ``fails`` maps a number to the HTTP status that it gets."""

    url: str = ""
    connections: int = 0
    texts: list[dict] = field(default_factory=list)
    headers: list[dict] = field(default_factory=list)
    fails: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def settings(self, **more) -> dict:
        """The settings of the channel that speaks to this gateway."""
        body = {"messages": [{"to": "{to}", "body": "{text}", "ref": "{reference}"}]}
        return {"transport": "http", "url": self.url, "headers": {"Authorization": "Bearer key"}, "json": body, "id_path": "results.0.id", "timeout": 3} | more

    def to(self, number: str) -> list[str]:
        """The texts that went to a number."""
        return [one["body"] for one in self.texts if one["to"] == number]

    def call_back(self, url: str, values: dict, headers: dict | None = None) -> int:
        """Call the house, as a gateway does with reports and texts; the status that comes back."""
        body = json.dumps(values).encode()
        request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"} | (headers or {}), method="POST")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status


@contextmanager
def gateway() -> Iterator[Gateway]:
    """A gateway that listens while the block runs."""
    kept = Gateway()

    class Here(BaseHTTPRequestHandler):
        def setup(self):
            with kept.lock:
                kept.connections += 1
            super().setup()

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            one = body["messages"][0]
            with kept.lock:
                kept.headers.append(dict(self.headers))
                status = kept.fails.get(one["to"], 200)
                if status == 200:
                    kept.texts.append(one)
                number = len(kept.texts)
            answer = json.dumps({"results": [{"id": f"gw-{number}"}]}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Here)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_port}/send"
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
