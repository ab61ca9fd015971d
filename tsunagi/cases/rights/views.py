"""権利の心配ごとの画面。開くたびに、心配ごとの番号だけが監査に残る。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from tsunagi.access import audit
from tsunagi.access.drafts.pages import draft_for, keep_draft, restored
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.case import queries as case_queries
from tsunagi.cases.case.team_queries import staff_of_municipality
from tsunagi.cases.chosen_case import case_at
from tsunagi.cases.pages import band_of, case_url, may
from tsunagi.cases.rights import actions, queries
from tsunagi.cases.rights.forms import (
    ConcernFilterForm,
    ConcernForm,
    LinkForm,
    StepForm,
    ViewerForm,
    instant,
)
from tsunagi.cases.rights.models import Concern
from tsunagi.cases.rights.queries import ConcernFilter, ConcernPage
from tsunagi.cases.rights.rules import (
    AbuseKind,
    ConcernKind,
    Part,
    Safety,
    Source,
    StepKind,
    steps_open_to,
    target_on,
)
from tsunagi.cases.rights.targets import targets
from tsunagi.cases.scope import HOLDERS_AND_DUTY
from tsunagi.cases.search.pages import read_id
from tsunagi.cases.seen import SeenCase
from tsunagi.common.dates import fiscal_year_label
from tsunagi.ui import parts

FORM = "cases/form.html"
DRAFT = "rights-draft"
# Action and address of the form of a case that is opened most often.
AS_ANY_FORM = ("contact.new", "contact-new")


@action("rights.list", permission=Permission.RIGHTS_REPORT)
@require_GET
def rights_list(request: ActorRequest) -> HttpResponse:
    """自分が知らせたもの。名ざしの担当には、市町村のすべて。"""
    form = ConcernFilterForm(request.GET or None)
    wanted = ConcernFilter()
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        wanted = ConcernFilter(
            state=data["state"],
            kind=ConcernKind(data["kind"]) if data["kind"] else None,
            source=Source(data["source"]) if data["source"] else None,
        )
    after = read_id(request.GET.get("after", ""))
    lines, more = queries.concern_list(
        actor=request.actor, wanted=wanted, now=request.now, after=after
    )
    audit.looked_at(
        "rights.list", by=request.actor,
        subjects=[line.concern.public_id for line in lines],
    )  # fmt: skip
    handles = request.actor.has(Permission.RIGHTS_HANDLE)
    kept = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    context = {
        "form": form,
        "lines": lines,
        "paging": parts.Paging(
            previous_url=f"?{urlencode(kept)}" if after else "",
            next_url=f"?{urlencode({**kept, 'after': str(more)})}" if more else "",
            shown=len(lines),
        ),
        "handles": handles,
        "sees_officers": handles or request.actor.has(Permission.RIGHTS_APPOINT),
        "is_filtered": wanted != ConcernFilter(),
        "target": target_on(request.today, targets()),
    }
    return render(request, "cases/rights/list.html", context)


@action("rights.report", permission=Permission.RIGHTS_REPORT)
@require_http_methods(["GET", "POST"])
def rights_new(request: ActorRequest) -> HttpResponse:
    """だれのことかがまだ分からない心配ごと。"""
    return _report(request, None)


@action("rights.report", permission=Permission.RIGHTS_REPORT)
@require_http_methods(["GET", "POST"])
def case_rights_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """この方のことで知らせる。監査には、ほかの入力画面と同じ一行だけが残る。

    Neither the look nor a refusal may tell that a concern was about to be told: both are
    written as those of the form that everybody opens most.
    """
    request.refused_as = AS_ANY_FORM
    seen = case_queries.case_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    if request.method == "GET":
        audit.looked_at(
            "case.form", by=request.actor, subjects=[seen.case.person.public_id],
            form=AS_ANY_FORM[0], through=sorted(seen.sight.relations),
        )  # fmt: skip
    return _report(request, seen)


def _report(request: ActorRequest, seen: SeenCase | None) -> HttpResponse:
    # The log of drafts must not tell whom a concern is about.
    about = str(seen.case.public_id) if seen else ""
    subject_ref = salted_hmac(DRAFT, about).hexdigest()[:32] if seen else ""
    draft = draft_for(request, form="rights.report", subject_ref=subject_ref)
    may_hide = seen is not None and may(
        request.actor, seen, Permission.EXCLUSION_EDIT, through=HOLDERS_AND_DUTY
    )
    form = ConcernForm(
        request.POST if request.method == "POST" else None,
        has_case=seen is not None,
        staff=staff_of_municipality(actor=request.actor) if may_hide else (),
        offices=case_queries.offices_to_share_with(actor=request.actor)
        if may_hide
        else (),
        initial={
            "received_on": request.today,
            "received_time": localtime(request.now).time(),
        },
    )
    draft = restored(form, draft)
    kept = keep_draft(request, form, draft)
    if kept is not None:
        return kept

    def save(data: dict[str, Any]) -> HttpResponse:
        concern = actions.report_concern_once(
            key=data["key"], new=form.value(), case=seen.case if seen else None,
            by=request.actor, now=request.now, seen=draft.seen,
        )  # fmt: skip
        return redirect("rights-page", concern.public_id)

    person = f"{seen.case.person.name}さん" if seen else ""
    return answer_form(
        request, form, template="cases/rights/report.html", save=save,
        context={
            "draft": draft,
            "seen": seen,
            "band": band_of(seen, today=request.today) if seen else None,
            "up_label": person or "権利の心配ごと",
            "cancel_url": case_url(seen.case) if seen else reverse("rights-list"),
            "submit_label": "知らせる",
            "may_hide": may_hide,
        },
        success="知らせました。名ざしの担当の「きょう」に出ます。急ぐときは、電話もしてください。",
    )  # fmt: skip


def _seen_page(request: ActorRequest, public_id: UUID, name: str) -> ConcernPage:
    """The concern; the look is written before anything is shown."""
    concern = queries.concern_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    page = queries.concern_page(actor=request.actor, concern=concern, now=request.now)
    if request.method == "GET":
        audit.looked_at(name, by=request.actor, subjects=[concern.public_id])
    return page


@action("rights.view", permission=Permission.RIGHTS_REPORT)
@require_GET
def rights_page(request: ActorRequest, public_id: UUID) -> HttpResponse:
    page = _seen_page(request, public_id, "rights.view")
    concern = page.concern
    context = {
        "page": page,
        "concern": concern,
        "title": title_of(concern),
        "facts": _facts(page),
        "steps": [(StepKind(step.kind).label, step, text) for step, text in page.steps],
        "kinds": _kinds(page),
        "handles": Part.HANDLER in page.sight.parts,
        "target": target_on(localdate(concern.received_at), targets()),
    }
    return render(request, "cases/rights/page.html", context)


def title_of(concern: Concern) -> str:
    return ConcernKind(concern.kind).label


def _kinds(page: ConcernPage) -> list[StepKind]:
    return steps_open_to(
        page.sight.parts,
        has_first=page.concern.first_response_at is not None,
        is_closed=page.concern.closed_at is not None,
    )


def _facts(page: ConcernPage) -> list[parts.SummaryRow]:
    concern, content = page.concern, page.content
    if content is None:
        return []
    kinds = "、".join(AbuseKind(word).label for word in concern.abuse_kinds)
    safety = Safety(content.safety).label if content.safety else ""
    return [
        parts.SummaryRow("虐待の種類", kinds),
        parts.SummaryRow("どこから", Source(concern.source).label),
        parts.SummaryRow(
            "いま安全か", "　".join(filter(None, (safety, content.safety_note)))
        ),
    ]


def _context(concern: Concern, title: str, submit: str, **more: Any) -> dict[str, Any]:
    return {
        "title": title,
        "submit_label": submit,
        "up_label": "権利の心配ごと",
        "cancel_url": reverse("rights-page", args=[concern.public_id]),
        **more,
    }


@action("rights.step", permission=Permission.RIGHTS_REPORT)
@require_http_methods(["GET", "POST"])
def rights_step(request: ActorRequest, public_id: UUID) -> HttpResponse:
    page = _seen_page(request, public_id, "rights.step")
    form = StepForm(
        request.POST or None,
        kinds=_kinds(page),
        initial={
            "kind": request.GET.get("kind", ""),
            "happened_on": request.today,
            "happened_time": localtime(request.now).time(),
        },
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            step = actions.add_step(
                concern=page.concern, kind=StepKind(data["kind"]), text=data["text"],
                happened_at=instant(data["happened_on"], data["happened_time"]),
                with_city=data["with_city"], by=request.actor, now=request.now,
            )  # fmt: skip
            return str(step.public_id)

        once(
            data["key"], by=request.actor, action="rights.step", make=make,
            body={**data, "of": public_id},
        )  # fmt: skip
        return redirect("rights-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save, success="記録しました。",
        context=_context(
            page.concern, "対応を書く", "この対応を記録する",
            lead="書いたことは直せません。違っていたら、次の行で書きます。",
        ),
    )  # fmt: skip


@action("rights.link", permission=Permission.RIGHTS_HANDLE)
@require_http_methods(["GET", "POST"])
def rights_link(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """だれのことかが、あとから分かったとき。"""
    page = _seen_page(request, public_id, "rights.link")
    form = LinkForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        seen = case_at(data["address"], request=request)
        actions.link_case(
            concern=page.concern, case=seen.case, by=request.actor, now=request.now
        )
        return redirect("rights-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save,
        success="つなぎました。この方の経過にも、一覧にも出ません。",
        context=_context(
            page.concern, "この方につなぐ", "この方につなぐ",
            lead="この方の記録を見せない相手は、この心配ごとも見られなくなります。",
        ),
    )  # fmt: skip


@action("rights.viewer", permission=Permission.RIGHTS_HANDLE)
@require_http_methods(["GET", "POST"])
def rights_viewer_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    page = _seen_page(request, public_id, "rights.viewer")
    form = ViewerForm(
        request.POST or None, staff=staff_of_municipality(actor=request.actor)
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.name_viewer(
            concern=page.concern, staff=form.chosen, reason=data["reason"],
            sees_reporter=data["sees_reporter"], by=request.actor, now=request.now,
        )  # fmt: skip
        return redirect("rights-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save,
        success="加えました。その人は、この心配ごとだけを見られます。",
        context=_context(
            page.concern, "見てよい人を加える", "この人を加える",
            lead="一人ずつ、理由を残して加えます。見られるのは、この心配ごとだけです。",
        ),
    )  # fmt: skip


@action("rights.viewer_end", permission=Permission.RIGHTS_HANDLE)
@require_POST
def rights_viewer_end(
    request: ActorRequest, public_id: UUID, viewer_id: UUID
) -> HttpResponse:
    concern = queries.concern_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    viewer = queries.viewer_of(
        actor=request.actor, concern=concern, public_id=viewer_id, now=request.now
    )
    actions.end_viewer(viewer=viewer, by=request.actor, now=request.now)
    return redirect("rights-page", public_id)


@action("rights.figures", permission=Permission.RIGHTS_HANDLE)
@require_GET
def rights_figures(request: ActorRequest) -> HttpResponse:
    """年度ごとの件数。名ざしの担当だけに見え、書き出しはない。"""
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None
    figures = queries.concern_figures(actor=request.actor, year=year, now=request.now)
    audit.looked_at(
        "rights.figures", by=request.actor, subjects=(), year=figures.year,
        count=figures.count,
    )  # fmt: skip
    rows = [
        (label, [(source.label, cells[source.value]) for source in Source], total)
        for label, cells, total in figures.by_kind
    ]
    context = {
        "figures": figures,
        "year_label": fiscal_year_label(figures.year),
        "years": [(year, fiscal_year_label(year)) for year in figures.years],
        "rows": rows,
        "sources": [source.label for source in Source],
        "totals": [(one.label, figures.totals[one.value]) for one in Source],
        "target": target_on(request.today, targets()),
    }
    return render(request, "cases/rights/figures.html", context)
