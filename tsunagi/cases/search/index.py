"""本文の索引を書く。相談記録を書く取引の中からだけ呼ばれる。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tsunagi.access.many_rows import insert_families, insert_rows, new_row
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.search.models import ContactSearch
from tsunagi.cases.search.rules import pieces


def searched_text(contact: Contact) -> str:
    """What of a contact can be found."""
    return f"{contact.text}\n{contact.judgement}\n{contact.next_action}"


def search_row(contact: Contact) -> ContactSearch:
    return new_row(
        ContactSearch,
        contact=contact,
        municipality_id=contact.municipality_id,
        case_id=contact.case_id,
        office_id=contact.office_id,
        is_anonymous=contact.is_anonymous,
        occurred_on=contact.occurred_on,
        pieces=" ".join(pieces(searched_text(contact))),
    )


def insert_contacts(contacts: Sequence[Contact]) -> None:
    """Write new records together with their rows of the index."""
    insert_families([contacts, [search_row(contact) for contact in contacts]])


def index_contacts(
    contacts: Sequence[Contact], *, instead_of: Iterable[Contact] = ()
) -> None:
    """Write the rows of new versions; those of the versions they replace go."""
    rows = ContactSearch.objects.unscoped("the index follows its record")
    old = [contact.pk for contact in instead_of]
    if old:
        rows.filter(contact_id__in=old).delete()
    insert_rows(search_row(contact) for contact in contacts)
