"""Model fields whose value is sealed one by one: AES-256-GCM, bound to ``table.column.uid``, with a ring of keys."""

from __future__ import annotations

import json
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from safeconduct.access.keys import ring

MARK = b"\x01"


def seal(where: str, value: bytes) -> bytes:
    """Seal bytes for one place (``table.column.uid``) under the current field key."""
    keys = ring()
    nonce = os.urandom(12)
    number = keys.current.encode()
    body = AESGCM(keys.keys[f"field:{keys.current}"]).encrypt(nonce, value, where.encode())
    return MARK + bytes([len(number)]) + number + nonce + body


def unseal(where: str, sealed: bytes) -> bytes:
    """What ``seal`` sealed for the same place; raises ``InvalidTag`` where it was moved or changed, ``KeyError`` for a lost key."""
    size = sealed[1]
    number = sealed[2 : 2 + size].decode()
    nonce = sealed[2 + size : 14 + size]
    return AESGCM(ring().keys[f"field:{number}"]).decrypt(nonce, sealed[14 + size :], where.encode())


class Ciphertext(bytes):
    """Bytes that are already sealed."""


class _Unsealing:
    """Opens the value when it is read, with the row's own uid."""

    def __init__(self, field: SealedField):
        self.field = field

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, (bytes, memoryview)):
            value = self.field.opened(unseal(self.field.where(instance), bytes(value)))
            instance.__dict__[name] = value
        return value

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):
    """A text that the database never sees. Not searchable, not updatable by query: save the row that it belongs to."""

    description = "Sealed text"

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Unsealing(self))

    def where(self, instance) -> str:
        """The place that a value is bound to."""
        return f"{instance._meta.db_table}.{self.column}.{instance.uid}"

    def closed(self, value: Any) -> bytes:
        """The bytes of a value before sealing."""
        return str(value).encode()

    def opened(self, raw: bytes) -> Any:
        """The value of bytes after unsealing."""
        return raw.decode()

    def get_default(self):
        return "" if not self.has_default() and not self.null else super().get_default()

    def pre_save(self, model_instance, add):
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, (bytes, memoryview)):
            return value
        return Ciphertext(seal(self.where(model_instance), self.closed(value)))

    def get_db_prep_value(self, value, connection, prepared=False):
        if value is not None and not isinstance(value, (bytes, memoryview)):
            raise TypeError(f"{self.name} is sealed with its row: set it on the row and save that")
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name):
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs


class SealedJSONField(SealedField):
    """A small structure that the database never sees."""

    description = "Sealed structure"

    def closed(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def opened(self, raw: bytes) -> Any:
        return json.loads(raw)

    def get_default(self):
        return {} if not self.has_default() and not self.null else models.BinaryField.get_default(self)
