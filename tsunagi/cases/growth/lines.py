"""育ちの記録の一行を、画面と CSV の言葉に直す。利用者のことを書いた言葉は、ここを通らない。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from tsunagi.activity.growth.models import GrowthRemark
from tsunagi.activity.growth.rules import AimState, answers_of, may_reopen, scale_on
from tsunagi.cases.growth.queries import Beside, EvidenceLine
from tsunagi.cases.growth.timeline import Line, LineKind
from tsunagi.cases.observation.rules import read_points
from tsunagi.cases.reflection.rules import Feeling, Principle
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki

LONGEST_TITLE = 60
HEAD = ("日", "種類", "題", "内容", "根拠", "もらったことば")


class Drawn(Frozen):
    """One line ready to be read. facts: (heading, text); row: for the acts of its kind."""

    kind: LineKind
    on: date
    title: str
    url: str
    facts: list[tuple[str, str]]
    row: Any
    evidence: list[tuple[str, EvidenceLine]]
    remarks: list[GrowthRemark]

    @property
    def may_reopen(self) -> bool:
        return self.kind is LineKind.AIM and may_reopen(AimState(self.row.state))


def drawn_lines(lines: Iterable[Line], beside: Beside) -> list[Drawn]:
    return [_drawn(line, beside) for line in lines]


def _drawn(line: Line, beside: Beside) -> Drawn:
    row = line.row
    title, url, facts = _WORDS[line.kind](row)
    evidence: list[tuple[str, EvidenceLine]] = []
    remarks: list[GrowthRemark] = []
    if line.kind is LineKind.ASSESSMENT:
        labels = {one["code"]: one["label"] for one in row.answers}
        evidence = [
            (labels.get(one.row.item_code, ""), one)
            for one in beside.evidence.get(row.record_id, ())
        ]
        remarks = beside.remarks.get(row.record_id, [])
    kept = [(label, text) for label, text in facts if text]
    return Drawn(line.kind, line.on, title, url, kept, row, evidence, remarks)


Words = tuple[str, str, list[tuple[str, str]]]


def _assessment(row: Any) -> Words:
    scale = scale_on(row.assessed_on)
    looked = [one for one in answers_of(row.answers) if one.on == row.assessed_on]
    by_step = [
        (step.label, "、".join(one.label for one in looked if one.step == step.code))
        for step in scale.steps
    ]
    first = row.words.partition("\n")[0]
    return (
        f"「{first[:LONGEST_TITLE]}」" if first else row.catalogue_title,
        reverse("growth-assessment", args=[row.record_id]),
        [*by_step, ("もとにしたもの", row.catalogue_title if first else "")],
    )  # fmt: skip


def _aim(row: Any) -> Words:
    state = row.get_state_display()
    day = f"（{format_wareki(row.settled_on)}）" if row.settled_on else ""
    return (
        row.text, "",
        [
            ("いつまでに", format_wareki(row.due_on)), ("どうやって", row.how),
            ("いま", f"{state}{day}"), ("ふり返って", row.looking_back),
        ],
    )  # fmt: skip


def _reflection(row: Any) -> Words:
    """価値と態度への手ごたえだけ。書いた言葉は、もとのページで読む。"""
    felt = [
        (
            feeling.label,
            "、".join(
                one.label for one in Principle if row.feelings.get(one.value) == feeling
            ),
        )
        for feeling in Feeling
        if feeling is not Feeling.APART
    ]
    return (
        "終わった支援のふり返り", reverse("reflection-page", args=[row.record_id]), felt
    )  # fmt: skip


def _observation(row: Any) -> Words:
    """観点と段階だけ。その場面の言葉は、もとのページで、いま見てよい人だけが読む。"""
    found: dict[str, list[str]] = {}
    for point, word, _ in read_points(row.sheet, row.points):
        found.setdefault(word or "言葉だけ", []).append(point.label)
    facts = [(word, "、".join(labels)) for word, labels in found.items()]
    answered = "した" if row.answered_at else "まだ"
    return (
        f"{row.get_kind_display()}の気づき（{row.observer.name}）",
        reverse("observation-page", args=[row.record_id]),
        [*facts, ("返事", answered)],
    )  # fmt: skip


def _taken(row: Any) -> Words:
    url = reverse("training-page", args=[row.event_id]) if row.event_id else ""
    return (
        row.title, url,
        [("開いたところ", row.held_by), ("持ち帰ったこと", row.learned)],
    )  # fmt: skip


def _qualification(row: Any) -> Words:
    return row.title, "", [("実施した都道府県など", row.issued_by)]


_WORDS = {
    LineKind.ASSESSMENT: _assessment,
    LineKind.AIM: _aim,
    LineKind.REFLECTION: _reflection,
    LineKind.OBSERVATION: _observation,
    LineKind.TRAINING: _taken,
    LineKind.QUALIFICATION: _qualification,
}


def written_lines(lines: Iterable[Drawn]) -> list[tuple[str, ...]]:
    """The rows of the CSV, in the order of `HEAD`."""
    return [
        (
            format_wareki(one.on), one.kind.label, one.title,
            "／".join(f"{label}: {text}" for label, text in one.facts),
            "／".join(
                f"{item}: {line.label} {format_wareki(line.row.on)} {line.words}".strip()
                for item, line in one.evidence
            ),
            "／".join(
                f"{remark.written_by.name}: {remark.text}" for remark in one.remarks
            ),
        )
        for one in lines
    ]  # fmt: skip
