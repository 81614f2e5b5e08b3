"""
The plan as a document: frozen dataclasses, read from YAML and JSON, written back without loss, digested, described by a JSON Schema.

No Django, no clock, no network. `read_file` and `read_text` are the way in, `to_yaml`, `to_json` and `digest` the way out.
"""

from .plan import KINDS, ConsularPlan, Document, HostPlan, Procedure
from .reading import Fault, Unreadable, read_file, read_text
from .schema import schema
from .writing import digest, plain, to_json, to_yaml

__all__ = ["KINDS", "ConsularPlan", "Document", "Fault", "HostPlan", "Procedure", "Unreadable", "digest", "plain", "read_file", "read_text", "schema", "to_json", "to_yaml"]
