"""育ちの記録の画面: 自分の、見せてもらった人の、書き出し、見せる相手を決める。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.activity.growth import queries as growth
from tsunagi.activity.growth import share_actions
from tsunagi.cases.growth import queries
from tsunagi.cases.growth.forms import ShareForm
from tsunagi.cases.growth.lines import HEAD, drawn_lines, written_lines
from tsunagi.cases.growth.pages import TITLE, form_page, growth_tabs
from tsunagi.cases.growth.timeline import (
    LineKind,
    Wanted,
    Whose,
    growth_lines,
    read_mark,
)
from tsunagi.common.csvfile import write_csv
from tsunagi.common.dates import fiscal_year, fiscal_year_label
from tsunagi.common.errors import UserError
from tsunagi.ui import parts

YEARS_SHOWN = 10
MOST_EXPORTED = 2_000


@action("growth.view", permission=Permission.GROWTH_KEEP)
@require_GET
def growth_page(request: ActorRequest) -> HttpResponse:
    """わたしの育ちの記録。"""
    whose = queries.own_record(actor=request.actor)
    context = _record(request, whose)
    context |= {
        "tabs": growth_tabs(request.actor, "growth"),
        "share": growth.own_share(actor=request.actor, now=request.now),
        "title": TITLE,
        "export_url": f"{reverse('growth-export')}?{context['query']}",
    }
    return render(request, "cases/growth/record.html", context)


@action("growth.view_shown", permission=Permission.GROWTH_KEEP)
@require_GET
def growth_of(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """見せてもらっている人の育ちの記録。やめられたら、次からは開かない。"""
    whose = queries.shown_record(
        actor=request.actor, public_id=public_id, now=request.now
    )
    context = _record(request, whose)
    context |= {"title": f"{whose.author.name}さんの育ちの記録"}
    return render(request, "cases/growth/record.html", context)


def _wanted(request: ActorRequest) -> Wanted:
    kind, year = request.GET.get("kind", ""), request.GET.get("year", "")
    known = {one.value for one in LineKind}
    years = {str(one) for one in _years(request)}
    return Wanted(
        LineKind(kind) if kind in known else None, int(year) if year in years else None
    )


def _years(request: ActorRequest) -> range:
    this_year = fiscal_year(request.today)
    return range(this_year, this_year - YEARS_SHOWN, -1)


def _record(request: ActorRequest, whose: Whose) -> dict[str, Any]:
    """What both readers see; the look is written before anything is shown."""
    actor, now = request.actor, request.now
    wanted = _wanted(request)
    after = read_mark(request.GET.get("after", ""))
    lines, more = growth_lines(whose, wanted=wanted, now=now, after=after)
    beside = queries.beside_lines(actor=actor, whose=whose, lines=lines, now=now)
    audit.looked_at(
        "growth.view" if whose.is_own else "growth.view_shown", by=actor, subjects=(),
        rows=len(lines), whose=str(whose.author.public_id),
    )  # fmt: skip
    asked = {
        name: value
        for name, value in (("kind", wanted.kind), ("year", wanted.year))
        if value
    }
    query = urlencode(asked)
    return {
        "whose": whose,
        "lines": drawn_lines(lines, beside),
        "aims": growth.open_aims(actor=actor, now=now, author_id=whose.author.pk),
        "standing": queries.legal_training(
            actor=actor, whose=whose, now=now, today=request.today
        ),
        "today": request.today,
        "kinds": [(one.value, one.label, one is wanted.kind) for one in LineKind],
        "years": [
            (one, fiscal_year_label(one), one == wanted.year) for one in _years(request)
        ],
        "is_filtered": wanted != Wanted(),
        "query": query,
        "paging": parts.Paging(
            previous_url=f"?{query}" if after else "",
            next_url=f"?{urlencode({**asked, 'after': more})}" if more else "",
            shown=len(lines),
        ),
    }


@action("growth.export", permission=Permission.GROWTH_KEEP)
@require_GET
def growth_export(request: ActorRequest) -> HttpResponse:
    """自分の育ちの記録だけを CSV で。利用者のことを書いた言葉は入らない。"""
    whose = queries.own_record(actor=request.actor)
    lines, _ = growth_lines(
        whose, wanted=_wanted(request), now=request.now, limit=MOST_EXPORTED
    )
    beside = queries.beside_lines(
        actor=request.actor, whose=whose, lines=lines, now=request.now
    )
    audit.looked_at("growth.export", by=request.actor, subjects=(), rows=len(lines))
    written = write_csv(
        HEAD, written_lines(drawn_lines(lines, beside)), encoding="utf-8-sig"
    )
    response = HttpResponse(written.data, content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="growth.csv"'
    return response


@action("growth.shared", permission=Permission.GROWTH_KEEP)
@require_GET
def growth_shared(request: ActorRequest) -> HttpResponse:
    """わたしに見せてくれている人。名前と日だけで、くらべる数は出さない。"""
    shares = growth.shares_to_me(actor=request.actor, now=request.now)
    audit.looked_at("growth.shared", by=request.actor, subjects=(), rows=len(shares))
    return render(
        request,
        "cases/growth/shared.html",
        {"shares": shares, "tabs": growth_tabs(request.actor, "growth-shared")},
    )


@action("growth_share.begin", permission=Permission.GROWTH_KEEP)
@require_http_methods(["GET", "POST"])
def growth_share(request: ActorRequest) -> HttpResponse:
    """見せる相手を一人決める。いまの相手がいれば、その人へはやめる。"""
    actor = request.actor
    share = growth.own_share(actor=actor, now=request.now)
    form = ShareForm(
        request.POST or None,
        people=growth.people_to_show(actor=actor, today=request.today),
        initial={"shown_to": str(share.shown_to.public_id)} if share else {},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        share_actions.begin_share(
            shown_to=form.chosen(), by=actor, now=request.now, today=request.today
        )
        return redirect("growth")

    return answer_form(
        request, form, template="cases/growth/share.html", save=save,
        success="見せ始めました。いつでもやめられます。",
        context={
            **form_page("育ちの記録を見せる", "この人に見せる"),
            "share": share,
            "has_people": bool(form.people),
        },
    )  # fmt: skip


@action("growth_share.end", permission=Permission.GROWTH_KEEP)
@require_POST
def growth_share_end(request: ActorRequest) -> HttpResponse:
    """見せるのを、いますぐやめる。"""
    try:
        share_actions.end_share(by=request.actor, now=request.now)
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, "やめました。見えるのは、あなただけです。")
    return redirect("growth")
