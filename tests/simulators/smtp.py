"""A mail server that listens on this machine: it counts connections and keeps the letters."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """What the server was given."""

    port: int = 0
    connections: int = 0
    letters: list[tuple[str, str]] = field(default_factory=list)  # to whom, the letter
    lock: threading.Lock = field(default_factory=threading.Lock)

    def settings(self, **more) -> dict:
        """The settings of the channel that speaks to this server."""
        return {"transport": "smtp", "host": "127.0.0.1", "port": self.port, "from": "office@example.org", "tls": "none", "timeout": 3} | more


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mail server that listens while the block runs."""
    kept = Mailbox()

    class Here(socketserver.StreamRequestHandler):
        def handle(self):
            with kept.lock:
                kept.connections += 1
            self.say("220 here")
            to = ""
            while line := self.rfile.readline().decode().strip():
                verb = line[:4].upper()
                if verb == "RCPT":
                    to = line.partition("<")[2].partition(">")[0]
                if verb == "DATA":
                    self.say("354 go on")
                    letter = b"".join(iter(self.rfile.readline, b".\r\n")).decode()
                    with kept.lock:
                        kept.letters.append((to, letter))
                self.say("221 bye" if verb == "QUIT" else "250 ok")
                if verb == "QUIT":
                    return

        def say(self, line):
            self.wfile.write(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Here) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        kept.port = server.server_address[1]
        try:
            yield kept
        finally:
            server.shutdown()
