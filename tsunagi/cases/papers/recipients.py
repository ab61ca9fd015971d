"""書面を渡す相手: 本人、市町村、計画に名のある事業所、前に渡した相手。住所は分かるものだけ。"""

from __future__ import annotations

from tsunagi.access.actor import Actor
from tsunagi.cases.papers.letters import Honorific, Recipient, Sender
from tsunagi.cases.papers.queries import Sources
from tsunagi.cases.person.sealed import Whereabouts, whereabouts_of
from tsunagi.cases.plan.queries import deliveries_of
from tsunagi.cases.plan.sheet_rules import SheetStage, SupportKind, items_of
from tsunagi.cases.seen import SeenCase
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.office.rules import OfficeKind

FORMAL = (SupportKind.SERVICE, SupportKind.MEDICAL, SupportKind.OTHER)


def recipients_of(*, actor: Actor, seen: SeenCase, sources: Sources) -> list[Recipient]:
    """Three queries: the offices that the plan names, the desk, earlier deliveries."""
    names = _providers(sources)
    municipality = seen.case.municipality_id
    offices = list(
        Office.objects.filter(municipality_id=municipality, closed_on=None)
        .filter(name__in=names)
        .order_by("id")
    )
    desk = (
        Office.objects.filter(
            municipality_id=municipality, closed_on=None,
            kind_periods__kind=OfficeKind.DESK,
        )
        .order_by("id")
        .first()
    )  # fmt: skip
    addresses = {one.name: one for one in offices}
    where = (
        whereabouts_of(seen.case.person)
        if seen.sight.sees_whereabouts
        else Whereabouts()
    )
    found = [
        Recipient(
            "person", seen.case.person.name, Honorific.PERSON, where.postal_code,
            where.address,
        )
    ]  # fmt: skip
    if desk is not None:
        found.append(_office("city", desk.name, desk))
    found += [
        _office(f"office{number}", name, addresses.get(name))
        for number, name in enumerate(names)
    ]
    known = {one.name for one in found}
    delivered = deliveries_of(actor=actor, seen=seen, plan=sources.plan)
    others = list(dict.fromkeys(row.to for row in delivered))
    return found + [
        Recipient(f"other{number}", name, Honorific.PERSON)
        for number, name in enumerate(others)
        if name not in known
    ]


def _office(key: str, name: str, office: Office | None) -> Recipient:
    if office is None:
        return Recipient(key, name, Honorific.OFFICE)
    return Recipient(key, name, Honorific.OFFICE, office.postal_code, office.address)


def _providers(sources: Sources) -> list[str]:
    """As the plan names them, each once; of the draft while there is no plan."""
    sheet = sources.sheets.get(SheetStage.PLAN) or sources.sheets.get(SheetStage.DRAFT)
    if sheet is None:
        return []
    return list(
        dict.fromkeys(
            support.provider.strip()
            for item in items_of(sheet.items)
            for support in item.supports
            if support.kind in FORMAL and support.provider.strip()
        )
    )


def sender_of(sources: Sources) -> Sender:
    office, staff = sources.plan.office, sources.plan.staff
    return Sender(
        office=office.name, staff=staff.name if staff else "",
        postal_code=office.postal_code, address=office.address, phone=office.phone,
    )  # fmt: skip
