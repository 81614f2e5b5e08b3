"""Jobs: two lanes, so that an alarm never waits behind a long list; what a lane works on is not taken for lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from safeconduct.jobs import runner
from safeconduct.jobs.models import Job


@pytest.fixture
def ran(monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(runner, "WORKS", {**runner.WORKS})
    runner.job("test.list", long=True)(lambda progress: said.append("list"))
    runner.job("test.alarm")(lambda progress: said.append("alarm"))
    return said


@pytest.mark.django_db
def test_the_short_lane_leaves_a_long_job_to_the_long_lane(ran):
    runner.enqueue("test.list")
    runner.enqueue("test.alarm")
    now = timezone.now() + timedelta(seconds=1)
    assert runner.run_one(lane="short", now=now) and not runner.run_one(lane="short", now=now)
    assert ran == ["alarm"]
    assert runner.run_one(lane="long", now=now) and not runner.run_one(lane="long", now=now)
    assert ran == ["alarm", "list"]


@pytest.mark.django_db
def test_a_lost_job_is_given_back_but_not_one_that_a_lane_of_this_process_works_on(ran, monkeypatch):
    runner.enqueue("test.list")
    now = timezone.now()
    Job.objects.update(state="running", heartbeat_at=now - timedelta(minutes=5))
    monkeypatch.setattr(runner, "AT_HAND", {Job.objects.get().id})
    assert runner.reap(now) == 0
    monkeypatch.setattr(runner, "AT_HAND", set())
    assert runner.reap(now) == 1
    assert Job.objects.get().state == "waiting"


def test_bringing_a_list_and_the_backup_are_long_jobs_and_nothing_that_somebody_waits_for_is():
    assert {name for name, work in runner.WORKS.items() if work.long} == {"people.import", "config.backup"}


@pytest.mark.once  # the embedded database only: PostgreSQL keeps its own statistics
@pytest.mark.django_db
def test_with_statistics_the_embedded_database_finds_people_by_the_narrow_index():
    from django.db import connection

    from safeconduct.jobs import upkeep

    with connection.cursor() as cursor:
        rows = [(n, f"{n:032}") for n in range(3000)]
        cursor.execute("CREATE TABLE upkeep_trial (label_id INTEGER, reference TEXT)")
        cursor.execute("CREATE INDEX upkeep_label ON upkeep_trial (label_id)")
        cursor.execute("CREATE INDEX upkeep_reference ON upkeep_trial (reference)")
        cursor.executemany("INSERT INTO upkeep_trial VALUES (%s %% 3, %s)", rows)
        ask = f"EXPLAIN QUERY PLAN SELECT * FROM upkeep_trial WHERE label_id IN (0, 1) AND reference IN ({', '.join(repr(r) for _n, r in rows[:100])})"
        upkeep.statistics()
        cursor.execute(ask)
        assert "upkeep_reference" in str(cursor.fetchall())
