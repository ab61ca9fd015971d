"""本文の索引を書く。相談記録を書く取引の中からだけ呼ばれる。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Model

from tsunagi.access.many_rows import insert_rows, new_row
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.search.models import ContactSearch
from tsunagi.cases.search.rules import pieces


def searched_text(contact: Contact) -> str:
    """What of a contact can be found."""
    return f"{contact.text}\n{contact.judgement}\n{contact.next_action}"


def search_row(contact: Contact) -> ContactSearch:
    case = contact.case
    return new_row(
        ContactSearch,
        contact=contact,
        municipality_id=contact.municipality_id,
        case_id=contact.case_id,
        office_id=contact.office_id,
        holder_id=contact.office_id if case is None else case.responsible_office_id,
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
    old = [contact.pk for contact in instead_of]
    if old:
        rows.filter(contact_id__in=old).delete()
    insert_rows(search_row(contact) for contact in contacts)


def follow_case(case: Case) -> None:
    """Another office is responsible: what it holds now is found among its own.

    The caller holds the row of the case, so that no record of it is written meanwhile
    with the office of before.
    """
    ContactSearch.objects.unscoped("the index follows its case").filter(
        case_id=case.pk
    ).exclude(holder_id=case.responsible_office_id).update(
        holder_id=case.responsible_office_id
    )
