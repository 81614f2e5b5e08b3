"""Backups and leaving a post, by the commands that a person types, each in a process of its own."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import ROOT

pytestmark = pytest.mark.slow
WORD = "four words that nobody guesses"
SERVER = os.environ.get("SAFECONDUCT_DATABASE_URL", "")
POSTGRES = SERVER.startswith("postgres")  # the whole suite runs on both databases, so do these commands


def settings_of(data: Path) -> dict[str, str]:
    """The environment of a data folder: its own database, and folders of its own for whatever a programme puts aside."""
    aside = data.parent / f"{data.name}.aside"
    (aside / "tmp").mkdir(parents=True, exist_ok=True)
    more = {"TMPDIR": str(aside / "tmp"), "HOME": str(aside), "XDG_CACHE_HOME": str(aside / "cache")}
    if POSTGRES:
        more["SAFECONDUCT_DATABASE_URL"] = f"{SERVER.rsplit('/', 1)[0]}/{database_of(data)}"
    return more


def database_of(data: Path) -> str:
    return f"sc_leaving_{hashlib.sha256(str(data).encode()).hexdigest()[:12]}"


def databases() -> list[str]:
    """Those that stand on the server."""
    import psycopg

    with psycopg.connect(f"{SERVER.rsplit('/', 1)[0]}/postgres", autocommit=True) as link:
        return [name for (name,) in link.execute("SELECT datname FROM pg_database WHERE datname LIKE 'sc_leaving_%'")]


@pytest.fixture(scope="module", autouse=True)
def nothing_is_left_on_the_server():
    """The databases that these tests made go with them."""
    before = databases() if POSTGRES else []
    yield
    if POSTGRES:
        import psycopg

        with psycopg.connect(f"{SERVER.rsplit('/', 1)[0]}/postgres", autocommit=True) as link:
            for name in MADE:
                if name not in before:
                    link.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


MADE: set[str] = set()


def command(data: Path, *arguments: str, code: int = 0, **more: str) -> list[dict]:
    """Run one command on a data folder of its own; what it said as JSON, line by line."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SAFECONDUCT") and k != "DJANGO_SETTINGS_MODULE"}
    MADE.add(database_of(data))
    environment |= {"SAFECONDUCT_DATA": str(data), "SAFECONDUCT_BACKUP_PASSPHRASE": WORD, "PYTHONPATH": str(ROOT / "src"), **settings_of(data), **more}
    done = subprocess.run([sys.executable, "-m", "safeconduct.config.cli", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=400)
    assert done.returncode == code, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


PYTHON = """
import json, os
import django; django.setup()
from django.utils import timezone
from safeconduct.access.actors import duty
from safeconduct.people.models import ContactPoint, Document, Person
from safeconduct.people import actions
who = duty("test")
if os.environ.get("ERASE"):
    row = Person.objects.within(who).order_by("id").first()
    print(json.dumps({"erased": str(row.uid)})); actions.erase_person(who, person=row.uid, because="asked", at=timezone.now())
rows = [[str(p.uid), p.name, p.birth, p.regime, p.label_id, p.later_label_id] for p in Person.objects.within(who).order_by("uid")]
points = sorted([str(c.uid), c.value, c.may_write] for c in ContactPoint.objects.within(who))
numbers = sorted(d.number for d in Document.objects.within(who) if len(d.number) > 5)
print(json.dumps({"people": rows, "points": points, "numbers": numbers}))
"""

# every row of every table, and every stored file, as the hand-over has them: sealed values opened
WHOLE = """
import json, os
import django; django.setup()
from django.conf import settings
from safeconduct.config import dump
from safeconduct.config.handover import clear_lines
for line in clear_lines(dump.records(settings.FILE_FOLDER)):
    print(json.dumps({"line": line.decode()}))
"""

# what a working post leaves on the disk: a stored file, a text in the outbox, and a log that was not written back because the process died
LIVED = """
import json, os
import django; django.setup()
from django.conf import settings
from django.utils import timezone
from safeconduct.access.files import keep_file
from safeconduct.kernel.ids import new_uid
from safeconduct.messaging.channels.outbox import Outbox
from safeconduct.messaging.channels import Parcel
from safeconduct.access.actors import duty
from safeconduct.people import actions
from safeconduct.people.models import ContactPoint, Person
who = duty("test")
row = Person.objects.within(who).order_by("id").first()
point = ContactPoint.objects.within(who).filter(person=row).first() or ContactPoint.objects.within(who).first()
keep_file(("%PDF-1.4 " + row.name + " " + point.value).encode(), name=row.name + ".pdf", purpose="document", field_class="personal", media_type="application/pdf", subject_uid=row.uid, at=timezone.now())
Outbox().hand_over([Parcel(new_uid(), 0, point.value, "To " + row.name, "en")])
actions.confirm(who, person=row.uid, at=timezone.now())
print(json.dumps({"lived": True}), flush=True)
os._exit(0)
"""
UNLIKE = {"access.Entry", "access.EntrySubject", "access.Block", "jobs.Job", "jobs.Schedule"}  # what was done, not what is on file


def whole(lines: list[str], unlike=frozenset()) -> dict[str, list[str]]:
    """The rows of each table, and the files."""
    out: dict[str, list[str]] = {}
    names: list[str] = []
    for line in map(json.loads, lines):
        if isinstance(line, list):
            out.setdefault(names[line[0]], []).append(json.dumps(line[1:], sort_keys=True))
        elif "tables" in line:
            names = [label for label, _fields in line["tables"]]
        elif "file" in line:
            out.setdefault("files", []).append(json.dumps(line, sort_keys=True))
    return {name: sorted(rows) for name, rows in out.items() if name not in unlike}


def all_of(data: Path, **more: str) -> list[str]:
    return [one["line"] for one in look(data, WHOLE, **more)]


def look(data: Path, script: str = "", **more: str) -> list[dict]:
    """What stands in a data folder, or what a script says of it."""
    script = script or PYTHON
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SAFECONDUCT")}
    environment |= {"SAFECONDUCT_DATA": str(data), "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "safeconduct.config.settings", **settings_of(data), **more}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    """A small post under way."""
    data = tmp_path_factory.mktemp("post") / "data"
    command(data, "demo", "--people", "150", "--json")
    return data


def markers(data: Path) -> list[bytes]:
    held = look(data)[-1]
    return [row[1].encode() for row in held["people"] if len(row[1]) > 5] + [row[1].encode() for row in held["points"]] + [n.encode() for n in held["numbers"]]


def present(marks: list[bytes], *texts: bytes) -> list[bytes]:
    """Which of these marks stand in the bytes: as they are, in UTF-16, without the plus of a telephone, and in base64."""
    text = b"".join(texts)
    return [m for m in marks if m in text or m.decode().encode("utf-16-le") in text or (m[:1] == b"+" and m[1:] in text) or base64.b64encode(m)[:-4] in text]


def bytes_under(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()) if folder.exists() else b""


def test_nothing_readable_lies_on_the_disk_while_the_post_works(post):
    look(post, LIVED)
    names = {path.name for path in post.rglob("*")}
    assert POSTGRES or "safeconduct.sqlite3-wal" in names, names
    assert any((post / "files").iterdir()) and any((post / "outbox").iterdir())
    everything = bytes_under(post.parent)
    assert everything and present(markers(post), everything) == []


def test_a_backup_comes_back_equal_less_who_was_erased_since(post, tmp_path):
    file = tmp_path / "post.backup"
    command(post, "backup", str(file), "--json")
    raw = file.read_bytes()
    assert not [m for m in markers(post) if m in raw]
    gone, after = look(post, ERASE="1")
    fresh = tmp_path / "fresh"
    told = command(fresh, "restore", str(file), "--erased", str(post / "keys" / "erased.log"), "--json")[-1]
    assert told["journal_ok"] and told["erased_again"] == 1
    back = look(fresh)[-1]
    assert back == after and gone["erased"] not in {row[0] for row in back["people"]}
    there, here = whole(all_of(post), UNLIKE), whole(all_of(fresh), UNLIKE)
    assert {name for name in there.keys() | here.keys() if there.get(name) != here.get(name)} == set()
    assert command(fresh, "journal", "verify", "--json")[-1]["ok"]


def test_a_backup_that_was_made_by_itself_comes_back_less_who_was_erased_since(post, tmp_path):
    command(post, "jobs", "run", "--json", SAFECONDUCT_BACKUP_PASSPHRASE="")
    (file,) = (post / "backups").glob("*.sealed-backup")
    assert present(markers(post), file.read_bytes()) == []
    gone, after = look(post, ERASE="1")
    fresh = tmp_path / "fresh"
    told = command(fresh, "restore", str(file), "--erased", str(post / "keys" / "erased.log"), "--json", SAFECONDUCT_BACKUP_PASSPHRASE="")[-1]
    assert told["journal_ok"] and told["erased_again"] >= 1
    assert look(fresh)[-1] == after and gone["erased"] not in {row[0] for row in after["people"]}
    carried = tmp_path / "carried" / "away"
    carried.mkdir(parents=True)
    (carried / file.name).write_bytes(file.read_bytes())
    command(tmp_path / "other", "restore", str(carried / file.name), "--json", code=1)


def test_a_backup_of_a_field_installation_opens_elsewhere_with_its_passphrase(tmp_path):
    data, field = tmp_path / "field", {"SAFECONDUCT_FIELD": "1", "SAFECONDUCT_PASSPHRASE": "the word of the field post", "SAFECONDUCT_BACKUP_PASSPHRASE": ""}
    command(data, "demo", "--people", "60", "--json", **field)
    command(data, "jobs", "run", "--json", **field)
    assert not (data / "keys" / "ring.json").exists() and (data / "backups" / "ring.sealed").exists()
    before = look(data, **field)[-1]
    (data / "backups").rename(tmp_path / "carried")
    (file,) = (tmp_path / "carried").glob("*.sealed-backup")
    command(tmp_path / "wrong", "restore", str(file), "--json", code=1, SAFECONDUCT_BACKUP_PASSPHRASE="another word of some length")
    fresh = {**field, "SAFECONDUCT_BACKUP_PASSPHRASE": field["SAFECONDUCT_PASSPHRASE"]}
    assert command(tmp_path / "fresh", "restore", str(file), "--json", **fresh)[-1]["journal_ok"]
    assert look(tmp_path / "fresh", **field)[-1] == before and not (tmp_path / "fresh" / "keys" / "ring.json").exists()


def test_a_changed_backup_and_a_wrong_passphrase_are_refused(post, tmp_path):
    file = tmp_path / "post.backup"
    command(post, "backup", str(file), "--json")
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    (tmp_path / "changed").write_bytes(raw)
    command(tmp_path / "a", "restore", str(tmp_path / "changed"), "--json", code=1)
    command(tmp_path / "b", "restore", str(file), "--json", code=1, SAFECONDUCT_BACKUP_PASSPHRASE="another word of some length")


def test_a_post_is_closed_so_that_the_ministry_has_all_and_nothing_stays(post, tmp_path):
    look(post, LIVED)
    command(post, "backup", str(post.parent / "beside.backup"), "--json")
    command(post, "jobs", "run", "--json", SAFECONDUCT_BACKUP_PASSPHRASE="")
    assert list((post / "backups").glob("*.sealed-backup"))
    known, before = markers(post), whole(all_of(post))
    assert len(known) > 200 and len(before["people.Person"]) >= 100 and before["files"]
    command(tmp_path / "ministry-post", "post", "key", str(tmp_path / "ministry"), "--json")
    handover, paper = tmp_path / "handover.sealed", tmp_path / "certificate.txt"
    told = command(
        post, "post", "close", "--to", str(tmp_path / "ministry" / "ministry-public.pem"), "--handover", str(handover), "--certificate", str(paper), "--yes", "--json"
    )[-1]
    assert told["keys_destroyed"] and told["data_destroyed"] and told["journal_ok"] and not post.exists()
    assert not POSTGRES or database_of(post) not in databases()
    assert (post.parent / "beside.backup").exists() and (post.parent / "data.aside").exists()
    assert present(known, bytes_under(post.parent), bytes_under(tmp_path)) == [], "in a backup beside it, a temporary folder, a cache, the hand-over or the certificate"
    out = tmp_path / "opened.jsonl"
    opened = command(tmp_path / "ministry-post", "post", "open", str(handover), "--key", str(tmp_path / "ministry" / "ministry-private.pem"), "--out", str(out), "--json")[-1]
    assert opened["sha256"] == told["handover_sha256"]
    there = whole(out.read_text("utf8").splitlines())
    assert {name for name in there.keys() | before.keys() if there.get(name) != before.get(name)} <= {"access.Block"}
    assert set(before.get("access.Block", ())) <= set(there["access.Block"]), "the last seal came after"
    assert present(known, out.read_bytes()), "it is readable there"


def test_what_is_brought_is_not_laid_aside_in_a_temporary_file(rf, tmp_path, monkeypatch):
    import tempfile

    from django.core.files.uploadedfile import SimpleUploadedFile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    request = rf.post("/people/import/", {"file": SimpleUploadedFile("list.csv", b"name;telephone\n" * 400_000)})
    brought = request.FILES["file"]
    assert brought.size > 5_000_000 and not hasattr(brought, "temporary_file_path") and list(tmp_path.iterdir()) == []


PLAIN = """
raise ImportError("no SQLCipher here: the file lies as it is")
"""
SIGNS = """
import json, os
import django; django.setup()
from django.db import connection
from django.utils import timezone
from safeconduct.access.actors import duty
from safeconduct.access.jobs import wipe_log
from safeconduct.people import actions
from safeconduct.people.models import ContactPoint, Document, Person
who = duty("test")
row = Person.objects.within(who).filter(id__in=Document.objects.within(who).values("person_id")).order_by("id").first()
hexes = [row.uid.hex.encode().hex(), str(row.uid).encode().hex(), row.code.encode().hex()]
for table, column in (("people_person", "name"), ("people_person", "names"), ("people_contactpoint", "value"), ("people_contactpoint", "index"), ("people_document", "number"), ("people_document", "index")):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM {table} WHERE {"id" if table == "people_person" else "person_id"} = %s', [row.id])
        hexes += [v[0].encode().hex() if isinstance(v[0], str) else bytes(v[0]).hex() for v in cursor.fetchall()]
with connection.cursor() as cursor:
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)"); cursor.fetchall()
raw = b"".join(open(str(connection.settings_dict["NAME"]) + end, "rb").read() for end in ("", "-wal") if os.path.exists(str(connection.settings_dict["NAME"]) + end))
before = [h for h in hexes if bytes.fromhex(h) in raw]
actions.erase_person(who, person=row.uid, because="asked", at=timezone.now())
wipe_log(None)
raw = b"".join(open(str(connection.settings_dict["NAME"]) + end, "rb").read() for end in ("", "-wal") if os.path.exists(str(connection.settings_dict["NAME"]) + end))
print(json.dumps({"signs": len(hexes), "before": len(before), "after": [h for h in hexes if bytes.fromhex(h) in raw]}))
"""


@pytest.mark.once  # a file of SQLite only; on PostgreSQL every table is read in tests/stories/test_forgetting.py
def test_after_an_erasure_no_byte_of_the_file_or_its_log_says_who_it_was(tmp_path):
    """Also where the file is not encrypted: what is deleted is overwritten, and the log of the file is emptied."""
    (tmp_path / "without" / "sqlcipher3").mkdir(parents=True)
    (tmp_path / "without" / "sqlcipher3" / "__init__.py").write_text(PLAIN)
    path = f"{tmp_path / 'without'}{os.pathsep}{ROOT / 'src'}"
    command(tmp_path / "data", "demo", "--people", "60", "--json", PYTHONPATH=path)
    assert (tmp_path / "data" / "safeconduct.sqlite3").read_bytes().startswith(b"SQLite format 3")
    told = look(tmp_path / "data", SIGNS, PYTHONPATH=path)[-1]
    assert told["before"] >= told["signs"] - 2 and told["after"] == []


def test_what_would_be_destroyed_with_the_rest_or_outlast_it_is_refused_before_anything(tmp_path):
    data, elsewhere, out = tmp_path / "data", tmp_path / "elsewhere", tmp_path / "certificate.txt"
    data.mkdir()
    elsewhere.mkdir()
    (data / "kept.txt").write_text("a")
    (elsewhere / "kept.txt").write_text("b")
    told = ("post", "close", "--yes", "--json", "--to", str(tmp_path / "key.pem"))
    command(data, *told, "--handover", str(data / "all.sealed"), "--certificate", str(out), code=2)
    command(data, *told, "--handover", str(tmp_path / "all.sealed"), "--certificate", str(data / "certificate.txt"), code=2)
    (data / "files").symlink_to(elsewhere)
    command(data, *told, "--handover", str(tmp_path / "all.sealed"), "--certificate", str(out), code=2)
    assert (data / "kept.txt").exists() and not out.exists()
    (record,) = command(data, "post", "close", "--now", "--yes", "--json", "--certificate", str(out), code=1)
    assert not data.exists() and not record["data_destroyed"] and record["links_left"] == [str(data / "files")]
    assert (elsewhere / "kept.txt").exists() and f"Left, because a link led there, to be destroyed by hand: {data / 'files'}" in out.read_text("utf8")
