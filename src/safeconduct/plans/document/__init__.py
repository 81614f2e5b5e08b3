"""
The plan as a document: frozen dataclasses, read from YAML and JSON, written back without loss, digested, described by a JSON Schema.

No Django, no clock, no network. `read_file` and `read_text` are the way in, `to_yaml`, `to_json` and `digest` the way out.
"""

from .differences import Difference, differences
from .places import at, put, type_at
from .plan import KINDS, ConsularPlan, Document, HostPlan, Procedure
from .reading import Fault, Unreadable, kept, read_file, read_text, read_value
from .schema import schema
from .writing import canonical, digest, plain, to_json, to_yaml

__all__ = [
    "KINDS", "ConsularPlan", "Difference", "Document", "Fault", "HostPlan", "Procedure", "Unreadable", "at", "canonical", "differences", "digest", "kept", "plain", "put", "read_file",
    "read_text", "read_value", "schema", "to_json", "to_yaml", "type_at",
]  # fmt: skip
