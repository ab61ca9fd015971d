"""候補の出どころを開く: 何から書くのか、はじめに何を入れておくか。

Whoever may not see the source cannot write from it. Nothing that was said of a person
is copied: what is proposed are the words of the theme, or none at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.complaint import queries as complaint_queries
from tsunagi.cases.issues import Raised
from tsunagi.cases.models import ResourceUse
from tsunagi.cases.resource.rules import NEEDS
from tsunagi.common.frozen import Frozen
from tsunagi.common.telling import looks_telling
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.issue.rules import (
    Cause,
    Source,
    State,
    Viewpoint,
    text_of_theme,
)
from tsunagi.meetings.issue.voice_queries import shown_voice_of
from tsunagi.organisations.models import Area

# The topic of data/topics.toml for what is missing.
SHORTAGE = "shortage"


class Proposal(Frozen):
    """What the form begins with. lead: what to think of while writing; subjects: the
    persons whose record was opened for it."""

    source: Source
    key: UUID
    lead: str
    area: Area | None = None
    text: str = ""
    viewpoint: Viewpoint | None = None
    cause: Cause | None = None
    topic: str = ""
    subjects: frozenset[UUID] = frozenset()


def proposal_of(*, actor: Actor, now: datetime, source: Source, key: UUID) -> Proposal:
    """The source, if the actor may see it. One or two statements."""
    find = FINDERS.get(source)
    if find is None:
        raise NotVisible
    return find(actor, now, key)


def _theme(actor: Actor, now: datetime, key: UUID) -> Proposal:
    lines = complaint_queries.themes(actor=actor, now=now)
    line = next((one for one in lines if one.key == key), None)
    if line is None:
        raise NotVisible
    telling = bool(looks_telling(line.theme))
    return Proposal(
        Source.THEME, key, area=line.area, viewpoint=Viewpoint.PERSON,
        text="" if telling else text_of_theme(line.theme),
        lead=f"「{line.theme}」は、要望・苦情に{line.count}件あります。"
        "だれの、どの事業所のことかは書かずに、地域のこととして書き直します。",
    )  # fmt: skip


def _missing(actor: Actor, now: datetime, key: UUID) -> Proposal:
    use = (
        ResourceUse.objects.visible_to(actor, now=now)
        .filter(public_id=key, purpose__in=NEEDS)
        .select_related("case__person", "case__responsible_office__area")
        .first()
    )
    if use is None:
        raise NotVisible
    return Proposal(
        Source.MISSING, key, area=use.case.responsible_office.area,
        viewpoint=Viewpoint.PERSON, cause=Cause.RESOURCE, topic=SHORTAGE,
        subjects=frozenset({use.case.person.public_id}),
        lead="どんなときに、どんな支えが見当たらないかを、地域のこととして書きます。"
        "記録にある言葉は、写しません。だれのことかが入っていることがあります。",
    )  # fmt: skip


def _voice(actor: Actor, now: datetime, key: UUID) -> Proposal:
    voice = shown_voice_of(actor=actor, now=now, public_id=key)
    return Proposal(
        Source.VOICES, key, area=voice.area, topic=voice.topic,
        viewpoint=Viewpoint.PERSON,
        lead=f"聞いた声:「{voice.text}」　この声は、候補のそばに置かれます。",
    )  # fmt: skip


FINDERS: Mapping[Source, Callable[[Actor, datetime, UUID], Proposal]] = {
    Source.THEME: _theme,
    Source.MISSING: _missing,
    Source.VOICES: _voice,
}


def raised_from(
    *, actor: Actor, now: datetime, source: str, keys: Iterable[UUID]
) -> dict[UUID, Raised]:
    """By key of the source: the candidate that came from it. One query.

    A candidate that was dropped does not stand in the way of a new one.
    """
    rows = LocalIssueCandidate.objects.visible_to(actor, now=now).filter(
        source=source, source_key__in=set(keys)
    )
    return {
        key: Raised(public_id, State(state).label)
        for key, public_id, state in rows.exclude(state=State.DROPPED).values_list(
            "source_key", "public_id", "state"
        )
        if key is not None
    }
