#!/bin/sh
# Make the environment .venv in the repository, with exactly the pinned and hashed packages of a requirements file.
set -eu
cd "$(dirname "$0")/.."
lock="$1"

if [ ! -x .venv/bin/python ]; then
  python=""
  for name in ${SAFECONDUCT_PYTHON:-} python3.13 python3.12 python3.11 python3; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python="$name"; break; fi
  done
  if [ -z "$python" ]; then echo "Python 3.11 or later is needed and was not found." >&2; exit 1; fi
  echo "Setting up with $($python --version) …"
  if command -v uv >/dev/null 2>&1; then uv venv -q --seed --python "$python" .venv
  elif "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then "$python" -m venv .venv
  elif command -v virtualenv >/dev/null 2>&1; then virtualenv -q -p "$python" .venv
  else echo "This Python has no venv. Install one package and try again: apt-get install python3-venv" >&2; exit 1
  fi
fi

echo "Installing $(grep -c '==' "$lock") pinned packages …"
if command -v uv >/dev/null 2>&1; then
  UV_COMPILE_BYTECODE=1 uv pip install -q --python .venv/bin/python --require-hashes -r "$lock"
else
  .venv/bin/python -m pip install -q --disable-pip-version-check --no-input --require-hashes -r "$lock"
fi
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
pwd | sed 's|$|/src|' > "$site/safeconduct.pth"
printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m safeconduct.config.cli "$@"\n' "$(pwd)" > .venv/bin/safeconduct
chmod +x .venv/bin/safeconduct
PYTHONPATH=src .venv/bin/python tools/words.py compile >/dev/null
