"""会議の種類の表: 出典、確かさ、六つの議題、間隔。"""

from __future__ import annotations

import pytest

from tsunagi.meetings.series.kinds import (
    CONFIDENCE_WORDS,
    KINDS,
    agenda_template,
    kind_choices,
    kind_of,
)
from tsunagi.meetings.series.rules import Level, MemberKind, Rhythm
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff.rules import PostKind


def test_the_weekly_meeting_has_the_six_sections_and_fits_its_time() -> None:
    kind = kind_of("liaison")
    lines = agenda_template("liaison")
    assert [line.section for line in lines] == [1, 2, 3, 4, 5, 6]
    assert lines[0].title == "新規相談者の受理判断"
    assert sum(line.minutes for line in lines) == kind.most_minutes == 120
    assert (kind.rhythm, kind.number, kind.usual_days) == (Rhythm.DAYS, 14, 7)
    assert kind.speaks_of_persons and kind.led_by_chief


@pytest.mark.parametrize(
    ("code", "rhythm", "number", "months", "lines"),
    [
        ("supervision", Rhythm.MONTHLY, 0, (), 2),
        ("ward_network", Rhythm.YEARLY, 4, (), 3),
        ("strengthening", Rhythm.MONTHLY, 0, (), 4),
        ("community_supporters", Rhythm.MONTHLY, 0, (), 3),
        ("council_main", Rhythm.MONTHS, 0, (5, 10, 2), 4),
        ("subcommittee", Rhythm.MONTHLY, 0, (), 4),
    ],
)
def test_rhythms_and_agendas_of_the_documents(
    code: str, rhythm: Rhythm, number: int, months: tuple[int, ...], lines: int
) -> None:
    kind = kind_of(code)
    assert (kind.rhythm, kind.number, kind.months) == (rhythm, number, months)
    assert len(agenda_template(code)) == lines


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_every_kind_says_where_it_comes_from(kind: object) -> None:
    assert isinstance(kind, type(kind_of("other")))
    assert kind.confidence in CONFIDENCE_WORDS and kind.confidence_word
    assert bool(kind.lines) is (kind.confidence != "C")
    assert "提案" in kind.document if kind.confidence == "C" else kind.lines
    assert kind.ours, "what we add ourselves is said"
    assert sum(line.minutes for line in kind.agenda) in (0, kind.planned_minutes)
    for line in kind.members:
        assert not line.office_kind or OfficeKind(line.office_kind)
        assert not line.post_kind or PostKind(line.post_kind)
        filled = {
            MemberKind.OFFICE_KIND: line.office_kind, MemberKind.POST: line.post_kind,
            MemberKind.CHIEF: "chief",
        }  # fmt: skip
        assert filled[line.kind]


def test_both_scopes_of_case_review_exist() -> None:
    assert kind_of("liaison").level == Level.AREA
    assert kind_of("office_review").level == Level.OFFICE


def test_an_unknown_code_is_a_meeting_of_its_own_sort() -> None:
    assert kind_of("no-such-kind").code == "other"
    assert agenda_template("no-such-kind") == ()
    assert ("liaison", "相談支援連絡会議") in kind_choices()
