"""書きかけ: 自分の下書きが、だれの何で、どこから続けられるか。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from tsunagi.access.actor import Actor
from tsunagi.access.drafts.queries import DraftLine, own_drafts
from tsunagi.access.drafts.rules import STAYS_WITH_AUTHOR
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact.models import Contact

WORDS = {
    "reception.new": "相談受付",
    "contact.new": "相談記録",
    "contact.anonymous": "匿名の相談の記録",
    "contact.correct": "相談記録の訂正",
    "person.section": "本人のこと",
    "assessment.record": "アセスメント",
    "assessment.correct": "アセスメントの訂正",
    "rights.report": "権利の心配ごと",
}


@dataclass(frozen=True)
class Unfinished:
    """One draft. person_id: whose name is shown, for the log; url "" : only on its page."""

    draft: DraftLine
    what: str
    whom: str
    person_id: UUID | None
    url: str

    @property
    def may_pass_on(self) -> bool:
        return self.draft.form not in STAYS_WITH_AUTHOR


def unfinished(*, actor: Actor, now: datetime) -> list[Unfinished]:
    """Three queries. A case that one no longer sees gives neither name nor way."""
    drafts = own_drafts(actor=actor, now=now)
    refs = [UUID(draft.subject_ref) for draft in drafts if draft.subject_ref]
    cases = {
        str(case.public_id): case
        for case in Case.objects.visible_to(actor, now=now)
        .filter(public_id__in=refs)
        .select_related("person")
    }
    contacts = {
        str(contact.public_id): contact
        for contact in Contact.objects.visible_to(actor, now=now)
        .filter(public_id__in=refs, is_current=True)
        .select_related("case__person")
    }
    return [
        _line(
            draft,
            cases.get(draft.subject_ref) or _case_of(contacts.get(draft.subject_ref)),
            contacts.get(draft.subject_ref),
        )
        for draft in drafts
    ]


def _case_of(contact: Contact | None) -> Case | None:
    return contact.case if contact is not None else None


def _line(draft: DraftLine, case: Case | None, contact: Contact | None) -> Unfinished:
    return Unfinished(
        draft=draft,
        what=WORDS.get(draft.form, "書きかけの画面"),
        whom=f"{case.person.name}さん" if case else "",
        person_id=case.person.public_id if case else None,
        url=_url(draft, case, contact),
    )


def _url(draft: DraftLine, case: Case | None, contact: Contact | None) -> str:
    if draft.form == "contact.new" and case is not None:
        return reverse("contact-new", args=[case.public_id])
    if draft.form == "contact.correct" and contact is not None:
        return reverse("contact-correct", args=[contact.record_id])
    if draft.form == "assessment.record" and case is not None:
        return reverse("assessment-new", args=[case.public_id])
    # Whom a concern is about stands nowhere in its draft; then the way is that page.
    if draft.form == "rights.report" and not draft.subject_ref:
        return reverse("rights-new")
    if draft.form == "contact.anonymous":
        return reverse("contact-anonymous")
    if draft.form == "reception.new":
        lead = f"?lead={draft.subject_ref}" if draft.subject_ref else ""
        return f"{reverse('reception-new')}{lead}"
    return ""
