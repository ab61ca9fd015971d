"""下書きのある入力画面に要るもの。ほかの部屋の画面は、ここだけを使う。

    draft = draft_for(request, form="reception.new")
    form = ReceptionForm(request.POST if request.method == "POST" else None)
    draft = restored(form, draft)
    kept = keep_draft(request, form, draft)
    if kept is not None:
        return kept
    return answer_form(request, form, context={"draft": draft}, save=…, …)

The action that `save` calls takes `draft.seen` and ends the draft in its transaction
by `draft_used`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import cached_property, partial

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.timezone import localtime

from tsunagi.access import audit
from tsunagi.access.drafts.actions import SaveState, save_draft
from tsunagi.access.drafts.queries import OpenedDraft, own_draft
from tsunagi.access.drafts.rules import LONGEST_TAB, Content, SeenDraft
from tsunagi.access.http import ActorRequest
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen

# Names of the inputs that ui/page_form.html draws.
KEEP_BUTTON = "_draft"
SEEN_FIELD = "_draft_seen"
TAB_FIELD = "_draft_tab"
# Never kept: not typed by a person, secret, or too large.
NOT_KEPT = (forms.HiddenInput, forms.PasswordInput, forms.FileInput)


class OtherText(Frozen):
    """What another page had written into the same field."""

    label: str
    text: str


class DraftState:
    """The context name `draft` of ui/page_form.html.

    seen: what the page that was sent says it has shown, or what this one shows.
    other_texts: filled by `restored`. What is stored is read when it is asked for; a form
    that is sent and saved does not need it.
    """

    def __init__(
        self,
        request: ActorRequest,
        seen: SeenDraft,
        stored: Callable[[], OpenedDraft | None],
    ) -> None:
        self.owner = request.actor.public_id
        self.seen = seen
        self.other_texts: tuple[OtherText, ...] = ()
        # Set to False by a page that shows something newer than what is stored.
        self.is_offered = True
        self._stored = stored

    @cached_property
    def stored(self) -> OpenedDraft | None:
        return self._stored()

    @property
    def found(self) -> bool:
        return self.is_offered and self.stored is not None

    @property
    def revision(self) -> int:
        """How much of the draft the page has shown; 0 where there is none any more."""
        return min(self.stored.revision, self.seen.revision) if self.stored else 0

    @property
    def content(self) -> Content:
        return self.stored.content if self.stored else Content()

    @property
    def saved_words(self) -> str:
        """「11月22日 10:32」"""
        return _month_day_time(self.stored.saved_at) if self.stored else ""

    @property
    def subject_ref(self) -> str:
        return self.seen.subject_ref

    @property
    def tab(self) -> str:
        return self.seen.tab

    @property
    def url(self) -> str:
        return reverse("draft-save", args=[self.seen.form])

    @property
    def discard_url(self) -> str:
        return reverse("draft-discard", args=[self.seen.form])


def draft_for(request: ActorRequest, *, form: str, subject_ref: str = "") -> DraftState:
    """この画面の自分の下書き。なければ、書き始めるための空の状態。

    form: the action name of the page. Showing a stored draft is an entry in the log.
    """
    read = partial(
        own_draft,
        actor=request.actor, form=form, subject_ref=subject_ref, now=request.now,
    )  # fmt: skip
    tab = secrets.token_hex(8)
    if request.method == "POST":
        # The page goes on with what it has shown, not with what is stored by now.
        tab = _tab_before(request) or tab
        seen = SeenDraft(form, subject_ref, _seen_before(request), tab)
        return DraftState(request, seen, read)
    stored = read()
    if stored is not None:
        audit.looked_at(
            "draft.open", by=request.actor, subjects=(), form=form,
            draft=str(stored.public_id),
        )  # fmt: skip
    revision = stored.revision if stored else 0
    seen = SeenDraft(form, subject_ref, revision, tab)
    return DraftState(request, seen, lambda: stored)


def initial_data(draft: DraftState) -> QueryDict:
    """What was typed, as a form would send it. Nothing has been validated."""
    data = QueryDict(mutable=True)
    for name, values in draft.content.values.items():
        data.setlist(name, values)
    return data


def restored(form: forms.BaseForm, draft: DraftState) -> DraftState:
    """Put what was typed into an unbound form, without an error before its time.

    A field that the draft does not name keeps its own default.
    """
    if form.is_bound or not draft.found:
        return draft
    data = initial_data(draft)
    labels: dict[str, str] = {}
    for name, one in form.fields.items():
        sent_as = form.add_prefix(name)
        labels[sent_as] = str(one.label or name)
        if sent_as in data and not isinstance(one.widget, NOT_KEPT):
            form.initial[name] = one.widget.value_from_datadict(
                data, form.files, sent_as
            )
    others = tuple(
        OtherText(labels[name], "、".join(written.values))
        for name, kept in draft.content.other.items()
        if name in labels
        for written in kept
    )
    draft.other_texts = others
    return draft


def keep_draft(
    request: ActorRequest, form: forms.BaseForm, draft: DraftState
) -> HttpResponse | None:
    """「下書きとして保存」が押されたら、確かめずに預かり、同じ画面に戻る。

    None: another button was pressed, or the form now says why it could not be kept.
    """
    if request.method != "POST" or KEEP_BUTTON not in request.POST:
        return None
    changes: dict[str, list[str] | None] = {
        form.add_prefix(name): request.POST.getlist(form.add_prefix(name))
        for name, one in form.fields.items()
        if not isinstance(one.widget, NOT_KEPT)
    }
    # Pressing the button is a wish of its own: a draft that is gone begins anew.
    bases = (draft.revision, 0) if draft.revision else (0,)
    for base in bases:
        try:
            saved = save_draft(
                form=draft.seen.form, subject_ref=draft.subject_ref, changes=changes,
                base=base, tab=draft.tab, by=request.actor, now=request.now,
            )  # fmt: skip
        except UserError as error:
            form.add_error(None, str(error.message))
            return None
        if saved.state is not SaveState.GONE:
            break
    messages.success(request, "下書きを保存しました。まだ登録はしていません。")
    return HttpResponseRedirect(request.get_full_path())


def _seen_before(request: ActorRequest) -> int:
    text = request.POST.get(SEEN_FIELD, "")
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if is_number else 0


def _tab_before(request: ActorRequest) -> str:
    text = request.POST.get(TAB_FIELD, "")
    return (
        text if text.isascii() and text.isalnum() and len(text) <= LONGEST_TAB else ""
    )


def _month_day_time(at: datetime) -> str:
    local = localtime(at)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
