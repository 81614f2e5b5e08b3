"""
Large things sealed for the road: a backup under a passphrase, a hand-over for somebody's public key.

A stream of frames of at most 1 MiB, each AES-256-GCM with its number and whether it is the last as associated data, so that
no frame can be dropped, swapped or added unseen.
"""

from __future__ import annotations

import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from safeconduct.access.keys import NoKey

FRAME = 1 << 20
PASS, PUBLIC = b"SCB1", b"SCH1"


class Broken(Exception):
    """A sealed file that was changed, cut off, or is none of ours."""


class Sealer:
    """Writes a sealed stream. Use ``for_passphrase`` or ``for_public_key``."""

    def __init__(self, out: BinaryIO, key: bytes, head: bytes):
        self.out, self.cipher, self.number, self.waiting = out, AESGCM(key), 0, bytearray()
        out.write(head)

    @classmethod
    def for_passphrase(cls, out: BinaryIO, passphrase: str) -> Sealer:
        """Seal under a passphrase (scrypt n=2**16 r=8 p=1)."""
        salt = os.urandom(16)
        return cls(out, _scrypt(passphrase, salt), PASS + salt)

    @classmethod
    def for_public_key(cls, out: BinaryIO, pem: bytes) -> Sealer:
        """Seal for the holder of an X25519 key; nobody else, not even we, can open it again."""
        theirs = serialization.load_pem_public_key(pem)
        if not isinstance(theirs, X25519PublicKey):
            raise NoKey("the ministry's key must be an X25519 public key in PEM form")
        ours = X25519PrivateKey.generate()
        public = ours.public_key().public_bytes_raw()
        return cls(out, _derive(ours.exchange(theirs), public), PUBLIC + public)

    def write(self, data: bytes) -> int:
        """Take more plain bytes."""
        self.waiting += data
        while len(self.waiting) > FRAME:
            self._frame(bytes(self.waiting[:FRAME]), last=False)
            del self.waiting[:FRAME]
        return len(data)

    def _frame(self, plain: bytes, *, last: bool) -> None:
        nonce = self.number.to_bytes(12, "big")
        body = self.cipher.encrypt(nonce, plain, b"last" if last else b"more")
        self.out.write(len(body).to_bytes(4, "big") + body)
        self.number += 1

    def close(self) -> None:
        """Write the last frame."""
        self._frame(bytes(self.waiting), last=True)
        self.waiting.clear()


def opened(source: BinaryIO, *, passphrase: str = "", private_pem: bytes = b""):
    """
    Yield the plain pieces of a sealed stream.

    Raises ``NoKey`` for the wrong passphrase or key, ``Broken`` where the file was changed or cut off. Nothing that was not
    verified is yielded.
    """
    mark = source.read(4)
    if mark == PASS:
        key = _scrypt(passphrase, source.read(16))
    elif mark == PUBLIC:
        theirs = source.read(32)
        ours = serialization.load_pem_private_key(private_pem, password=None)
        key = _derive(ours.exchange(X25519PublicKey.from_public_bytes(theirs)), theirs)
    else:
        raise Broken("this is no sealed file of ours")
    cipher, number = AESGCM(key), 0
    ahead = _frame_of(source)
    if ahead is None:
        raise Broken("the sealed file is empty")
    while ahead is not None:
        following = _frame_of(source)
        aad = b"last" if following is None else b"more"
        try:
            yield cipher.decrypt(number.to_bytes(12, "big"), ahead, aad)
        except InvalidTag:
            if number == 0:
                raise NoKey("the passphrase or key does not open this file, or it was changed") from None
            raise Broken(f"the sealed file was changed or cut off after {number} MiB") from None
        ahead, number = following, number + 1


def _frame_of(source: BinaryIO) -> bytes | None:
    size = source.read(4)
    if not size:
        return None
    body = source.read(int.from_bytes(size, "big"))
    if len(size) < 4 or len(body) < int.from_bytes(size, "big"):
        raise Broken("the sealed file was cut off")
    return body


def _scrypt(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(passphrase.encode())


def _derive(shared: bytes, public: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=public, info=b"safeconduct.handover").derive(shared)


def new_pair() -> tuple[bytes, bytes]:
    """A key pair for hand-overs: private and public part in PEM form. The private part never leaves the ministry."""
    private = X25519PrivateKey.generate()
    return (
        private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
    )
