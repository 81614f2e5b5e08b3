#!/bin/sh
# Before the first release only: make the first migration of every room anew from its models.
set -eu
cd "$(dirname "$0")/.."
rooms="access jobs places crises people hazards messaging checkins cases reporting"
for room in $rooms; do rm -f src/safeconduct/$room/migrations/0*.py; done
SAFECONDUCT_DATA=$(mktemp -d) .venv/bin/safeconduct manage makemigrations -v0 $rooms
for room in $rooms; do ls src/safeconduct/$room/migrations | grep '^0' | tail -1 | sed 's/\.py$//' > src/safeconduct/$room/migrations/max_migration.txt; done
