"""読み物と地域の取り決めの画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form, posted_version
from tsunagi.access.permissions import Permission
from tsunagi.activity.knowledge import actions, queries
from tsunagi.activity.knowledge.forms import ArticleForm, EditArticleForm, RetireForm
from tsunagi.activity.knowledge.rules import CONFIRMED, Confidence, Kind
from tsunagi.activity.office_support.queries import article_from_answer
from tsunagi.common.errors import UserError
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff.queries import oneself, workplace
from tsunagi.ui import parts

FORM = "activity/knowledge/form.html"


@action("article.list", permission=Permission.CATALOGUE_VIEW)
@require_GET
def article_list(request: ActorRequest) -> HttpResponse:
    """題と札でさがせる一覧。取り決めが先に並ぶ。"""
    asked = request.GET.get("kind", "")
    kind = Kind(asked) if asked in set(Kind) else None
    text = request.GET.get("q", "")[:100]
    found = queries.entries(actor=request.actor, kind=kind, text=text)
    tabs = [
        parts.Tab("すべて", "?", current=kind is None),
        *(
            parts.Tab(one.label, f"?kind={one.value}", current=kind is one)
            for one in Kind
        ),
    ]
    return render(
        request,
        "activity/knowledge/list.html",
        {
            "entries": found,
            "tabs": tabs,
            "text": text,
            "kind": kind,
            "may_write": request.actor.has(Permission.KNOWLEDGE_WRITE),
        },
    )


@action("article.view", permission=Permission.CATALOGUE_VIEW)
@require_GET
def article_page(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """一つの読み物と、取り決めを読んだ事業所。"""
    article = queries.article_of(actor=request.actor, record_id=record_id)
    is_confirmed = article.kind in CONFIRMED
    is_notice = article.kind == Kind.NOTICE
    state = (
        queries.reading_state(actor=request.actor, article=article, today=request.today)
        if is_confirmed
        else None
    )
    read_by_us = state is not None and any(
        one.office_id == request.actor.office_id for one in state.readings
    )
    keeps = request.actor.has(Permission.KNOWLEDGE_WRITE) and (
        not is_notice or article.sender_id == request.actor.office_id
    )
    may_write = keeps and not article.is_retired
    is_for_us = not is_notice or (
        state is not None
        and any(one.pk == request.actor.office_id for one in state.waiting)
    )
    return render(
        request,
        "activity/knowledge/page.html",
        {
            "title": article.title,
            "summary": article.summary,
            "paragraphs": _paragraphs(article.body),
            "tags": article.tags,
            "source": article.source,
            "confidence": Confidence(article.confidence),
            "article": article,
            "versions": queries.versions_of(actor=request.actor, article=article),
            # Who has read a notice is for whoever sent it; each office sees its own.
            "state": state if keeps or not is_notice else None,
            "what": "お知らせ" if is_notice else "取り決め",
            "audience": [OfficeKind(one).label for one in article.audience],
            "may_write": may_write,
            "retire_form": RetireForm(initial={"version": article.version})
            if may_write
            else None,
            "may_confirm": is_confirmed
            and is_for_us
            and not read_by_us
            and not article.is_retired
            and request.actor.office_id
            in request.actor.offices_with(Permission.OFFICE_CONFIRM),
            "read_by_us": read_by_us,
            # Which offices still wait is for whoever keeps the texts, not for peers.
            "may_see_waiting": keeps,
        },
    )


def _paragraphs(body: str) -> list[str]:
    return [part.strip() for part in body.split("\n\n") if part.strip()]


@action("article.version", permission=Permission.CATALOGUE_VIEW)
@require_GET
def article_version(
    request: ActorRequest, record_id: UUID, number: int
) -> HttpResponse:
    """前の版を、書かれたときのまま読む。"""
    article = queries.version_of(
        actor=request.actor, record_id=record_id, number=number
    )
    if article.is_current:
        return redirect("article-page", record_id)
    return render(
        request,
        "activity/knowledge/version.html",
        {"article": article, "paragraphs": _paragraphs(article.body)},
    )


@action("article.shipped", permission=Permission.CATALOGUE_VIEW)
@require_GET
def shipped_page(request: ActorRequest, name: str) -> HttpResponse:
    """はじめから入っている読み物。確かさを必ず添える。"""
    found = queries.shipped_of(actor=request.actor, name=name)
    return render(
        request,
        "activity/knowledge/page.html",
        {
            "title": found.title,
            "summary": found.summary,
            "paragraphs": _paragraphs(found.body),
            "tags": found.tags,
            "source": f"{found.source}（{found.checked_on}に見直し）",
            "confidence": found.confidence,
        },
    )


@action("article.publish", permission=Permission.KNOWLEDGE_WRITE)
@require_http_methods(["GET", "POST"])
def article_new(request: ActorRequest) -> HttpResponse:
    form = ArticleForm(
        request.POST or None,
        initial={
            "kind": request.GET.get("kind", Kind.ARTICLE),
            **article_from_answer(
                actor=request.actor, now=request.now,
                asked=request.GET.get("support", ""),
            ),
        },
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        record_id = actions.publish_article_once(
            key=data["key"], values=data, by=request.actor, now=request.now
        )
        return redirect("article-page", record_id)

    return answer_form(
        request, form, template=FORM, save=save, success="みんなに出しました。",
        context={
            "title": "読み物・取り決めを書く",
            "lead": "この市町村の、すべての事業所が読めます。",
            "submit_label": "みんなに出す",
            "up_label": "読み物と取り決め",
            "cancel_url": reverse("article-list"),
        },
    )  # fmt: skip


@action("article.revise", permission=Permission.KNOWLEDGE_WRITE)
@require_http_methods(["GET", "POST"])
def article_edit(request: ActorRequest, record_id: UUID) -> HttpResponse:
    article = queries.article_of(actor=request.actor, record_id=record_id)
    initial = {name: getattr(article, name) for name in (*actions.FIELDS, "version")}
    form = EditArticleForm(
        request.POST or None, initial={**initial, "tags": "、".join(article.tags)}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.revise_article(
            article=article, values=data, version=data["version"], by=request.actor,
            now=request.now,
        )  # fmt: skip
        return redirect("article-page", record_id)

    return answer_form(
        request, form, template=FORM, save=save, success="新しい版を出しました。",
        context={
            "title": "読み物・取り決めを直す",
            "lead": "前の版も読めます。取り決めは、新しい版をもう一度読んで確かめてもらいます。",
            "submit_label": "新しい版を出す",
            "up_label": article.title,
            "cancel_url": reverse("article-page", args=[record_id]),
        },
    )  # fmt: skip


@action("article.retire", permission=Permission.KNOWLEDGE_WRITE)
@require_POST
def article_retire(request: ActorRequest, record_id: UUID) -> HttpResponse:
    article = queries.article_of(actor=request.actor, record_id=record_id)
    form = RetireForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        actions.retire_article(
            article=article, version=version, by=request.actor, now=request.now
        )
    except UserError as refusal:
        messages.error(request, str(refusal.message))
        return redirect("article-page", record_id)
    return redirect("article-list")


@action("article.confirm", permission=Permission.OFFICE_CONFIRM)
@require_POST
def article_confirm(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """自分の事業所として読んだ、と記す。"""
    article = queries.article_of(actor=request.actor, record_id=record_id)
    try:
        actions.confirm_reading(
            article=article, version=posted_version(request),
            office=workplace(actor=request.actor),
            staff=oneself(actor=request.actor), by=request.actor, now=request.now,
        )  # fmt: skip
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    return redirect("article-page", record_id)
