"""The journal catches one changed, removed, inserted or swapped entry, a cut-off tail, and a chain made again without the key."""

import json

import pytest
from django.db import connection

from safeconduct.access import journal, keys
from safeconduct.access.guards import install
from safeconduct.access.models import Block, Entry
from tests import worlds
from tests.worlds import NOW

pytestmark = pytest.mark.django_db
SOMEBODY = "'00000000000000000000000000000000'"  # a uid, as both databases read it


def sql(*statements):
    """Somebody with the database, but without the key."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in ("access_entry", "access_entrysubject", "access_block"):
                for verb in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        else:
            for table in ("access_entry", "access_entrysubject", "access_block"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
        for statement in statements:
            cursor.execute(statement)
    install()


@pytest.fixture
def sealed(tmp_path):
    """Some entries, sealed in one or two blocks."""
    worlds.post()
    return tmp_path


def numbered(monkeypatch):
    """
    A test runs in one transaction of PostgreSQL, in which nothing is finished: each entry is counted as a transaction of its own, as it is
    on SQLite, and those that are there already are numbered again.
    """
    numbers = iter(range(10**9, 2 * 10**9))
    monkeypatch.setattr(journal, "_transaction_id", lambda: next(numbers))
    monkeypatch.setattr(journal, "_finished_below", lambda: (Entry.objects.order_by("-xid").values_list("xid", flat=True).first() or 0) + 1)
    sql("UPDATE access_entry SET xid = id")


def seal_all(folder, monkeypatch, again=True):
    """Seal what there is."""
    if again:
        numbered(monkeypatch)
    return journal.seal(NOW, folder)


def test_a_whole_journal_verifies(sealed, monkeypatch):
    assert seal_all(sealed, monkeypatch) is not None
    verdict = journal.verify(head_folder=sealed)
    assert verdict.ok and verdict.entries == Entry.objects.count() > 3 and verdict.unsealed == 0


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE access_entry SET text = replace(text, 'consular', 'konsular') WHERE text LIKE '%consular%'",
        "UPDATE access_entry SET verb = 'access.other' WHERE id = (SELECT max(id) FROM access_entry)",
        "UPDATE access_entrysubject SET uid = NULL",
        "UPDATE access_entry SET at = recorded_at WHERE id = (SELECT min(id) FROM access_entry)",
        "UPDATE access_entry SET recorded_at = at WHERE id = (SELECT min(id) FROM access_entry)",
        "UPDATE access_entry SET space = 7 WHERE id = (SELECT min(id) FROM access_entry)",
        "UPDATE access_entry SET crisis_uid = uid WHERE id = (SELECT min(id) FROM access_entry)",
        "UPDATE access_entry SET cause_uid = uid WHERE id = (SELECT min(id) FROM access_entry)",
        "UPDATE access_entry SET actor_uid = uid WHERE id = (SELECT min(id) FROM access_entry)",
        "UPDATE access_entry SET label_id = 999 WHERE id = (SELECT min(id) FROM access_entry)",
        "UPDATE access_entry SET organisation_id = 999 WHERE id = (SELECT min(id) FROM access_entry)",
        "DELETE FROM access_entrysubject WHERE id = (SELECT max(id) FROM access_entrysubject)",
        "UPDATE access_block SET seal = upper(seal)",
        "UPDATE access_block SET entries = entries + 1",
    ],
)
def test_a_change_is_caught(sealed, monkeypatch, change):
    seal_all(sealed, monkeypatch)
    sql(change)
    assert not journal.verify(head_folder=sealed).ok


def test_a_removed_entry_is_caught(sealed, monkeypatch):
    seal_all(sealed, monkeypatch)
    sql(
        "DELETE FROM access_entrysubject WHERE entry_id = (SELECT min(id) FROM access_entry)",
        "DELETE FROM access_entry WHERE id = (SELECT min(id) FROM access_entry)",
    )
    assert not journal.verify(head_folder=sealed).ok


def test_an_inserted_entry_is_caught(sealed, monkeypatch):
    seal_all(sealed, monkeypatch)
    columns = "verb, actor_kind, actor_uid, organisation_id, unit_id, space, label_id, crisis_uid, cause_uid, at, recorded_at, xid, text"
    sql(f"INSERT INTO access_entry (uid, {columns}) SELECT {SOMEBODY}, {columns} FROM access_entry WHERE id = (SELECT min(id) FROM access_entry)")
    assert not journal.verify(head_folder=sealed).ok


@pytest.mark.parametrize("xid", ["-1", "-1000"])
def test_an_entry_put_before_every_block_is_caught(sealed, monkeypatch, xid):
    seal_all(sealed, monkeypatch)
    columns = "verb, actor_kind, actor_uid, organisation_id, unit_id, space, label_id, crisis_uid, cause_uid, at, recorded_at, text"
    sql(f"INSERT INTO access_entry (uid, xid, {columns}) SELECT {SOMEBODY}, {xid}, {columns} FROM access_entry WHERE id = (SELECT min(id) FROM access_entry)")
    assert not journal.verify(head_folder=sealed).ok


@pytest.mark.parametrize("what", ["number", "text", "block"])
def test_two_swapped_entries_are_caught(sealed, monkeypatch, what):
    numbered(monkeypatch)
    seal_all(sealed, monkeypatch, again=False)
    worlds.post()
    seal_all(sealed, monkeypatch, again=False)
    first, second = Entry.objects.order_by("id")[:2]
    if what == "block":
        second = Entry.objects.order_by("-id")[0]
    assert first.xid != second.xid and first.text != second.text and Block.objects.count() == 2
    column = "text" if what == "text" else "xid"
    one, other = (f"'{row.text}'" if what == "text" else str(row.xid) for row in (first, second))
    sql(f"UPDATE access_entry SET {column} = {other} WHERE id = {first.id}", f"UPDATE access_entry SET {column} = {one} WHERE id = {second.id}")
    assert not journal.verify(head_folder=sealed).ok


def test_a_cut_off_tail_is_caught_by_the_seal_that_is_kept_outside(sealed, monkeypatch):
    numbered(monkeypatch)
    first = seal_all(sealed, monkeypatch, again=False)
    worlds.post()
    last = seal_all(sealed, monkeypatch, again=False)
    assert first.seal != last.seal and first.upto < last.upto and journal.verify(head=last.seal).ok
    sql(
        f"DELETE FROM access_block WHERE id = {last.id}",
        f"DELETE FROM access_entrysubject WHERE entry_id IN (SELECT id FROM access_entry WHERE xid >= {first.upto})",
        f"DELETE FROM access_entry WHERE xid >= {first.upto}",
    )
    assert journal.verify().ok, "inside the database alone nothing is missing"
    assert not journal.verify(head_folder=sealed).ok and not journal.verify(head=last.seal).ok


def test_a_block_that_was_taken_off_its_entries_is_caught(sealed, monkeypatch):
    last = seal_all(sealed, monkeypatch)
    sql(f"DELETE FROM access_block WHERE id = {last.id}")
    assert not journal.verify(head_folder=sealed).ok


@pytest.mark.parametrize("head", ["last", "of another", "none"])
def test_the_command_says_what_it_found_and_by_which_head(sealed, monkeypatch, capsys, settings, head):
    from argparse import Namespace

    from safeconduct.config.commands import journal as command

    settings.KEY_FOLDER = sealed
    monkeypatch.setattr(command, "ready", lambda: None)
    last = seal_all(sealed, monkeypatch)
    given = {"last": last.seal, "of another": "0" * 64, "none": None}[head]
    code = command.run(Namespace(what="verify", head=given, json=True))
    told = json.loads(capsys.readouterr().out)
    assert (code, told["ok"], bool(told["fault"])) == ((1, False, True) if head == "of another" else (0, True, False))
    assert head == "of another" or told["head"] == last.seal


def test_a_chain_made_again_without_the_key_is_caught(sealed, monkeypatch):
    seal_all(sealed, monkeypatch)
    sql("UPDATE access_entry SET text = replace(text, 'duty_officer', 'head_of_post')", "DELETE FROM access_block")
    right = keys._ring
    keys._ring = keys.Ring.fresh()
    try:
        seal_all(None, monkeypatch)
    finally:
        keys._ring = right
    assert Block.objects.exists() and not journal.verify(head_folder=sealed).ok
