"""下書きの保存と、捨てて書き直す操作。"""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from tsunagi.access.actor import NotVisible
from tsunagi.access.drafts.actions import (
    SaveState,
    discard_draft,
    require_form,
    save_draft,
)
from tsunagi.access.drafts.messages import SIGNED_OUT, TOO_LARGE, UNREADABLE
from tsunagi.access.drafts.rules import (
    LONGEST_TAB,
    MOST_BODY_BYTES,
    Changes,
    is_subject_ref,
    read_changes,
)
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import Message, UserError
from tsunagi.common.frozen import Frozen
from tsunagi.ui.http import safe_next


class Sent(Frozen):
    """What autosave sends."""

    subject_ref: str
    owner: str
    tab: str
    base: int
    changes: Changes


@action("draft.save", permission=Permission.ACCOUNT_OWN)
@require_POST
def draft_save(request: ActorRequest, form: str) -> HttpResponse:
    """自動保存。JSON で受け、JSON で答える。断るときは、どうすればよいかを返す。"""
    require_form(form, by=request.actor)
    try:
        body = request.body
    except RequestDataTooBig:
        body = b" " * (MOST_BODY_BYTES + 1)
    if len(body) > MOST_BODY_BYTES:
        return _refused(TOO_LARGE, status=413)
    sent = _read(body)
    if sent is None:
        return _refused(UNREADABLE, status=400)
    if sent.owner != str(request.actor.public_id):
        # Somebody else has signed in meanwhile: the text on that page is not theirs.
        return _refused(SIGNED_OUT, status=401)
    try:
        saved = save_draft(
            form=form,
            subject_ref=sent.subject_ref,
            changes=sent.changes,
            base=sent.base,
            tab=sent.tab,
            by=request.actor,
            now=request.now,
        )
    except UserError as error:
        status = 413 if error.message is TOO_LARGE else 409
        return _refused(error.message, status=status)
    saved_at = f"{localtime(saved.saved_at):%H:%M}" if saved.saved_at else ""
    return JsonResponse(
        {"state": saved.state, "revision": saved.revision, "saved_at": saved_at},
        status=410 if saved.state is SaveState.GONE else 200,
    )


@action("draft.discard", permission=Permission.ACCOUNT_OWN)
@require_POST
def draft_discard(request: ActorRequest, form: str) -> HttpResponse:
    """捨てて新しく書く。元の画面に戻る。"""
    subject_ref = request.POST.get("subject", "")
    if not is_subject_ref(subject_ref):
        raise NotVisible
    discard_draft(form=form, subject_ref=subject_ref, by=request.actor, now=request.now)
    messages.success(request, "下書きを捨てました。新しく書けます。")
    return redirect(safe_next(request, request.POST.get("next", ""), otherwise="/"))


def _refused(message: Message, *, status: int) -> JsonResponse:
    return JsonResponse({"state": "refused", "text": str(message)}, status=status)


def _read(body: bytes) -> Sent | None:
    """The parts of the body, or None if one is missing or not what it should be."""
    try:
        data = json.loads(body)
        sent = Sent(
            subject_ref=str(data["subject"]),
            owner=str(data["owner"]),
            tab=str(data["tab"]),
            base=int(data["base"]),
            changes=read_changes(data["changes"]) or {},
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    is_sound = (
        is_subject_ref(sent.subject_ref)
        and 0 < len(sent.tab) <= LONGEST_TAB
        and sent.tab.isalnum()
        and sent.tab.isascii()
        and sent.base >= 0
        and bool(sent.changes)
    )
    return sent if is_sound else None
