"""見方を保存する、消す。自分のものだけ。"""

from __future__ import annotations

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor
from tsunagi.access.permissions import Permission
from tsunagi.cases.lists import messages
from tsunagi.cases.lists.models import SavedView
from tsunagi.cases.lists.rules import CaseFilter, ListKind, query_of
from tsunagi.common.errors import UserError

MOST_VIEWS = 12


@transaction.atomic
def save_view(*, kind: ListKind, name: str, wanted: CaseFilter, by: Actor) -> SavedView:
    """いまの条件に名前を付ける。同じ名前の見方は、新しい条件に置きかわる。"""
    staff_id = _own_id(by)
    mine = SavedView.objects.unscoped("one's own views").filter(
        staff_id=staff_id, list_kind=kind
    )
    if mine.count() >= MOST_VIEWS and not mine.filter(name=name).exists():
        raise UserError(messages.TOO_MANY_VIEWS, field="name")
    view, _ = SavedView.objects.unscoped("one's own views").update_or_create(
        staff_id=staff_id,
        list_kind=kind,
        name=name,
        defaults={"query": query_of(wanted)},
    )
    audit.record("case.list_save", by=by, target=view)
    return view


@transaction.atomic
def remove_view(*, view: SavedView, by: Actor) -> None:
    if view.staff_id != _own_id(by):
        raise AccessDenied(Permission.CASE_VIEW)
    audit.record("case.list_remove", by=by, target=view)
    view.delete()


def _own_id(by: Actor) -> int:
    """A view belongs to a person; programs have none."""
    if by.staff_id is None or not by.has(Permission.CASE_VIEW):
        raise AccessDenied(Permission.CASE_VIEW)
    return by.staff_id
