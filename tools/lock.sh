#!/bin/sh
# Re-make the hashed requirement files from pyproject.toml. They carry no address.
set -eu
cd "$(dirname "$0")/.."
compile="uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header"
$compile --extra postgres -o requirements.lock
$compile --extra postgres --extra dev -o requirements-dev.lock
$compile --extra postgres --extra dev --extra bench -o requirements-bench.lock
