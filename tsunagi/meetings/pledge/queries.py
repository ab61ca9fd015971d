"""約束の読取り: 自分の署名、自分の事業所の人、ほかの事業所の数。"""

from __future__ import annotations

from datetime import date, datetime

from tsunagi.access.actor import Actor, Subject
from tsunagi.access.permissions import Permission
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.pledge.texts import Text, current_text
from tsunagi.meetings.policy import offices_in_meetings
from tsunagi.meetings.series.models import SignedWord
from tsunagi.meetings.series.rules import SignedKind
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.models import Post, Staff


class Standing(Frozen):
    """One text and the actor's own signature of its newest version.

    earlier: when an older version was signed; then the text has changed since.
    """

    text: Text
    signed: SignedWord | None
    earlier: SignedWord | None


def standing(*, actor: Actor, now: datetime, kind: SignedKind) -> Standing:
    """Two readings in one statement: the newest signature tells both."""
    text = current_text(kind)
    rows = list(
        SignedWord.objects.visible_to(actor, now=now)
        .filter(signed_by_id=actor.staff_id or 0, kind=kind)
        .order_by("-signed_at", "-id")
    )
    current = next((row for row in rows if row.text_version == text.version), None)
    older = next((row for row in rows if row.text_version != text.version), None)
    return Standing(text, current, older)


class Signatory(Frozen):
    """One colleague: what has been signed and when; None: not the newest version."""

    name: str
    signed: tuple[datetime | None, ...]


class Signatories(Frozen):
    """own: the people of one's own office, by name. elsewhere: only how many, by kind."""

    kinds: tuple[SignedKind, ...]
    own: tuple[Signatory, ...]
    elsewhere: tuple[int, ...]


def signatories(*, actor: Actor, now: datetime, today: date) -> Signatories:
    """だれが署名したか。名前は自分の事業所だけ、ほかは数だけ。問い合わせは二つ。"""
    kinds = tuple(SignedKind)
    if not actor.has(Permission.MEETING_RUN):
        return Signatories(kinds, (), tuple(0 for _ in kinds))
    own = offices_in_meetings(Subject(actor, now))
    posts = Post.objects.filter(in_force_on(today), office__in=own)
    people = list(
        Staff.objects.filter(pk__in=posts.values("staff_id"), is_active=True).order_by(
            "search_key", "id"
        )
    )
    newest = {kind.value: current_text(kind).version for kind in kinds}
    signed = {
        (row.signed_by_id, row.kind): row.signed_at
        for row in SignedWord.objects.visible_to(actor, now=now)
        if row.text_version == newest[row.kind]
    }
    ids = {one.pk for one in people}
    return Signatories(
        kinds,
        tuple(
            Signatory(
                one.name, tuple(signed.get((one.pk, kind.value)) for kind in kinds)
            )
            for one in people
        ),
        tuple(
            sum(1 for pk, found in signed if found == kind.value and pk not in ids)
            for kind in kinds
        ),
    )
