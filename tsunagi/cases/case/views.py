"""ケースのページ（利用者のページ）: 経過と、次にすること。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.case import queries
from tsunagi.cases.case.rules import DifficultyGroup, EventKind
from tsunagi.cases.contact import queries as contact_queries
from tsunagi.cases.contact.queries import TimelineFilter, TimelineRow
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.pages import band_of, looked_at_case, may, tabs_of
from tsunagi.cases.person.reading import HIDDEN
from tsunagi.cases.person.rules import Section
from tsunagi.cases.scope import CARRIERS
from tsunagi.ui import parts
from tsunagi.ui.addresses import page_maker

CURSOR = "case-timeline"


@action("case.view", permission=Permission.CASE_VIEW)
@require_GET
def case_page(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """経過を新しい順に。本人の希望と同意は、いつも見えるところに置く。"""
    seen = looked_at_case(request, public_id, action="case.view")
    sheet = queries.case_sheet(actor=request.actor, seen=seen, today=request.today)
    wanted = _wanted(request)
    rows, more = contact_queries.timeline(
        actor=request.actor, seen=seen, wanted=wanted, before=_before(request)
    )
    words = {section.section: section for section in sheet.sections}
    template = "cases/case/page.html"
    return render(
        request,
        f"{template}#timeline" if request.htmx else template,
        {
            "seen": seen,
            "case": seen.case,
            "sight": seen.sight,
            "sheet": sheet,
            "band": band_of(seen, today=request.today),
            "tabs": tabs_of(seen, "case-page"),
            "wishes": words.get(Section.WISHES),
            "strengths": words.get(Section.STRENGTHS),
            "emergency": words.get(Section.EMERGENCY),
            "difficulties": [
                (group.label, found)
                for group in DifficultyGroup
                if (found := [d for d in sheet.difficulties if d.group == group])
            ],
            "identity": _identity(sheet),
            "entries": list(_entries(request, rows)),
            "kinds": contact_queries.timeline_kinds(),
            "wanted": wanted,
            "next_actions": [
                row.contact
                for row in rows
                if row.contact
                and row.contact.next_action
                and not row.contact.next_done_at
                and not row.contact.is_withdrawn
            ],
            "paging": parts.Paging(
                previous_url=f"?{urlencode(_kept(wanted))}"
                if request.GET.get("before")
                else "",
                next_url=f"?{urlencode({**_kept(wanted), 'before': _cursor(more)})}"
                if more
                else "",
                shown=len(rows),
            ),
            "may_work": may(
                request.actor,
                seen,
                Permission.CASE_WORK,
                field_class=FieldClass.NARRATIVE,
            ),
            "sees_sharing": not seen.sight.relations.isdisjoint(CARRIERS),
        },
    )


def _identity(sheet: queries.CaseSheet) -> list[parts.SummaryRow]:
    where = sheet.whereabouts
    if where is None:
        return [parts.SummaryRow("住所・連絡先", HIDDEN)]
    return [
        parts.SummaryRow("電話", where.phone),
        parts.SummaryRow("住所", where.address),
    ]


def _wanted(request: ActorRequest) -> TimelineFilter:
    kind = request.GET.get("kind", "")
    allowed = {value for value, _ in contact_queries.timeline_kinds()}
    mine = request.GET.get("mine") == "1"
    return TimelineFilter(
        kind=kind if kind in allowed else "",
        staff_id=request.actor.staff_id if mine else None,
    )


def _kept(wanted: TimelineFilter) -> dict[str, str]:
    kept = {"kind": wanted.kind} if wanted.kind else {}
    return {**kept, "mine": "1"} if wanted.staff_id else kept


def _cursor(key: tuple[date, int, int] | None) -> str:
    """The place to continue, signed: integers of the database stay inside."""
    if key is None:
        return ""
    return signing.dumps([key[0].isoformat(), key[1], key[2]], salt=CURSOR)


def _before(request: ActorRequest) -> tuple[date, int, int] | None:
    try:
        on, rank, pk = signing.loads(request.GET.get("before", ""), salt=CURSOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return date.fromisoformat(on), int(rank), int(pk)


def _entries(
    request: ActorRequest, rows: list[TimelineRow]
) -> Iterator[tuple[Any, ...]]:
    """The rows in words; the categories of today give old codes their labels too."""
    categories = contact_categories(actor=request.actor, on=request.today)
    label_of_method = categories.methods.label_of
    label_of_content = categories.contents.label_of
    address_of = page_maker("contact-page")
    for row in rows:
        if contact := row.contact:
            title = label_of_method(contact.method)
            if contact.minutes is not None:
                title += f"　{contact.minutes}分"
            yield (
                contact, row.on, f"{contact.staff}（{contact.office}）",
                address_of(contact.record_id), title,
                [label_of_content(code) for code in contact.contents], contact.text,
            )  # fmt: skip
        elif event := row.event:
            author = event.recorded_by
            yield (
                None, row.on, author.name if author else "", "",
                EventKind(event.kind).label, (), event.text,
            )  # fmt: skip
