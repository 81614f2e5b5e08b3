"""The geometry of bars and strips, in shares of a width. No text in the picture, so it may be mirrored with the page."""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct.web.drawn import Stage, Step

TONES = {"present": "b1", "accounted": "b2", "missing": "b3", "need": "b4"}


@dataclass(frozen=True)
class Bar:
    """A stage with its bar: all shares in percent of the width. ``pale`` ends a range, ``notch`` is the best estimate."""

    stage: Stage
    css: str
    row: str
    start: float = 0
    solid: float = 0
    pale: float = 0
    notch: float | None = None

    @property
    def pale_from(self) -> float:
        """Where the sure part of the bar ends."""
        return self.start + self.solid


def funnel_bars(stages: list[Stage]) -> list[Bar]:
    """
    Every stage on one scale, the largest value or high being the whole width.

    Parts walk along the sum before them, so that the eye adds them up.
    """
    whole = max((stage.figure.high if stage.figure.is_range else stage.figure.value for stage in stages if stage.bar), default=0) or 1
    bars, at = [], 0.0
    for stage in stages:
        fig, row = stage.figure, {"part": "in", "sum": "sum"}.get(stage.kind, "")
        if stage.kind != "part":
            at = 0.0
        if not stage.bar:
            bars.append(Bar(stage, "", row))
            continue
        sure = 100 * (fig.low if fig.is_range else fig.value) / whole
        pale = 100 * (fig.high - fig.low) / whole if fig.is_range else 0
        notch = 100 * fig.best / whole if fig.is_range and fig.best is not None else None
        bars.append(Bar(stage, TONES[stage.tone], row, at, sure, pale, notch))
        if stage.kind == "part":
            at += sure
    return bars


def gantt_strips(steps: list[Step], *, now: float, until: float) -> dict:
    """
    Each step as a planned frame and what was done in it, hours turned into percent of the width.

    What still runs after its planned end, or has not begun by then, is drawn as late.
    """
    def share(hours: float) -> float:
        return 100 * min(max(hours, 0), until) / until

    strips = []
    for step in steps:
        pieces = [(tone, share(start), share(end) - share(start)) for tone, start, end in _pieces(step, now) if end > start]
        strips.append({"step": step, "pieces": pieces, "plan_from": share(step.plan_from), "plan_wide": share(step.plan_to) - share(step.plan_from)})
    thirds = [round(until * part / 3) for part in range(4)]
    return {"strips": strips, "hours": thirds, "lines": [100 / 3, 200 / 3], "now": share(now), "now_hours": now}


def _pieces(step: Step, now: float) -> list[tuple[str, float, float]]:
    """What was done of a step, in hours. What is over stays grey, however late it was: colour is for what still needs somebody."""
    if step.done_from is None:
        return [("over", step.plan_to, now)]
    if step.done_to is not None:
        return [("done", step.done_from, step.done_to)]
    return [("run", step.done_from, min(now, step.plan_to)), ("over", max(step.plan_to, step.done_from), now)]
