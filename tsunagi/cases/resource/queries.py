"""使った社会資源と、かかわりのある機関の読取り。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import Q

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.case.models import CollaboratingOffice
from tsunagi.cases.changes import with_history
from tsunagi.cases.consent.models import Consent
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.person.rules import Kinship
from tsunagi.cases.person.ties_models import EcoItem
from tsunagi.cases.person.ties_rules import EcoType
from tsunagi.cases.resource.models import ResourceUse, ResourceUseRevision
from tsunagi.cases.resource.rules import Agency, Mention, Source, agencies_from
from tsunagi.cases.seen import SeenCase, rows_of_case
from tsunagi.organisations.office.models import Office

CLOSE_PEOPLE = (EcoType.FAMILY, EcoType.FRIEND)
PRIVATE_PEOPLE = frozenset(
    kind.value
    for kind in (
        Kinship.SELF, Kinship.MOTHER, Kinship.FATHER, Kinship.SPOUSE,
        Kinship.RELATIVE, Kinship.NEIGHBOUR,
    )
)  # fmt: skip


def uses_of(*, actor: Actor, seen: SeenCase) -> list[ResourceUse]:
    return list(
        rows_of_case(ResourceUse, seen)
        .select_related("office", "recorded_by", "consent")
        .prefetch_related(with_history("revisions", ResourceUseRevision))
        .order_by("-on", "-id")
    )


def uses_of_record(
    *, actor: Actor, seen: SeenCase, record_id: UUID
) -> list[ResourceUse]:
    """What came out of one talk."""
    return list(
        rows_of_case(ResourceUse, seen)
        .select_related("office")
        .filter(contact_record=record_id)
        .order_by("id")
    )


def use_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> ResourceUse:
    row = (
        rows_of_case(ResourceUse, seen)
        .select_related("case__person", "office", "consent")
        .filter(public_id=public_id)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def agencies_of(*, actor: Actor, seen: SeenCase) -> list[Agency]:
    """Whoever stands around the person, found in the records that are there anyway.

    Four queries. Names of talks are part of the narrative and come only with it.
    """
    return agencies_from(_mentions(seen))


def _mentions(seen: SeenCase) -> Iterator[Mention]:
    for partner in rows_of_case(CollaboratingOffice, seen).select_related("office"):
        office = partner.office
        yield Mention(
            office.name, Source.COLLABORATING, partner.valid_from, office.public_id
        )
    uses = rows_of_case(ResourceUse, seen).select_related("office")
    for use in uses.exclude(office=None, place_name=""):
        yield Mention(
            use.office.name if use.office else use.place_name,
            Source.RESOURCE,
            use.on,
            use.office.public_id if use.office else None,
        )
    for item in rows_of_case(EcoItem, seen).select_related("office"):
        if item.valid_before is None and item.type not in CLOSE_PEOPLE:
            yield Mention(
                item.office.name if item.office else item.label,
                Source.ECO,
                None,
                item.office.public_id if item.office else None,
            )
    talks = rows_of_case(Contact, seen, needs=FieldClass.NARRATIVE).filter(
        is_current=True, is_withdrawn=False
    )
    for name, on, kinds in talks.exclude(counterpart_name="").values_list(
        "counterpart_name", "occurred_on", "counterpart"
    ):
        # A relative's name is nobody's agency: it must not be offered to the directory.
        if kinds and PRIVATE_PEOPLE.isdisjoint(kinds):
            yield Mention(name, Source.CONTACT, on)


def consents_to_choose(
    *, actor: Actor, seen: SeenCase, today: date, now_at: Consent | None = None
) -> list[Consent]:
    """The consents that hold today. now_at: that of a use that is being corrected."""
    holds = Q(withdrawn_at=None, valid_from__lte=today) & (
        Q(valid_before=None) | Q(valid_before__gt=today)
    )
    if now_at is not None:
        holds |= Q(pk=now_at.pk)
    return list(rows_of_case(Consent, seen).filter(holds).order_by("-given_on", "-id"))


def offices_to_choose(*, actor: Actor, now_at: Office | None = None) -> list[Office]:
    """The directory of the municipality, informal places included.

    now_at: the place of a use that is being corrected; it may have closed since.
    """
    still_there = Q(closed_on=None)
    if now_at is not None:
        still_there |= Q(pk=now_at.pk)
    return list(
        Office.objects.filter(still_there, municipality_id=actor.here).order_by(
            "search_key", "id"
        )
    )
