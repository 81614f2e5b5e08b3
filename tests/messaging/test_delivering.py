"""From a draft to rows that say what left and what arrived."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from safeconduct.access import actions as access
from safeconduct.access.models import Entry, Proposal, Space
from safeconduct.access.queries import waiting_proposals
from safeconduct.access.rules import Withdrawn
from safeconduct.kernel.ids import new_uid
from safeconduct.messaging import actions, jobs, queries, rules
from safeconduct.messaging.channels import Parcel, transport_for
from safeconduct.messaging.channels.base import MayNotLeave
from safeconduct.messaging.channels.simulator import Simulator
from safeconduct.messaging.models import Delivery, Message
from safeconduct.people import actions as people
from tests import worlds
from tests.messaging.world import LATER, NOW, TEXTS, draft, mail, phone, put, rows, run, send, sent, state
from tests.simulators.sms import gateway

NEVER = rules.never_ask("en")


class Idle:
    def step(self, *args):
        pass


def test_a_person_is_written_to_in_the_own_language_and_it_says_that_we_never_ask_for_money(post):
    one = put(post.officer, phone(), languages=("am", "en"))
    uid = send(post.officer, [one])
    [(number, text)] = sent()
    assert number == "+99955501001" and text == f"ውስጥ ይቆዩ።\n{rules.never_ask('am')}"
    [row] = rows(uid)
    assert (row.state, row.language, row.channel, row.parts) == ("handed_over", "am", "sms", 1)
    assert state(uid) == "sent"


def test_machine_text_leaves_only_when_an_officer_says_so_and_the_person_is_not_shown_which_it_is(post):
    one = put(post.officer, phone(), languages=("fr",))
    send(post.officer, [one])
    assert sent()[0][1].startswith("Stay inside.")
    uid = send(post.officer, [one], accept_machine=True)
    assert sent()[1][1] == f"Restez chez vous.\n{rules.never_ask('fr')}"
    assert rows(uid)[0].machine and Message.objects.get(uid=uid).machine_accepted_by == post.user.uid
    assert queries.preview(post.officer, uid, NOW).machine_languages == {"fr": 1}


def test_a_message_that_is_all_machine_text_is_refused_unless_somebody_answers_for_it(post):
    uid = draft(post.officer, [put(post.officer, phone())], texts={"fr": TEXTS["fr"]})
    with pytest.raises(rules.MachineText):
        actions.release(post.officer, message=uid, at=NOW)


def test_a_contact_that_is_not_safe_is_counted_and_never_used(post):
    unsafe = put(post.officer, phone(may_write=False, may_call=False))
    nothing = put(post.officer)
    good = put(post.officer, phone("+99955501002"))
    uid = draft(post.officer, [unsafe, nothing, good])
    seen = queries.preview(post.officer, uid, NOW)
    assert (seen.total, seen.reachable, seen.not_safe, seen.no_contact) == (3, 1, 1, 1)
    actions.release(post.officer, message=uid, at=NOW)
    run()
    assert [number for number, _ in sent()] == ["+99955501002"]


def test_a_contact_that_becomes_unsafe_after_release_is_not_used(post):
    one = put(post.officer, phone(), mail())
    uid = draft(post.officer, [one], channels=["sms"])
    actions.release(post.officer, message=uid, at=NOW)
    jobs.fill(Idle(), Message.objects.get(uid=uid), NOW)
    from safeconduct.people.models import ContactPoint

    ContactPoint.objects.within(worlds.system()).filter(kind="phone").update(may_write=False)
    run()
    assert not sent() and rows(uid)[0].fault == "not-safe"


def test_one_text_goes_to_a_telephone_that_a_family_shares_and_all_of_them_count_as_reached(post):
    family = [put(post.officer, phone(owner="shared")) for _ in range(3)]
    uid = draft(post.officer, family)
    seen = queries.preview(post.officer, uid, NOW)
    assert (seen.reachable, seen.shared, seen.neutral) == (3, 2, 3)
    assert seen.parts == rows_parts("Please stay in.")
    actions.release(post.officer, message=uid, at=NOW)
    run()
    assert sent() == [("+99955501001", f"Please stay in.\n{NEVER}")]
    assert sorted(queries.states_of(post.officer, uid).values()) == ["handed_over"] * 3
    counts = queries.counts_of(post.officer, uid)
    assert counts.people == {"handed_over": 3} and counts.shared == 2
    actions.report_delivery(channel="sms", provider_id=rows(uid)[0].provider_id, state="delivered", at=LATER)
    assert set(queries.states_of(post.officer, uid).values()) == {"delivered"}


def rows_parts(text):
    from safeconduct.messaging.segments import segments

    return segments(f"{text}\n{NEVER}").parts


def test_two_who_both_call_a_number_their_own_get_the_neutral_text(post):
    both = [put(post.officer, phone()) for _ in range(2)]
    send(post.officer, [both[0]])
    assert sent() == [("+99955501001", f"Please stay in.\n{NEVER}")], "the other reads it too, in the audience or not"


def test_a_person_named_twice_and_inside_two_audiences_is_counted_once(post):
    one = put(post.officer, phone(), country="HTI", path="HTI/HT01")
    spec = {"people": [str(one), str(one)], "path": "HTI"}
    assert queries.audience(post.officer, spec, NOW, texts=TEXTS).total == 1
    uid = send(post.officer, [], audience=spec)
    jobs.deliver(Idle(), str(uid))
    jobs.fill(Idle(), Message.objects.get(uid=uid), NOW)
    assert len(rows(uid)) == 1 and len(sent()) == 1


def test_audiences_by_place_language_crisis_and_list_hold_together(post):
    here = put(post.officer, phone(), languages=("am",), country="HTI", path="HTI/HT01")
    put(post.officer, phone("+99955501002"), languages=("en",), country="HTI", path="HTI/HT02")
    put(post.officer, phone("+99955501003"), languages=("am",), country="DOM", path="DOM/DO01")
    count = lambda **spec: queries.audience(post.officer, spec, NOW).total  # noqa: E731
    assert (count(path="HTI"), count(languages=["am"]), count(path="HTI", languages=["am"]), count(path="HTI/HT0")) == (2, 2, 1, 0)
    assert count() == 0 and count(people=[str(here)]) == 1


def test_the_database_holds_one_delivery_of_a_message_to_a_person_by_a_channel(post):
    one = put(post.officer, phone())
    uid = send(post.officer, [one])
    row = rows(uid)[0]
    again = Delivery(uid=new_uid(), message_id=row.message_id, person_id=row.person_id, channel="sms", label_id=row.label_id, language="en", made_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.within(worlds.system()).bulk_create([again])


def test_the_second_channel_is_tried_when_the_first_fails_or_is_missing(post, settings):
    settings.CHANNELS["sms"]["fails"] = ["+99955501001"]
    fails, missing = put(post.officer, phone(), mail()), put(post.officer, mail("b@example.org"))
    uid = send(post.officer, [fails, missing])
    assert sorted(number for number, _ in sent()) == ["b@example.org", "sara@example.org"]
    assert set(queries.states_of(post.officer, uid).values()) == {"handed_over"}
    assert sorted((row.channel, row.state) for row in rows(uid)) == [("email", "handed_over"), ("email", "handed_over"), ("sms", "failed")]


def test_a_report_of_failure_goes_on_to_the_next_channel_and_one_of_arrival_is_never_taken_back(post):
    one, two = put(post.officer, phone(), mail()), put(post.officer, phone("+99955501002"))
    uid = send(post.officer, [one, two])
    first, second = rows(uid)
    assert actions.report_delivery(channel="sms", provider_id=first.provider_id, state="failed", fault="absent", at=LATER) == 1
    actions.report_delivery(channel="sms", provider_id=second.provider_id, state="delivered", at=LATER)
    actions.report_delivery(channel="sms", provider_id=second.provider_id, state="failed", at=LATER)
    run()
    assert [(row.channel, row.state) for row in rows(uid)] == [("sms", "failed"), ("sms", "delivered"), ("email", "handed_over")]
    assert actions.report_delivery(channel="sms", provider_id="unknown", state="delivered", at=LATER) == 0
    assert actions.report_delivery(channel="sms", provider_id="", state="delivered", at=LATER) == 0


def test_a_fault_that_may_pass_is_tried_again_later_and_then_given_up(post, settings):
    settings.CHANNELS["sms"] |= {"fails": ["+99955501001"], "final": False}
    uid = send(post.officer, [put(post.officer, phone())], channels=["sms"])
    row = rows(uid)[0]
    assert (row.state, row.attempts, row.fault) == ("waiting", 1, "simulated") and row.next_at > row.made_at
    at = row.next_at
    for attempt in range(2, rules.TRIES + 1):
        jobs.deliver(Idle(), str(uid), at=at)
        row = rows(uid)[0]
        assert row.attempts == attempt
        at = row.next_at or at
    assert row.state == "failed" and state(uid) == "sent"


def test_what_a_dead_process_left_behind_is_swept_up_and_not_sent_while_somebody_holds_it(post):
    uid = draft(post.officer, [put(post.officer, phone())])
    actions.release(post.officer, message=uid, at=NOW)
    jobs.fill(Idle(), Message.objects.get(uid=uid), NOW)
    assert actions.claim(worlds.system(), message=uid, at=NOW) and not actions.claim(worlds.system(), message=uid, at=NOW)
    from safeconduct.jobs.models import Job

    Job.objects.all().delete()
    jobs.sweep(Idle(), at=NOW + timedelta(minutes=1))
    assert not Job.objects.exists()
    jobs.sweep(Idle(), at=NOW + timedelta(minutes=6))
    assert [job.arguments for job in Job.objects.filter(name="messaging.deliver")] == [{"message": str(uid)}]
    jobs.deliver(Idle(), str(uid), at=NOW + timedelta(minutes=6))
    assert len(sent()) == 1 and state(uid) == "sent"


def test_withdrawing_consent_drops_what_waits_at_once_and_leaves_the_audience(post):
    one, two = put(post.officer, phone(owner="shared")), put(post.officer, phone(owner="shared"))
    uid = draft(post.officer, [one, two])
    actions.release(post.officer, message=uid, at=NOW)
    jobs.fill(Idle(), Message.objects.get(uid=uid), NOW)
    carrier = people_uid(rows(uid)[0].person_id)
    people.withdraw(post.officer, person=carrier, at=NOW)
    assert sorted(row.state for row in rows(uid)) == ["waiting", "withdrawn"]
    assert queries.preview(post.officer, uid, NOW).total == 1
    run()
    assert len(sent()) == 1, "the other one of the family still gets the text that the first carried"
    heir = next(row for row in rows(uid) if row.state == "handed_over")
    assert heir.via is None and people_uid(heir.person_id) != carrier


def people_uid(person_id):
    from safeconduct.people.models import Person

    return Person.objects.within(worlds.system()).get(id=person_id).uid


def test_a_withdrawn_message_stops_what_has_not_left_and_a_correction_goes_to_those_who_got_it(post):
    got, late = put(post.officer, phone()), put(post.officer, phone("+99955501002"))
    uid = send(post.officer, [got])
    other = draft(post.officer, [late])
    actions.release(post.officer, message=other, at=NOW)
    actions.withdraw_message(post.officer, message=other, at=NOW)
    run()
    assert len(sent()) == 1 and state(other) == "withdrawn"
    actions.withdraw_message(post.officer, message=uid, at=NOW)
    correction = actions.draft_correction(post.officer, message=new_uid(), of=uid, at=LATER)
    assert actions.draft_correction(post.officer, message=new_uid(), of=uid, at=LATER) == correction, "one draft, however often the alert is cancelled"
    assert len(sent()) == 1, "a draft does not leave"
    assert queries.preview(post.officer, correction, LATER).total == 1
    actions.release(post.officer, message=correction, at=LATER)
    run()
    assert "withdrawn" in sent()[1][1] and "2027-01-14 09:40" in sent()[1][1]
    assert queries.message(post.officer, correction).corrects == uid


def test_an_update_finds_the_messages_that_were_already_sent_about_an_alert(post):
    alert, hazard = new_uid(), new_uid()
    uid = send(post.officer, [put(post.officer, phone())], alert=alert, hazard=hazard)
    draft(post.officer, [], audience={"path": "HTI"}, alert=alert, hazard=hazard)
    assert [card.uid for card in queries.sent_about(post.officer, alerts=[alert])] == [uid]
    assert [card.uid for card in queries.sent_about(post.officer, hazard=hazard)] == [uid]
    assert queries.sent_about(post.officer) == []


def test_who_does_not_say_how_our_advice_stands_to_the_authority_s_may_not_release_it(post):
    authority = {"name": "Civil Protection", "time": "2027-01-14T09:00:00+00:00", "instruction": "Leave the coast.", "language": "en"}
    uid = draft(post.officer, [put(post.officer, phone())], purpose="instruct", authority=authority)
    with pytest.raises(rules.SayWhy) as refused:
        actions.release(post.officer, message=uid, at=NOW)
    assert "Civil Protection" in refused.value.sentence()
    actions.release(post.officer, message=uid, differs_because="Our nationals live on the hill.", at=NOW)
    assert queries.message(post.officer, uid).differs_because


def test_a_large_audience_waits_for_a_second_person_and_the_first_can_not_be_the_second(post, monkeypatch):
    monkeypatch.setattr("safeconduct.messaging.rules.life.SECOND_PERSON_ABOVE", 1)
    both = [put(post.officer, phone()), put(post.officer, phone("+99955501002"))]
    uid = draft(post.officer, both)
    assert actions.release(post.officer, message=uid, at=NOW) == "waiting"
    run()
    assert not sent()
    with pytest.raises(rules.SecondPerson):
        actions.release(post.officer, message=uid, at=NOW)
    second = worlds.acting(worlds.officer(post.section, "head_of_post"), post.section)
    proposal = Proposal.objects.get()
    assert proposal.numbers["reachable"] == 2
    access.decide(second, proposal=proposal.uid, agree=True, at=NOW)
    run()
    assert len(sent()) == 2 and state(uid) == "sent"


def test_withdrawing_takes_the_waiting_proposal_back_and_agreeing_to_it_is_refused_with_a_reason(post, monkeypatch):
    monkeypatch.setattr("safeconduct.messaging.rules.life.SECOND_PERSON_ABOVE", 0)
    uid = draft(post.officer, [put(post.officer, phone())])
    assert actions.release(post.officer, message=uid, at=NOW) == "waiting"
    second = worlds.acting(worlds.officer(post.section, "head_of_post"), post.section)
    [card] = waiting_proposals(second, NOW)
    assert actions.withdraw_message(post.officer, message=uid, at=NOW) == "cancelled"
    assert waiting_proposals(second, NOW) == [] and Proposal.objects.get().state == "withdrawn"
    for agree in (True, False):
        with pytest.raises(Withdrawn) as refused:
            access.decide(second, proposal=card.uid, agree=agree, at=NOW)
    assert "taken back" in str(refused.value.sentence())
    run()
    assert not sent() and state(uid) == "cancelled"


def test_who_lets_it_go_on_its_page_leaves_no_proposal_behind(post, monkeypatch):
    monkeypatch.setattr("safeconduct.messaging.rules.life.SECOND_PERSON_ABOVE", 0)
    uid = draft(post.officer, [put(post.officer, phone())])
    actions.release(post.officer, message=uid, at=NOW)
    second = worlds.acting(worlds.officer(post.section, "head_of_post"), post.section)
    assert actions.release(second, message=uid, at=NOW) == "sending" and waiting_proposals(second, NOW) == []


def test_a_declined_release_is_a_draft_again(post, monkeypatch):
    monkeypatch.setattr("safeconduct.messaging.rules.life.SECOND_PERSON_ABOVE", 0)
    uid = draft(post.officer, [put(post.officer, phone())])
    actions.release(post.officer, message=uid, at=NOW)
    second = worlds.acting(worlds.officer(post.section, "head_of_post"), post.section)
    access.decide(second, proposal=Proposal.objects.get().uid, agree=False, at=NOW)
    assert state(uid) == "draft"
    jobs.expire(Idle(), at=NOW)
    actions.release(post.officer, message=uid, at=NOW)
    jobs.expire(Idle(), at=NOW + timedelta(days=1))
    assert state(uid) == "draft", "and so is one whose second person never came"


def test_what_was_to_be_said_until_a_time_is_not_said_after_it(post, settings):
    settings.CHANNELS["sms"] |= {"fails": ["+99955501001"], "final": False}
    uid = send(post.officer, [put(post.officer, phone())], expires_at=NOW + timedelta(hours=1))
    jobs.expire(Idle(), at=NOW + timedelta(hours=2))
    assert rows(uid)[0].state == "expired"


def exercise(post):
    space = Space.objects.create(id=7, name="Drill")
    return replace(worlds.system(), space=space.id, organisation_id=post.ministry.id, labels=None)


def test_nothing_of_an_exercise_leaves_and_the_same_presses_in_reality_do(post, settings):
    with gateway() as there:
        settings.CHANNELS = {"sms": there.settings(), "email": {"transport": "smtp", "host": "127.0.0.1", "port": 1, "from": "a@example.org"}}
        drill = exercise(post)
        uid = send(drill, [put(drill, phone())])
        assert [(row.channel, row.state, row.space) for row in rows(uid)] == [("sink", "handed_over", 7)]
        assert there.connections == 0
        send(post.officer, [put(post.officer, phone("+99955501009"))])
        assert there.connections == 1 and there.to("+99955501009") == [f"Stay inside.\n{NEVER}"]


def test_every_transport_refuses_a_parcel_of_an_exercise_before_it_connects(settings):
    with gateway() as there:
        settings.CHANNELS = {"sms": there.settings(), "email": {"transport": "smtp", "host": "127.0.0.1", "port": 1, "from": "a@example.org"}}
        parcel = Parcel(new_uid(), 7, "+99955501001", "Drill", "en")
        for channel in ("sms", "email"):
            with pytest.raises(MayNotLeave):
                transport_for(channel).send([parcel])
        settings.CHANNELS = {"sms": {"transport": "file"}}
        with pytest.raises(MayNotLeave):
            transport_for("sms").send([parcel])
        assert there.connections == 0
    assert transport_for("sink").send([parcel])[0].provider_id


def test_the_database_refuses_a_real_channel_in_an_exercise(post):
    one = put(post.officer, phone())
    send(post.officer, [one])
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.within(worlds.system()).update(space=7)


def test_no_text_and_no_number_stands_readable_in_the_database_or_the_journal(post):
    send(post.officer, [put(post.officer, phone())])
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, text FROM messaging_delivery")
        for value in cursor.fetchone():
            assert b"999555" not in bytes(value) and b"Stay" not in bytes(value)
    assert all("Stay" not in entry.text and "999555" not in entry.text for entry in Entry.objects.all())


def test_everybody_in_the_deliveries_stands_in_the_journal(post):
    one = put(post.officer, phone())
    send(post.officer, [one])
    from safeconduct.access.queries import history_of

    assert "messaging.fill" in {line.verb for line in history_of(worlds.acting(post.user, post.section), one)}


def test_ten_thousand_are_made_in_chunks_of_two_hundred(post):
    for number in range(450):
        put(post.officer, phone(f"+9995550{number:04}"))
    uid = draft(post.officer, [], audience={"nationality": "UTO"})
    actions.release(worlds.system(), message=uid, at=NOW)
    run()
    assert len(sent()) == 450 == len({number for number, _ in sent()})
    assert Entry.objects.filter(verb="messaging.fill").count() == 4


def test_a_placeholder_that_nobody_fills_never_leaves(post):
    uid = send(post.officer, [put(post.officer, phone())], texts={"en": {"text": "Go to {link}", "neutral": "", "state": "source"}})
    assert not sent() and rows(uid)[0].fault == "open-place"


def test_the_links_and_codes_of_a_room_above_stand_in_the_text(post, monkeypatch):
    from safeconduct.kernel.verbs import SLOTS

    monkeypatch.setitem(SLOTS, "messaging.placeholders", [lambda **asked: {"link": f"x/{asked['person_id']}", "code": "ABC"}])
    send(post.officer, [put(post.officer, phone())], texts={"en": {"text": "{link} {code}", "neutral": "", "state": "source"}})
    assert "ABC" in sent()[0][1] and "{" not in sent()[0][1]


def test_a_hidden_person_changes_no_number_of_a_preview(post):
    agency = worlds.organisation("Relief agency", "io", "")
    put(post.officer, phone(), country="HTI", path="HTI/HT01")
    before = queries.audience(post.officer, {"path": "HTI"}, NOW, texts=TEXTS)
    from safeconduct.people.rules import NewPerson

    hidden = NewPerson(names=({"full": "Sara Wolde"},), nationalities=("UTO",), country="HTI", path="HTI/HT01", contacts=(phone(),))
    people.register_person(worlds.system(), person=new_uid(), told=hidden, owner=agency.id, at=NOW)
    assert queries.audience(post.officer, {"path": "HTI"}, NOW, texts=TEXTS) == before


def test_simulator_is_empty_before_each_test():
    assert Simulator.sent == []
