"""書きかけの一覧: 続ける、捨てる、同僚に引き継ぐ。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.actor import NotVisible
from tsunagi.access.drafts.actions import discard_draft, hand_over_draft
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.queries import staff_of_office
from tsunagi.cases.pages import form_opened
from tsunagi.cases.unfinished.queries import Unfinished, unfinished
from tsunagi.organisations.staff.models import Staff
from tsunagi.ui.fields import ChoiceField
from tsunagi.ui.forms import Form


class HandOverForm(Form):
    staff = ChoiceField(
        "だれに引き継ぐか", choices=[], style="select",
        hint="同じ事業所の、この画面を使える人だけが受け取れます。渡すと、あなたの一覧からは消えます。",
    )  # fmt: skip

    def __init__(self, *args: Any, staff: Sequence[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.public_id): person for person in staff}
        self.fields["staff"].choices = [  # type: ignore[attr-defined]
            ("", "選んでください"),
            *((key, person.name) for key, person in self.people.items()),
        ]


def _one(request: ActorRequest, public_id: UUID) -> Unfinished:
    for line in unfinished(actor=request.actor, now=request.now):
        if line.draft.public_id == public_id:
            return line
    raise NotVisible


@action("draft.list", permission=Permission.RECEPTION_RECORD)
@require_GET
def draft_list(request: ActorRequest) -> HttpResponse:
    """書きかけの文は、書いた人だけに見える。"""
    lines = unfinished(actor=request.actor, now=request.now)
    audit.looked_at(
        "draft.list", by=request.actor, rows=len(lines),
        subjects={line.person_id for line in lines if line.person_id},
    )  # fmt: skip
    return render(request, "cases/unfinished/list.html", {"lines": lines})


@action("draft.discard", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def draft_throw_away(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """捨てると元に戻せないので、開いて確かめてから捨てる。"""
    line = _one(request, public_id)
    form_opened(
        request, "draft.discard", subjects=[line.person_id] if line.person_id else []
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        discard_draft(
            form=line.draft.form, subject_ref=line.draft.subject_ref,
            by=request.actor, now=request.now,
        )  # fmt: skip
        return redirect("draft-list")

    form = Form(request.POST if request.method == "POST" else None)
    return answer_form(
        request, form, template="cases/form.html", save=save, success="捨てました。",
        context={
            "title": f"{line.what}の書きかけを捨てる",
            "lead": f"{line.whom}　捨てた文は、元に戻せません。".strip(),
            "submit_label": "この書きかけを捨てる",
            "up_label": "書きかけ",
            "cancel_url": reverse("draft-list"),
        },
    )  # fmt: skip


@action("draft.hand_over", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def draft_hand_over(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """急に休むときなど、書きかけを同僚に続けてもらう。"""
    line = _one(request, public_id)
    colleagues = staff_of_office(
        actor=request.actor,
        office_id=request.actor.office_id or 0,
        today=request.today,
    )
    form = HandOverForm(
        request.POST or None,
        staff=[one for one in colleagues if one.pk != request.actor.staff_id],
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        hand_over_draft(
            public_id=public_id, to_staff_id=form.people[data["staff"]].pk,
            by=request.actor, now=request.now,
        )  # fmt: skip
        return redirect("draft-list")

    return answer_form(
        request, form, template="cases/form.html", save=save,
        success="引き継ぎました。相手の「書きかけ」に出ます。",
        context={
            "title": f"{line.what}の書きかけを引き継ぐ",
            "lead": line.whom,
            "submit_label": "引き継ぐ",
            "up_label": "書きかけ",
            "cancel_url": reverse("draft-list"),
        },
    )  # fmt: skip
