"""The backup that comes by itself: sealed, the last fourteen kept, its success and its trouble told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from safeconduct.access import keys
from safeconduct.access.sealing import opened
from safeconduct.config import saving
from safeconduct.config.commands.doctor import checks
from safeconduct.config.commands.restore import unpacked
from safeconduct.jobs import runner
from safeconduct.jobs.models import Schedule
from tests import worlds

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    settings.BACKUP_FOLDER, settings.KEY_FOLDER = tmp_path / "backups", tmp_path / "keys"
    keys.save_ring(settings.KEY_FOLDER, keys.ring())
    monkeypatch.delenv("SAFECONDUCT_BACKUP_PASSPHRASE", raising=False)
    return settings.BACKUP_FOLDER


def due(now=NOW):
    """What the runner does when the backup is due."""
    runner.enqueue("config.backup")
    Schedule.objects.get_or_create(name="config.backup", defaults={"next_at": now})
    while runner.run_one(now=now + timedelta(hours=1), lane="long"):
        pass


def state():
    return next((state, text) for name, state, text in checks() if name == "backup")


def test_it_comes_daily_in_the_lane_of_what_is_long():
    assert runner.REPEATED["config.backup"] == 24 * 3600 and runner.WORKS["config.backup"].long


def test_it_is_sealed_and_opens_with_the_ring_of_the_installation(folder):
    post = worlds.post()
    due()
    (file,) = saving.made(folder)
    assert file.stat().st_mode & 0o777 == 0o600 and folder.stat().st_mode & 0o777 == 0o700
    raw = file.read_bytes()
    assert post.user.username.encode() not in raw and keys.ring().keys["field:1"] not in raw
    (word,) = list(saving.words(file, folder.parent / "keys"))
    with file.open("rb") as source:
        text = b"".join(unpacked(opened(source, passphrase=word)))
    assert post.user.username.encode() in text and text.splitlines()[-1].startswith(b'{"rows"')
    assert b"access_knock" not in text and b"access.Knock" not in text


def test_where_a_passphrase_is_set_it_opens_with_that_alone(folder, monkeypatch):
    monkeypatch.setenv("SAFECONDUCT_BACKUP_PASSPHRASE", "four words that nobody guesses")
    due()
    (file,) = saving.made(folder)
    with file.open("rb") as source, pytest.raises(keys.NoKey):
        list(opened(source, passphrase=saving.word_of(keys.ring())))
    with file.open("rb") as source:
        assert list(opened(source, passphrase="four words that nobody guesses"))


def test_of_a_field_installation_it_opens_with_its_passphrase_and_nothing_plain_lies_beside_it(folder, settings):
    keys.save_ring(settings.KEY_FOLDER, keys.ring(), "the word of the post")
    due()
    (file,) = saving.made(folder)
    elsewhere = folder.parent / "elsewhere" / "kept"
    elsewhere.mkdir(parents=True)
    for path in folder.iterdir():
        path.rename(elsewhere / path.name)
    words = list(saving.words(elsewhere / file.name, folder.parent / "no keys", "the word of the post"))
    assert words == ["the word of the post", saving.word_of(keys.ring())]
    assert list(saving.words(elsewhere / file.name, folder.parent / "no keys", "another word")) == ["another word"]
    assert {p.name for p in elsewhere.iterdir()} == {file.name, keys.SEALED}


def test_the_last_fourteen_stay(folder):
    for day in range(17):
        saving.save_by_itself(NOW + timedelta(days=day))
    (folder / "somebody's own file").write_text("stays")
    saving.save_by_itself(NOW + timedelta(days=17))
    kept = [path.name[:8] for path in saving.made(folder)]
    assert kept == [f"{NOW + timedelta(days=day):%Y%m%d}" for day in range(4, 18)] and (folder / "somebody's own file").exists()


def test_what_fails_leaves_no_half_file_and_is_said(folder, monkeypatch, client):
    post = worlds.post()
    due()
    monkeypatch.setattr("safeconduct.config.dump.lines", lambda *_: (_ for _ in ()).throw(OSError("No space left on device")))
    due(NOW + timedelta(days=1))
    assert len(saving.made(folder)) == 1 and not list(folder.glob("*.new"))
    ok_at, fault = runner.last("config.backup")
    assert ok_at is not None and fault.startswith("OSError") and "space" not in fault
    assert "the last try failed: OSError" in state()[1]
    client.force_login(worlds.officer(post.section, "administrator"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("access:users")).content.decode()
    assert "Last backup" in page and "OSError" in page


def test_doctor_says_how_old_the_last_one_is(folder, monkeypatch):
    assert state()[0] == "warn" and "never" in state()[1]
    due()
    assert state()[0] == "note" and "SAFECONDUCT_BACKUP_PASSPHRASE" in state()[1]
    monkeypatch.setenv("SAFECONDUCT_BACKUP_PASSPHRASE", "four words that nobody guesses")
    assert state()[0] == "ok" and "0 days" in state()[1]
    Schedule.objects.update(last_ok_at=timezone.now() - timedelta(days=2, minutes=1))
    assert state()[0] == "warn" and "2 days" in state()[1]
    for path in saving.made(folder):
        path.unlink()
    assert state()[0] == "warn" and "none is there" in state()[1]
