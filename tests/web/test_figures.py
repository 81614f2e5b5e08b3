"""Numbers are never surer than they are, in any language."""

import re
from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from safeconduct.kernel.figures import Figure
from safeconduct.web import written
from safeconduct.web.charts import funnel_bars, gantt_strips
from safeconduct.web.drawn import Stage, Step

AT = datetime(2027, 1, 14, 14, 40, tzinfo=UTC)
RANGE = Figure("Present", low=2900, best=3400, high=4100, as_of=AT, source="Register.", definition="People there.", url="/people/")


def draw(source, **context):
    return Template("{% load web %}" + source).render(Context(context))


def seen(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(("lang", "shown"), [("en", "2,900–4,100"), ("ar", "2,900 إلى 4,100"), ("fr", "2\u202f900–4\u202f100"), ("ru", "2\u00a0900–4\u00a0100"), ("zh-hans", "2,900–4,100")])
def test_a_range_is_written_as_one_thing_in_every_language(lang, shown):
    with translation.override(lang):
        assert written.figure_text(RANGE) == f'<span class="range">{shown}</span>'


def test_a_figure_shows_its_as_of_its_source_and_its_meaning():
    text = seen(draw("{% figure fig %}", fig=RANGE))
    assert "2,900–4,100 best 3,400" in text
    assert "As of Thu 14 Jan 2027, 09:40" in text
    assert "Register." in text and "People there." in text


def test_the_best_estimate_alone_is_never_the_number():
    assert seen(draw("{% value fig %}", fig=RANGE)) == "2,900–4,100"


def test_an_exercise_figure_says_so_beside_its_number():
    assert seen(draw("{% value fig %}", fig=Figure("x", 5, exercise=True))) == "5 exercise"


def test_zero_is_a_number_and_nothing_is_a_dash():
    assert (written.number(0), written.number(None)) == ("0", "—")


def test_a_moment_is_told_in_the_time_zone_that_is_active():
    from django.utils import timezone

    with timezone.override("Asia/Kathmandu"):
        assert written.moment(AT) == "Thu 14 Jan 2027, 20:25"
    with translation.override("ar"):
        assert written.moment(AT) == "خميس 14 يناير 2027، 09:40"


def test_parts_of_a_sum_begin_where_the_part_before_them_ended():
    bars = funnel_bars([Stage(Figure("all", 100)), Stage(Figure("sum", 60), "sum"), Stage(Figure("a", 45), "part"), Stage(Figure("b", 15), "part"), Stage(Figure("next", 40), "sum"), Stage(Figure("c", 40), "part")])
    assert [(bar.start, bar.solid) for bar in bars] == [(0, 100), (0, 60), (0, 45), (45, 15), (0, 40), (0, 40)]


def test_a_range_is_solid_to_the_low_and_pale_to_the_high():
    bar = funnel_bars([Stage(Figure("r", low=25, best=50, high=100))])[0]
    assert (bar.solid, bar.pale_from, bar.pale, bar.notch) == (25, 25, 75, 50)


def test_a_funnel_of_nobody_is_drawn_without_a_bar():
    assert [bar.solid for bar in funnel_bars([Stage(Figure("none", 0))])] == [0]


def test_a_running_step_is_late_only_beyond_its_plan():
    strips = gantt_strips([Step("s", 0, 36, "late", "Late", 18, None), Step("not begun", 0, 36, "late", "Late"), Step("done late", 0, 18, "ok", "Done", 18, 36)], now=54, until=72)["strips"]
    assert [strip["pieces"] for strip in strips] == [[("run", 25, 25), ("over", 50, 25)], [("over", 50, 25)], [("done", 25, 25)]]


def test_a_status_without_a_shape_is_refused():
    with pytest.raises(ValueError, match="is no state"):
        draw("{% status 'purple' 'Odd' %}")


def test_content_is_told_from_our_words_and_cannot_break_out():
    html = draw("{% bdi text lang='zh-hans' %}", text='<b>"x"')
    assert html == '<bdi data-content lang="zh-Hans">&lt;b&gt;&quot;x&quot;</bdi>'


def test_an_icon_is_hidden_from_ears_and_an_unknown_one_is_refused():
    from lucide import IconDoesNotExist

    assert 'aria-hidden="true"' in draw("{% icon 'safe' %}") and 'aria-hidden="true"' in draw("{% icon 'shield-check' 16 %}")
    assert 'class="m"' in draw("{% icon 'leave' %}")
    with pytest.raises(IconDoesNotExist):
        draw("{% icon 'no-such-icon' %}")


def test_what_will_happen_says_the_numbers_first_and_how_it_can_be_undone():
    from safeconduct.web.drawn import Will

    will = Will("Write to 40,000 people?", [(38200, "get an SMS"), (1800, "have no telephone")], "Send", "/send/", undo="This cannot be undone.", keep_url="/back/", hidden=[("uid", "x")], danger=True)
    html = draw("{% what_will_happen will %}", will=will)
    assert seen(html) == "Write to 40,000 people? What will happen 38,200 get an SMS 1,800 have no telephone This cannot be undone. Send Keep as it is"
    assert 'class="btn stop"' in html and 'name="uid" value="x"' in html


def test_work_that_is_finished_is_not_asked_again():
    from safeconduct.web.drawn import Work

    assert "data-ask" in draw("{% progress job %}", job=Work("Import", 3, 9, url="/w/"))
    assert "data-ask" not in draw("{% progress job %}", job=Work("Import", 9, 9, url="/w/", finished=True))
