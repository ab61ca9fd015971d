"""「家族とつながり」の図を直す画面: つながり、社会関係図、印刷する図。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.queries import offices_to_share_with
from tsunagi.cases.pages import (
    Save,
    answer_case_form,
    band_of,
    looked_at_case,
    seen_case,
)
from tsunagi.cases.person import queries, ties_actions, ties_queries
from tsunagi.cases.person.forms import LastDayForm
from tsunagi.cases.person.models import RelatedPerson
from tsunagi.cases.person.ties_forms import EcoForm, TieForm, eco_initial, tie_initial
from tsunagi.cases.person.ties_models import EcoItem, Tie
from tsunagi.cases.person.ties_pages import family_picture, surroundings_picture
from tsunagi.cases.person.ties_rules import Direction, Strength
from tsunagi.cases.seen import SeenCase
from tsunagi.organisations.office.models import Office
from tsunagi.ui.forms import Form

TITLES = {"genogram": "家族図", "ecomap": "社会関係図"}
TIE_LEAD = (
    "父・母・配偶者・子・きょうだいは、続柄から線が引かれます。"
    "ここでは、離婚や別居、仲のよさ、続柄から分からない親子などを書きます。"
)
ECO_LEAD = "本人を囲む人、場、サービスを一つずつ書きます。図は自動で描かれます。"


@action("ties.picture", permission=Permission.CASE_VIEW)
@require_GET
def ties_picture(request: ActorRequest, public_id: UUID, picture: str) -> HttpResponse:
    """一枚の図。A4一枚に印刷できる。"""
    if picture not in TITLES:
        raise Http404
    seen = looked_at_case(request, public_id, action="ties.picture")
    asked: dict[str, Any] = {
        "actor": request.actor,
        "seen": seen,
        "today": request.today,
    }
    people = queries.related_people(**asked)
    drawn: Any = (
        family_picture(
            seen.case.person, people, ties_queries.ties_of(**asked), request.today
        )
        if picture == "genogram"
        else surroundings_picture(
            people, ties_queries.eco_items_of(**asked), request.today
        )
    )
    return render(
        request,
        "cases/person/ties_picture.html",
        {
            "case": seen.case, "band": band_of(seen, today=request.today),
            "picture": picture, "title": TITLES[picture], "drawn": drawn,
        },
    )  # fmt: skip


def _answer(
    request: ActorRequest,
    seen: SeenCase,
    form: Form,
    words: tuple[str, str, str],
    write: Save,
    *,
    lead: str = "",
) -> HttpResponse:
    """words: title, button, what is said afterwards."""
    return answer_case_form(
        request, seen, form, write,
        back=reverse("case-ties", args=[seen.case.public_id]),
        up_label="家族とつながり", title=words[0], submit=words[1], success=words[2],
        lead=lead,
    )  # fmt: skip


def _once(
    request: ActorRequest,
    name: str,
    seen: SeenCase,
    data: Mapping[str, Any],
    make: Callable[[], Tie | EcoItem],
) -> None:
    """Add one row however often the form is sent."""
    body = {"case": seen.case.public_id, **data}
    once(
        data["key"], by=request.actor, action=name, body=body,
        make=lambda: str(make().public_id),
    )  # fmt: skip


# --- ties ---------------------------------------------------------------------------
def _people(
    request: ActorRequest, seen: SeenCase, tie: Tie | None = None
) -> list[RelatedPerson]:
    """Who can be chosen: the people of today, and those the tie already names."""
    people = queries.related_people(actor=request.actor, seen=seen, today=request.today)
    named = [tie.first, tie.second] if tie else []
    return [*people, *(row for row in named if row is not None and row not in people)]


@action("person.tie", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def tie_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="person.tie")
    form = TieForm(request.POST or None, people=_people(request, seen))

    def write(data: dict[str, Any]) -> None:
        _once(
            request, "person.tie", seen, data,
            lambda: ties_actions.add_tie(
                case=seen.case, by=request.actor, now=request.now, **form.values()
            ),
        )  # fmt: skip

    words = ("つながりを加える", "加える", "つながりを加えました。")
    return _answer(request, seen, form, words, write, lead=TIE_LEAD)


@action("person.tie_edit", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def tie_edit(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="person.tie_edit")
    tie = ties_queries.tie_of(actor=request.actor, seen=seen, public_id=row_id)
    form = TieForm(
        request.POST or None,
        people=_people(request, seen, tie),
        initial=tie_initial(tie),
    )

    def write(data: dict[str, Any]) -> None:
        ties_actions.edit_tie(
            case=seen.case, tie=tie, version=data["version"] or 0, by=request.actor,
            now=request.now, **form.values(),
        )  # fmt: skip

    words = ("つながりを直す", "この内容で保存する", "保存しました。")
    return _answer(request, seen, form, words, write, lead=TIE_LEAD)


@action("person.tie_end", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def tie_end(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="person.tie_end")
    tie = ties_queries.tie_of(actor=request.actor, seen=seen, public_id=row_id)
    form = LastDayForm(request.POST or None, initial={"last_day": request.today})

    def write(data: dict[str, Any]) -> None:
        ties_actions.end_tie(
            case=seen.case, tie=tie, by=request.actor, now=request.now, **data
        )

    words = ("つながりを終える", "この日までとする", "終えました。")
    return _answer(request, seen, form, words, write, lead=ties_actions.tie_words(tie))


# --- what surrounds the person ------------------------------------------------------
def _offices(request: ActorRequest, item: EcoItem | None = None) -> list[Office]:
    """The directory, and the office the item already names."""
    offices = offices_to_share_with(actor=request.actor)
    named = item.office if item else None
    return offices if named is None or named in offices else [named, *offices]


@action("person.eco", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def eco_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="person.eco")
    form = EcoForm(
        request.POST or None,
        offices=_offices(request),
        initial={"strength": Strength.MODERATE, "direction": Direction.MUTUAL},
    )

    def write(data: dict[str, Any]) -> None:
        _once(
            request, "person.eco", seen, data,
            lambda: ties_actions.add_eco_item(
                case=seen.case, values=form.values(), by=request.actor, now=request.now
            ),
        )  # fmt: skip

    words = ("社会関係図に加える", "加える", "社会関係図に加えました。")
    return _answer(request, seen, form, words, write, lead=ECO_LEAD)


@action("person.eco_edit", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def eco_edit(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="person.eco_edit")
    item = ties_queries.eco_item_of(actor=request.actor, seen=seen, public_id=row_id)
    form = EcoForm(
        request.POST or None,
        offices=_offices(request, item),
        initial=eco_initial(item),
    )

    def write(data: dict[str, Any]) -> None:
        ties_actions.edit_eco_item(
            case=seen.case, item=item, values=form.values(),
            version=data["version"] or 0, by=request.actor, now=request.now,
        )  # fmt: skip

    words = ("社会関係図の一つを直す", "この内容で保存する", "保存しました。")
    return _answer(request, seen, form, words, write, lead=ECO_LEAD)


@action("person.eco_end", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def eco_end(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="person.eco_end")
    item = ties_queries.eco_item_of(actor=request.actor, seen=seen, public_id=row_id)
    form = LastDayForm(request.POST or None, initial={"last_day": request.today})

    def write(data: dict[str, Any]) -> None:
        ties_actions.end_eco_item(
            case=seen.case, item=item, by=request.actor, now=request.now, **data
        )

    words = ("つながりを終える", "この日までとする", "終えました。")
    return _answer(request, seen, form, words, write, lead=ties_actions.eco_words(item))
