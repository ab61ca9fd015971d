"""重なった記録をさがし、見比べて一つにし、違えば元に戻す画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.merge import actions, queries
from tsunagi.cases.merge.actions import CHOOSABLE
from tsunagi.cases.merge.forms import MergeForm
from tsunagi.cases.person.models import Person
from tsunagi.cases.person.reading import HIDDEN, birth_words
from tsunagi.cases.person.rules import Sex, SupportLevel
from tsunagi.cases.person.sealed import WHEREABOUTS, WITH_WHEREABOUTS
from tsunagi.common.errors import UserError

IDENTITY = frozenset({"name", "name_kana", "birth_on", "sex"})


@action("person.duplicates", permission=Permission.PERSON_MERGE)
@require_GET
def duplicate_list(request: ActorRequest) -> HttpResponse:
    """同じ人かもしれない二人。似ている順に、理由とともに。"""
    pairs = queries.suggestions(actor=request.actor, now=request.now)
    merges = queries.merges(actor=request.actor, now=request.now)
    audit.looked_at(
        "person.duplicates",
        by=request.actor,
        subjects={p.public_id for pair in pairs for p in (pair.one, pair.other)}
        | {row.survivor.public_id for row in merges},
    )
    return render(request, "cases/merge/list.html", {"pairs": pairs, "merges": merges})


Row = tuple[str, str, str, str]


def _class_of(name: str) -> FieldClass:
    if name in WITH_WHEREABOUTS:
        return FieldClass.WHEREABOUTS
    return FieldClass.IDENTITY if name in IDENTITY else FieldClass.SUPPORT


def _words(one: queries.Compared, name: str) -> str:
    """One field as the two columns show it, if the sight of its case opens it."""
    person, opens = one.person, one.sight.sees(_class_of(name))
    if not opens or (name in WHEREABOUTS and person.sealed_contact):
        return HIDDEN
    if name == "birth_on":
        return birth_words(person)
    if name == "sex":
        return Sex(person.sex).label
    if name == "support_level":
        return SupportLevel(person.support_level).label
    if name == "area":
        return person.area.name if person.area else ""
    return str(getattr(person, name))


def _rows(kept: queries.Compared, taken: queries.Compared) -> list[Row]:
    """Field, its label, and the two values; what neither side opens is left out."""
    rows = [
        (
            name,
            str(Person._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
            _words(kept, name),
            _words(taken, name),
        )
        for name in CHOOSABLE
        if name != "birth_precision"
    ]
    return [row for row in rows if row[2:] != (HIDDEN, HIDDEN)]


@action("person.merge", permission=Permission.PERSON_MERGE)
@require_http_methods(["GET", "POST"])
def merge_pair(request: ActorRequest, survivor: UUID, absorbed: UUID) -> HttpResponse:
    """二つの記録を横に並べ、項目ごとにどちらを残すかを選ぶ。"""
    kept, taken = pair = [
        queries.compared(actor=request.actor, public_id=public_id, now=request.now)
        for public_id in (survivor, absorbed)
    ]
    audit.looked_at(
        "person.merge",
        by=request.actor,
        subjects=[one.person.public_id for one in pair],
    )
    rows = _rows(kept, taken)
    context = {
        "rows": rows, "pair": pair, "kept": kept.person, "taken": taken.person,
        "hidden": HIDDEN,
    }  # fmt: skip
    if not queries.may_merge(actor=request.actor, pair=pair, now=request.now):
        if request.method == "POST":
            raise NotVisible
        return render(request, "cases/merge/compare.html", context)
    differing = [row for row in rows if row[2] != row[3] and HIDDEN not in row]
    form = MergeForm(request.POST or None, differing=differing)

    def save(data: dict[str, Any]) -> HttpResponse:
        take = form.take()
        take["birth_precision"] = take.get("birth_on", False)
        actions.merge_persons(
            survivor=kept.person, absorbed=taken.person, take=take,
            reason=data["reason"], by=request.actor, now=request.now,
        )  # fmt: skip
        return redirect("duplicate-list")

    return answer_form(
        request,
        form,
        template="cases/merge/pair.html",
        context={
            **context,
            "title": "二つの記録を一つにする",
            "submit_label": "一つにする",
            "up_label": "重なった記録",
            "cancel_url": reverse("duplicate-list"),
        },
        save=save,
        success="一つにしました。違っていたときは、この一覧から元に戻せます。",
    )


@action("person.unmerge", permission=Permission.PERSON_MERGE)
@require_POST
def merge_undo(request: ActorRequest, public_id: UUID) -> HttpResponse:
    merge = queries.merge_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    try:
        actions.undo_merge(merge=merge, by=request.actor, now=request.now)
    except UserError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(
            request, "元に戻しました。移した記録は、もとの人に戻りました。"
        )
    return redirect("duplicate-list")
