"""
Keys live in their own folder, readable by their owner only, never in the database.

The ring holds the database key, field keys by number, and the keys of the blind index, the journal, names and sessions.
At rest it is either plain (an office machine with its own disk protection) or wrapped by a passphrase (a field installation).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

RING = "ring.json"
SEALED = "ring.sealed"
NAMES = ("database", "index", "journal", "names", "session", "answers")


class NoKey(Exception):
    """The ring is absent, locked, or does not open with this passphrase."""


class Ring:
    """The keys of one installation, in memory."""

    def __init__(self, keys: dict[str, bytes], current: str):
        self.keys, self.current = {name: bytearray(key) for name, key in keys.items()}, current  # can be overwritten, unlike bytes

    @classmethod
    def fresh(cls) -> Ring:
        """New random keys, 256 bits each."""
        keys = {name: secrets.token_bytes(32) for name in NAMES}
        keys["field:1"] = secrets.token_bytes(32)
        return cls(keys, "1")

    def plain(self) -> bytes:
        """The ring as text, to be written to a folder that only its owner reads, or to be wrapped."""
        return json.dumps({"current": self.current, "keys": {k: base64.b64encode(v).decode() for k, v in self.keys.items()}}).encode()

    @classmethod
    def read(cls, text: bytes) -> Ring:
        """The ring from its text."""
        data = json.loads(text)
        return cls({k: base64.b64decode(v) for k, v in data["keys"].items()}, data["current"])

    def add_field_key(self) -> str:
        """A new field key becomes the current one; older ones still open what they sealed. Returns its number."""
        number = str(max(int(k.split(":")[1]) for k in self.keys if k.startswith("field:")) + 1)
        self.keys[f"field:{number}"] = bytearray(secrets.token_bytes(32))
        self.current = number
        return number

    def empty(self) -> None:
        """Overwrite every key with zeros and drop it."""
        for key in self.keys.values():
            key[:] = bytes(len(key))
        self.keys.clear()

    def digest(self, purpose: str, *parts: str | bytes) -> bytes:
        """HMAC-SHA256 under the key ``purpose`` over the parts, each with its length, so that parts can't run together."""
        mac = hmac.new(self.keys[purpose], digestmod=hashlib.sha256)
        for part in parts:
            raw = part.encode() if isinstance(part, str) else part
            mac.update(len(raw).to_bytes(8, "big") + raw)
        return mac.digest()


def wrap(text: bytes, passphrase: str) -> bytes:
    """Seal ``text`` under a passphrase (scrypt n=2**16 r=8 p=1, AES-256-GCM)."""
    salt, nonce = os.urandom(16), os.urandom(12)
    key = Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(passphrase.encode())
    return b"SCR1" + salt + nonce + AESGCM(key).encrypt(nonce, text, b"safeconduct.ring")


def unwrap(sealed: bytes, passphrase: str) -> bytes:
    """What ``wrap`` sealed; ``NoKey`` where the passphrase is wrong or the text was changed."""
    if sealed[:4] != b"SCR1":
        raise NoKey("this is not a sealed ring")
    salt, nonce, body = sealed[4:20], sealed[20:32], sealed[32:]
    key = Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(passphrase.encode())
    try:
        return AESGCM(key).decrypt(nonce, body, b"safeconduct.ring")
    except InvalidTag:
        raise NoKey("the passphrase does not open this ring") from None


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chmod(path.parent, 0o700)
    beside = path.with_suffix(path.suffix + ".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


_ring: Ring | None = None


def open_ring(folder: Path, passphrase: str | None = None, *, create: bool = True) -> Ring:
    """
    The ring of an installation, opened once a process.

    Makes a fresh one where there is none (wrapped, where a passphrase is given). Raises ``NoKey`` where it is sealed and the
    passphrase is missing or wrong.
    """
    global _ring
    if _ring is not None:
        return _ring
    plain, sealed = folder / RING, folder / SEALED
    if sealed.exists():
        if passphrase is None:
            raise NoKey("this installation is locked: it needs its passphrase")
        _ring = Ring.read(unwrap(sealed.read_bytes(), passphrase))
    elif plain.exists():
        _ring = Ring.read(plain.read_bytes())
    elif create:
        _ring = Ring.fresh()
        save_ring(folder, _ring, passphrase)
    else:
        raise NoKey(f"there is no key ring in {folder}")
    return _ring


def save_ring(folder: Path, ring: Ring, passphrase: str | None = None) -> None:
    """Write the ring: wrapped where a passphrase is given (and then nothing plain stays), else plain with owner-only rights."""
    if passphrase:
        write_private(folder / SEALED, wrap(ring.plain(), passphrase))
        (folder / RING).unlink(missing_ok=True)
    else:
        write_private(folder / RING, ring.plain())


def ring() -> Ring:
    """The open ring; ``NoKey`` before it was opened or after it was forgotten."""
    if _ring is None:
        raise NoKey("the key ring is not open")
    return _ring


def forget_ring() -> None:
    """Drop the keys from this process (idle lock, end of a post): overwritten first, as far as Python reaches."""
    global _ring
    if _ring is not None:
        _ring.empty()
    _ring = None


HANDED_OVER = "SAFECONDUCT_PASSPHRASE_PIPE"


def hand_over(folder: Path, passphrase: str) -> None:
    """
    Give the passphrase to the one process that is started next, through a pipe: neither in its environment, which others of the
    same user can read as long as it lives, nor on the disk.
    """
    pipe = folder / f"start.{os.getpid()}"
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe, 0o600)
    end = os.open(pipe, os.O_RDWR)  # held open: what is written waits in the pipe, and no copy of it here
    os.write(end, passphrase.encode())
    os.environ[HANDED_OVER] = str(pipe)
    os.environ.pop("SAFECONDUCT_PASSPHRASE", None)


def handed_over() -> str | None:
    """The passphrase that the process before gave to this one; None where it gave none. It can be read once."""
    pipe = os.environ.pop(HANDED_OVER, None)
    if pipe is None or not Path(pipe).is_fifo():
        return None
    end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        return os.read(end, 4096).decode() or None
    finally:
        os.close(end)
        Path(pipe).unlink(missing_ok=True)


def blind_index(where: str, value: str) -> str:
    """
    A keyed digest (32 hex signs) that finds an equal value without storing it.

    Only for values with many possibilities (a telephone, a document number), never for a sex or a nationality.
    """
    return ring().digest("index", where, value)[:16].hex()
