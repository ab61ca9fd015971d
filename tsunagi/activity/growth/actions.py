"""できることのふり返りの書込み: 残す、書き足す、取り消す。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tsunagi.access.actor import Actor
from tsunagi.access.versions import next_version
from tsunagi.activity.growth import messages
from tsunagi.activity.growth.common_actions import (
    KEPT,
    recorded,
    require_oneself,
    require_own,
    require_plain,
    withdrawn,
)
from tsunagi.activity.growth.models import SelfAssessment
from tsunagi.activity.growth.rules import (
    Answer,
    Asked,
    Said,
    answers_of,
    merged_answers,
)
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen

CATALOGUE = ("catalogue", "catalogue_title", "catalogue_version")
VALUES = (*CATALOGUE, "assessed_on", "answers", "words")


class Sheet(Frozen):
    """What is asked: a catalogue in one version, all its items, those asked now."""

    catalogue: str
    title: str
    version: str
    items: tuple[Asked, ...]
    asked: tuple[Asked, ...]


@transaction.atomic
def write_assessment(
    *, sheet: Sheet, said: Said, words: str, on: date, by: Actor, now: datetime,
    today: date,
) -> SelfAssessment:  # fmt: skip
    """一回のふり返りを残す。たずねなかった項目は、前の回のまま引き継ぐ。

    said: {code: (step, note)} of the items that were asked.
    """
    me = require_oneself(by)
    if on > today:
        raise UserError(messages.IN_FUTURE, field="assessed_on")
    _require_something(said, words)
    rows = SelfAssessment.objects.unscoped("one's own rows, by the author's id")
    before = (
        rows.filter(
            author_id=me, municipality_id=by.here, catalogue=sheet.catalogue,
            assessed_on__lt=on, is_current=True, is_withdrawn=False,
        )
        .order_by("-assessed_on", "-id")
        .first()
    )  # fmt: skip
    earlier = answers_of(before.answers) if before else ()
    answers = _in_order(sheet, merged_answers(earlier, sheet.asked, said, on=on))
    try:
        with transaction.atomic():
            row = SelfAssessment.objects.create(
                municipality_id=by.here, author_id=me, assessed_on=on,
                catalogue=sheet.catalogue, catalogue_title=sheet.title,
                catalogue_version=sheet.version, answers=answers, words=words.strip(),
                recorded_at=now, recorded_by_id=me,
            )  # fmt: skip
    except IntegrityError:
        raise UserError(messages.ONCE_A_DAY, field="assessed_on") from None
    recorded("growth_assessment.write", row, by=by, items=len(answers))
    return row


@transaction.atomic
def correct_assessment(
    *, row: SelfAssessment, sheet: Sheet, said: Said, words: str, version: int,
    by: Actor, now: datetime,
) -> SelfAssessment:  # fmt: skip
    """その回に書き足す、直す。前の版は残る。日は変わらない。"""
    require_own(row, by=by)
    _require_something(said, words)
    answers = _in_order(
        sheet,
        merged_answers(answers_of(row.answers), sheet.asked, said, on=row.assessed_on),
    )
    values = {name: getattr(row, name) for name in VALUES}
    wanted = {**values, "answers": answers, "words": words.strip()}
    if wanted == values:
        return row
    after = next_version(row, wanted, version=version, kept=KEPT, by=by, now=now)
    recorded("growth_assessment.correct", after, by=by, items=len(answers))
    return after


@transaction.atomic
def withdraw_assessment(
    *, row: SelfAssessment, version: int, by: Actor, now: datetime
) -> SelfAssessment:
    """まちがえて残した回を取り消す。育ちの記録からも、見せている人からも消える。"""
    after = withdrawn(row, VALUES, version=version, by=by, now=now)
    recorded("growth_assessment.withdraw", after, by=by)
    return after


def _require_something(said: Said, words: str) -> None:
    if not words.strip() and not any(
        step or note.strip() for step, note in said.values()
    ):
        raise UserError(messages.EMPTY)
    require_plain(words=words)
    for code, (_, note) in said.items():
        require_plain(**{note_field(code): note})


def note_field(code: str) -> str:
    """The name of the field in which the note of an item is written."""
    return f"note_{code}"


def _in_order(sheet: Sheet, answers: Sequence[Answer]) -> list[dict[str, str]]:
    """As the catalogue lists them; what it lists no more comes last."""
    places = {one.code: number for number, one in enumerate(sheet.items)}
    ordered = sorted(answers, key=lambda one: places.get(one.code, len(places)))
    return [one.as_json() for one in ordered]
