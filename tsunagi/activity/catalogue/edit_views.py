"""カタログを採用し、直し、公開する画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.activity.catalogue import actions, draft_actions, queries
from tsunagi.activity.catalogue.draft_actions import Wanted
from tsunagi.activity.catalogue.forms import (
    AdoptForm,
    DiscardForm,
    ItemForm,
    NewItemForm,
    PublishForm,
    initial_of,
    placements_in,
)
from tsunagi.activity.catalogue.rules import OWN_PREFIX, difference
from tsunagi.activity.catalogue.views import grouped
from tsunagi.common.errors import UserError

FORM = "activity/catalogue/form.html"


def _page(
    title: str, lead: str, submit_label: str, header: Any, cancel: str
) -> dict[str, Any]:
    return {
        "title": title,
        "lead": lead,
        "submit_label": submit_label,
        "up_label": header.title,
        "cancel_url": reverse(cancel, args=[header.name]),
    }


@action("catalogue.adopt", permission=Permission.CATALOGUE_ADOPT)
@require_http_methods(["GET", "POST"])
def catalogue_adopt(request: ActorRequest, name: str) -> HttpResponse:
    """配布した最新の版を、そのまま採用する。"""
    header = queries.catalogue(actor=request.actor, name=name).header
    form = AdoptForm(request.POST or None, initial={"effective_from": request.today})

    def save(data: dict[str, Any]) -> HttpResponse:
        row = actions.adopt(
            name=name,
            base_version=header.version,
            by=request.actor,
            now=request.now,
            **data,
        )
        url = reverse("catalogue-page", args=[name])
        return redirect(f"{url}?version={queries.OURS}{row.number}")

    return answer_form(
        request,
        form,
        template=FORM,
        context=_page(
            f"「{header.title}」をそのまま採用する",
            f"{header.version}版の{len(header.items)}項目を、この市町村の版として公開します。"
            "あとから下書きを作って直せます。",
            "このまま採用する",
            header,
            "catalogue-page",
        ),
        save=save,
        success="採用して公開しました。直したいところがあれば、下書きを作れます。",
    )


@action("catalogue.draft", permission=Permission.CATALOGUE_ADOPT)
@require_POST
def draft_start(request: ActorRequest, name: str) -> HttpResponse:
    header = queries.catalogue(actor=request.actor, name=name).header
    try:
        actions.start_draft(
            name=name, base_version=header.version, by=request.actor, now=request.now
        )
    except UserError as error:
        messages.error(request, str(error.message))
        return redirect("catalogue-page", name)
    return redirect("catalogue-edit", name)


@action("catalogue.edit", permission=Permission.CATALOGUE_ADOPT)
@require_GET
def draft_page(request: ActorRequest, name: str) -> HttpResponse:
    """下書き: 項目の一覧、これまでの手直し、元の版との違い。"""
    draft = queries.draft(actor=request.actor, name=name)
    labels = {column.key: column.label for column in draft.base.placements}
    names = {item.code: item.label for item in (*draft.base.items, *draft.items)}
    return render(
        request,
        "activity/catalogue/edit.html",
        {
            "draft": draft,
            "header": draft.base,
            "groups": grouped(draft.items),
            "changed": {override.item_code for override in draft.overrides},
            "overrides": [
                (override, names.get(override.item_code, override.item_code),
                 labels.get(override.placement_key, ""))
                for override in draft.overrides
            ],
            "difference": difference(
                draft.base.items, draft.items, placement_labels=labels
            ),
        },
    )  # fmt: skip


@action("catalogue.override", permission=Permission.CATALOGUE_ADOPT)
@require_http_methods(["GET", "POST"])
def draft_item(request: ActorRequest, name: str, code: str) -> HttpResponse:
    draft, shown = queries.draft_item(actor=request.actor, name=name, code=code)
    initial = initial_of(shown.item, version=draft.row.version)
    initial |= {"is_hidden": shown.is_hidden, "position": shown.position}
    initial |= {"reason": shown.reason}
    form = ItemForm(
        request.POST or None,
        base=draft.base,
        is_own=code.startswith(OWN_PREFIX),
        initial=initial,
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        draft_actions.override_item(
            name=name,
            item_code=code,
            wanted=_wanted(data),
            version=data["version"],
            by=request.actor,
            now=request.now,
        )
        return redirect("catalogue-edit", name)

    return answer_form(
        request,
        form,
        template=FORM,
        context=_page(
            f"「{shown.item.label}」を直す",
            "元の資料の文は変わりません。直したところだけが、この市町村の版に入ります。",
            "下書きに保存する",
            draft.base,
            "catalogue-edit",
        ),
        save=save,
        success="下書きに保存しました。",
    )


def _wanted(data: dict[str, Any]) -> Wanted:
    return Wanted(
        label=data["label"],
        explanation=data["explanation"],
        group=data.get("group", ""),
        placements=placements_in(data),
        is_hidden=data.get("is_hidden", False),
        position=data.get("position"),
        reason=data["reason"],
    )


@action("catalogue.add_item", permission=Permission.CATALOGUE_ADOPT)
@require_http_methods(["GET", "POST"])
def draft_add(request: ActorRequest, name: str) -> HttpResponse:
    draft = queries.draft(actor=request.actor, name=name)
    form = NewItemForm(
        request.POST or None, base=draft.base, initial={"version": draft.row.version}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        draft_actions.add_item(
            name=name,
            wanted=_wanted(data),
            version=data["version"],
            by=request.actor,
            now=request.now,
        )
        return redirect("catalogue-edit", name)

    return answer_form(
        request,
        form,
        template=FORM,
        context=_page(
            f"「{draft.base.title}」に項目を加える",
            "この市町村だけの項目です。一覧の終わりに加わります。",
            "この項目を加える",
            draft.base,
            "catalogue-edit",
        ),
        save=save,
        success="項目を加えました。",
    )


@action("catalogue.remove_override", permission=Permission.CATALOGUE_ADOPT)
@require_POST
def draft_remove(request: ActorRequest, name: str, public_id: UUID) -> HttpResponse:
    form = DiscardForm(request.POST)
    draft = queries.draft(actor=request.actor, name=name)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        draft_actions.remove_override(
            name=draft.row.name, public_id=public_id, version=version, by=request.actor
        )
    except UserError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, "手直しを一つ取り消しました。")
    return redirect("catalogue-edit", name)


@action("catalogue.publish", permission=Permission.CATALOGUE_ADOPT)
@require_http_methods(["GET", "POST"])
def draft_publish(request: ActorRequest, name: str) -> HttpResponse:
    draft = queries.draft(actor=request.actor, name=name)
    form = PublishForm(
        request.POST or None,
        initial={"effective_from": request.today, "version": draft.row.version},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        row = actions.publish(name=name, by=request.actor, now=request.now, **data)
        url = reverse("catalogue-page", args=[name])
        return redirect(f"{url}?version={queries.OURS}{row.number}")

    return answer_form(
        request,
        form,
        template=FORM,
        context=_page(
            f"「{draft.base.title}」の第{draft.row.number}版を公開する",
            f"{len(draft.items)}項目、手直し{len(draft.overrides)}か所を公開します。"
            "公開した版は変わらず、次の版ができても読めます。",
            "この版を公開する",
            draft.base,
            "catalogue-edit",
        ),
        save=save,
        success="公開しました。前の版も、版の欄から読めます。",
    )


@action("catalogue.discard", permission=Permission.CATALOGUE_ADOPT)
@require_http_methods(["GET", "POST"])
def draft_discard(request: ActorRequest, name: str) -> HttpResponse:
    draft = queries.draft(actor=request.actor, name=name)
    form = DiscardForm(request.POST or None, initial={"version": draft.row.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.discard_draft(name=name, by=request.actor, **data)
        return redirect("catalogue-page", name)

    return answer_form(
        request,
        form,
        template=FORM,
        context=_page(
            f"「{draft.base.title}」の下書きを取りやめる",
            f"手直し{len(draft.overrides)}か所が消えます。公開した版は、そのまま残ります。",
            "下書きを取りやめる",
            draft.base,
            "catalogue-edit",
        ),
        save=save,
        success="下書きを取りやめました。",
    )
