"""A server of feeds on this machine, for tests of fetching; it counts what is asked of it."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Simulator:
    """Answers addresses with what a test laid there: bytes, or a function of the request; keeps every request."""

    def __init__(self):
        self.answers, self.asked = {}, []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append((self.path, dict(self.headers)))
                held = outer.answers.get(self.path)
                if callable(held):
                    held(self)
                    return
                if held is None:
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(held)))
                self.end_headers()
                self.wfile.write(held)

            def log_message(self, *_words):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def paths(self):
        return [path for path, _headers in self.asked]


@pytest.fixture
def simulator(monkeypatch):
    monkeypatch.setenv("SAFECONDUCT_FEEDS_LOCAL", "1")
    held = Simulator()
    yield held
    held.server.shutdown()
    held.server.server_close()
