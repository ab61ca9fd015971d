"""本文の索引を書く。相談記録を書く取引の中からだけ呼ばれる。"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Model

from tsunagi.access.many_rows import insert_rows, new_row
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.search.models import ContactSearch
from tsunagi.cases.search.rules import pieces


def searched_text(contact: Contact) -> str:
    """What of a contact can be found."""
    return f"{contact.text}\n{contact.judgement}\n{contact.next_action}"


def search_row(contact: Contact, *, holder_id: int | None = None) -> ContactSearch:
    """holder_id: of its case as it stands now, where it was read a while ago."""
    case = contact.case
    if holder_id is None:
        holder_id = contact.office_id if case is None else case.responsible_office_id
    return new_row(
        ContactSearch,
        contact=contact,
        municipality_id=contact.municipality_id,
        case_id=contact.case_id,
        office_id=contact.office_id,
        holder_id=holder_id,
        is_anonymous=contact.is_anonymous,
        occurred_on=contact.occurred_on,
        pieces=" ".join(pieces(searched_text(contact))),
    )


def with_index(contacts: Sequence[Contact]) -> list[Sequence[Model]]:
    """New records and their rows of the index, as `insert_families` takes them."""
    return [contacts, [search_row(contact) for contact in contacts]]


def index_contacts(
    contacts: Sequence[Contact], *, instead_of: Iterable[Contact] = ()
) -> None:
    """Write the rows of new versions; those of the versions they replace go."""
    rows = ContactSearch.objects.unscoped("the index follows its record")
    replaced = list(instead_of)
    holders = hold_cases({one.case_id for one in (*contacts, *replaced) if one.case_id})
    if replaced:
        rows.filter(contact_id__in=[contact.pk for contact in replaced]).delete()
    insert_rows(
        search_row(contact, holder_id=holders.get(contact.case_id or 0))
        for contact in contacts
    )


def follow_case(case_id: int) -> None:
    """Another office is responsible, or other records are of this case: what it holds is
    found among its own."""
    for holder_id in hold_cases({case_id}).values():
        ContactSearch.objects.unscoped("the index follows its case").filter(
            case_id=case_id
        ).exclude(holder_id=holder_id).update(holder_id=holder_id)


def hold_cases(case_ids: Collection[int]) -> dict[int, int]:
    """Case → responsible office; until the end of the transaction nobody moves them.

    Always record, then case, then its rows of the index: whoever took them the other way
    round could wait for ever.
    """
    cases = Case.objects.unscoped("who holds the records").filter(pk__in=case_ids)
    held = cases.order_by("pk").select_for_update()
    return dict(held.values_list("pk", "responsible_office_id"))
