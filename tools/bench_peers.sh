#!/bin/sh
# Make .venv-bench: the packages of .venv and, beside them, the peers of the benchmarks (the extra `bench` of pyproject.toml), as requirements-bench.lock pins and hashes them.
# A peer that cannot be installed here is named and left out; the benchmarks say so in their table.
set -u
cd "$(dirname "$0")/.."
[ -x .venv-bench/bin/python ] || .venv/bin/python -m venv .venv-bench || exit 0
ours=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
site=$(.venv-bench/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
echo "$ours" > "$site/safeconduct-dev.pth"
if ! .venv-bench/bin/python -m pip install -q --disable-pip-version-check --no-input --require-hashes -r requirements-bench.lock >/dev/null 2>&1; then
  # not all of them: take each alone, with its hashes checked against the same lock
  .venv-bench/bin/python -c 'import tomllib; print("\n".join(tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["bench"]))' |
  while read -r peer; do
    .venv-bench/bin/python -m pip install -q --disable-pip-version-check --no-input -c requirements-bench.lock "$peer" >/dev/null 2>&1 || echo "$peer cannot be installed here: its rows are left out" >&2
  done
fi
touch .venv-bench/ready
