"""約束の画面: 読む、名前を記す、だれが署名したか。"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.meetings.pledge import actions, queries
from tsunagi.meetings.pledge.forms import SignForm
from tsunagi.meetings.series.rules import SignedKind

INSIDE = "/meetings/"
LEADS = {
    SignedKind.CONFIDENTIALITY: "利用者のことを話す会議の中身は、この約束に署名した人だけが開けます。",
    SignedKind.RUNNING: "はじめて会議に出る前に読んで確かめます。会議のはじめにも、同じものが出ます。",
}
PAGES = {SignedKind.CONFIDENTIALITY: "pledge", SignedKind.RUNNING: "running-rules"}


@action("pledge.sign", permission=Permission.MEETING_VIEW)
@require_http_methods(["GET", "POST"])
def pledge(request: ActorRequest) -> HttpResponse:
    return _page(request, SignedKind.CONFIDENTIALITY)


@action("pledge.sign", permission=Permission.MEETING_VIEW)
@require_http_methods(["GET", "POST"])
def running_rules(request: ActorRequest) -> HttpResponse:
    return _page(request, SignedKind.RUNNING)


@action("pledge.list", permission=Permission.MEETING_RUN)
@require_GET
def signatory_list(request: ActorRequest) -> HttpResponse:
    """だれが署名したか。名前は自分の事業所だけ。"""
    found = queries.signatories(
        actor=request.actor, now=request.now, today=request.today
    )
    return render(
        request,
        "meetings/pledge/signed.html",
        {
            "found": found,
            "elsewhere": list(
                zip((one.label for one in found.kinds), found.elsewhere, strict=True)
            ),
        },
    )


def own_path(asked: str) -> str:
    """Where to go on: a path of the meetings and nothing else; "" for all the rest."""
    is_own = (
        asked.startswith(INSIDE)
        and ".." not in asked
        and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    )
    return asked if is_own else ""


def _page(request: ActorRequest, kind: SignedKind) -> HttpResponse:
    """Reads `?next=`, so that whoever came from a meeting goes back to it."""
    onward = own_path(request.GET.get("next", "")[:300])
    found = queries.standing(actor=request.actor, now=request.now, kind=kind)
    form = SignForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = actions.sign(
                kind=kind, name=data["name"], by=request.actor, now=request.now
            )
            return str(row.public_id)

        once(data["key"], by=request.actor, action="pledge.sign", body=data, make=make)
        return redirect(onward or PAGES[kind])

    return answer_form(
        request, form, template="meetings/pledge/page.html", save=save,
        success="署名しました。",
        context={
            "found": found,
            "onward": onward,
            "lead": LEADS[kind],
            "other": next(
                (one.label, PAGES[one]) for one in SignedKind if one is not kind
            ),
            "submit_label": "名前を記して署名する",
            "may_list": request.actor.has(Permission.MEETING_RUN),
        },
    )  # fmt: skip
