"""一人分の記録のすべて: 印刷と PDF が、同じ一つの中身から作られる。"""

from __future__ import annotations

from datetime import date

from tsunagi.access.actor import Actor
from tsunagi.activity.record.categories import Categories
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.aims.models import LifeStep, Problem
from tsunagi.cases.aims.queries import Aims, aims_of
from tsunagi.cases.aims.rules import ProblemKind, ProblemState, StepState
from tsunagi.cases.case.queries import CaseSheet, case_sheet
from tsunagi.cases.contact import queries as contact_queries
from tsunagi.cases.contact.queries import TimelineRow
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.papers.whole_blocks import plan_blocks
from tsunagi.cases.person.queries import person_page
from tsunagi.cases.person.reading import identity_rows
from tsunagi.cases.person.rules import CertificateKind, Section
from tsunagi.cases.seen import SeenCase
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki
from tsunagi.ui.parts import SummaryRow
from tsunagi.ui.pdffile import Block, write_pdf

MOST_ROWS = 2_000


class PersonRecord(Frozen):
    """What the sight opens, oldest first. is_cut: only the newest 2,000 rows are here."""

    seen: SeenCase
    identity: list[SummaryRow]
    sections: list[tuple[str, str]]
    sheet: CaseSheet
    aims: Aims
    rows: list[TimelineRow]
    is_cut: bool
    categories: Categories
    plan_blocks: list[Block]


def person_record(*, actor: Actor, seen: SeenCase, today: date) -> PersonRecord:
    """The caller has written the look."""
    categories = contact_categories(actor=actor, on=today)
    page = person_page(actor=actor, seen=seen)
    rows: list[TimelineRow] = []
    before = None
    while len(rows) < MOST_ROWS:
        found, before = contact_queries.timeline(actor=actor, seen=seen, before=before)
        rows += found
        if before is None:
            break
    return PersonRecord(
        seen=seen,
        identity=identity_rows(
            seen.case.person, page.whereabouts, categories.disability_kinds
        ),
        sections=[
            (section.label, page.sections[section.value].text)
            for section in Section
            if section.value in page.sections and page.sections[section.value].text
        ],
        sheet=case_sheet(actor=actor, seen=seen, today=today),
        aims=aims_of(actor=actor, seen=seen),
        rows=rows[::-1],
        is_cut=before is not None,
        categories=categories,
        plan_blocks=plan_blocks(actor=actor, seen=seen),
    )


def as_pdf(record: PersonRecord, *, mark: str) -> bytes:
    """The same record as a file of its own, with the mark on every page."""
    return write_pdf(
        f"{record.seen.case.person.name}さんの記録", _blocks(record), mark=mark
    )


def _blocks(record: PersonRecord) -> list[Block]:
    sheet = record.sheet
    blocks = [
        Block(
            "本人の情報",
            rows=[(row.label, str(row.value or "")) for row in record.identity],
        )
    ]
    blocks += [Block(label, entries=[("", text)]) for label, text in record.sections]
    if sheet.certificates:
        blocks.append(
            Block(
                "受給者証・手帳",
                rows=[
                    (CertificateKind(row.kind).label, _certificate(row.number, row.grade, row.last_day))
                    for row in sheet.certificates
                ],
            )
        )  # fmt: skip
    if sheet.key_people:
        blocks.append(
            Block(
                "関係者",
                rows=[
                    (row.title, "　".join(filter(None, (row.name, row.phone, row.note))))
                    for row in sheet.key_people
                ],
            )
        )  # fmt: skip
    if sheet.consents:
        blocks.append(
            Block(
                "同意",
                rows=[
                    (
                        "、".join(one.title for one in row.recipients.all()),
                        "、".join(FieldClass(letter).label for letter in row.classes),
                    )
                    for row in sheet.consents
                ],
            )
        )  # fmt: skip
    aims = record.aims
    problems = [*aims.present, *aims.latent, *aims.ended]
    if problems:
        blocks.append(Block("課題", entries=[_problem(row) for row in problems]))
    if aims.life_steps:
        blocks.append(
            Block("望む暮らしへの一歩", entries=[_step(row) for row in aims.life_steps])
        )
    blocks += record.plan_blocks
    title = "経過（古い順）"
    if record.is_cut:
        title += f"　新しい{MOST_ROWS:,}件まで"
    blocks.append(Block(title, entries=[_entry(row, record) for row in record.rows]))
    return blocks


def _problem(row: Problem) -> tuple[str, str]:
    state = ProblemState(row.state).label
    head = f"{format_wareki(row.noticed_on)}　{ProblemKind(row.kind).label}　{state}"
    notes = [
        f"{format_wareki(step.on)} {step.note}"
        for step in reversed(list(row.steps.all()))
        if step.note
    ]
    return head, "\n".join([row.text, *notes])


def _step(row: LifeStep) -> tuple[str, str]:
    when = format_wareki(row.done_on) if row.done_on else row.aim_words
    head = "　".join(filter(None, (when, StepState(row.state).label)))
    return head, "\n".join(filter(None, (row.text, row.reflection)))


def _certificate(number: str, grade: str, last_day: date | None) -> str:
    until = f"{format_wareki(last_day)}まで" if last_day else ""
    return "　".join(filter(None, (number, grade, until)))


def _entry(row: TimelineRow, record: PersonRecord) -> tuple[str, str]:
    day = format_wareki(row.on)
    if row.contact is None:
        event = row.event
        words = event.get_kind_display() if event else ""
        return f"{day}　{words}", event.text if event else ""
    contact = row.contact
    facts = [day, record.categories.methods.label_of(contact.method)]
    if contact.minutes is not None:
        facts.append(f"{contact.minutes}分")
    facts.append(f"{contact.staff}（{contact.office}）")
    if contact.is_withdrawn:
        facts.append("取り消し")
    text = contact.text
    if contact.judgement:
        text += f"\n判断・気づき: {contact.judgement}"
    if contact.next_action:
        text += f"\n次: {contact.next_action}"
    return "　".join(facts), text
