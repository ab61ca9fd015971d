"""同意、撤回、同意のない提供の書込み。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission, Role
from tsunagi.cases.case.access_rows import close_access, open_access
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import EventKind, Relation
from tsunagi.cases.consent import messages
from tsunagi.cases.consent.models import Consent, ConsentRecipient, Disclosure
from tsunagi.cases.consent.rules import (
    ConsentMethod,
    Explanation,
    LegalBasis,
    Purpose,
    missing_checks,
    opens_with_acceptance,
)
from tsunagi.cases.field_classes import NEVER_SHARED, FieldClass, spelled
from tsunagi.cases.person.models import RelatedPerson
from tsunagi.cases.person.rules import Kinship
from tsunagi.cases.scope import HOLDERS_AND_DUTY, TEAM, require_sight
from tsunagi.common.dates import start_of_day
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen, field
from tsunagi.organisations.office.models import Office

THROUGH = TEAM | HOLDERS_AND_DUTY
GOVERNMENT = frozenset({Role.MUNICIPAL_OFFICER, Role.WARD_OFFICER})


class NewConsent(Frozen):
    """What the person agreed to. last_day None: until it is withdrawn."""

    purposes: Sequence[Purpose]
    classes: Collection[FieldClass]
    offices: Sequence[Office]
    explained_on: date
    given_on: date
    explanation: Explanation
    method: ConsentMethod
    other_recipients: Sequence[str] = field(default_factory=tuple)
    last_day: date | None = None
    given_by_kinship: Kinship = Kinship.SELF
    given_by: RelatedPerson | None = None
    authority: str = ""
    own_words: str = ""


def consent_ref(consent: Consent) -> str:
    return f"consent:{consent.public_id}"


@transaction.atomic
def record_consent(*, case: Case, new: NewConsent, by: Actor, now: datetime) -> Consent:
    """同意を記録する。相手の事業所は、この時から、同意された区分だけを見られる。"""
    require_sight(case, Permission.CONSENT_RECORD, by=by, now=now, through=THROUGH)
    _check(new, today=localdate(now))
    consent = Consent.objects.create(
        case=case,
        purposes=[purpose.value for purpose in new.purposes],
        classes=spelled(new.classes),
        valid_from=new.given_on,
        valid_before=new.last_day + timedelta(days=1) if new.last_day else None,
        explained_by_id=by.staff_id,
        explained_on=new.explained_on,
        explanation=new.explanation,
        given_by_kinship=new.given_by_kinship,
        given_by=new.given_by,
        authority=new.authority,
        given_on=new.given_on,
        method=new.method,
        own_words=new.own_words,
        recorded_at=now,
        recorded_by_id=by.staff_id,
    )
    for office in new.offices:
        ConsentRecipient.objects.create(consent=consent, office=office)
        if consent.valid_before and start_of_day(consent.valid_before) <= now:
            continue  # a consent on paper that is over: kept, but it opens nothing
        if opens_with_acceptance(new.purposes):
            continue  # the handover opens the record, when the office has taken over
        open_access(
            case=case,
            relation=Relation.CONSENT,
            classes=consent.classes,
            office=office,
            valid_from=now,
            valid_before=start_of_day(consent.valid_before)
            if consent.valid_before
            else None,
            source_ref=consent_ref(consent),
            by=by,
        )
    ConsentRecipient.objects.bulk_create(
        ConsentRecipient(consent=consent, name=name) for name in new.other_recipients
    )
    leave_event(
        case, EventKind.CONSENT, on=new.given_on, by=by, now=now,
        text="、".join(purpose.label for purpose in new.purposes),
        source_ref=consent_ref(consent),
    )  # fmt: skip
    audit.record(
        "consent.record", by=by, target=consent, offices=[o.pk for o in new.offices],
        classes=consent.classes,
    )  # fmt: skip
    return consent


def _check(new: NewConsent, *, today: date) -> None:
    if not new.offices and not new.other_recipients:
        raise UserError(messages.NO_RECIPIENT, field="offices")
    if not new.purposes or not new.classes:
        raise UserError(messages.NO_PURPOSE, field="purposes")
    if not NEVER_SHARED.isdisjoint(new.classes):
        raise UserError(messages.NOT_SHAREABLE, field="classes")
    if new.given_on < new.explained_on:
        raise UserError(messages.BEFORE_EXPLANATION, field="given_on")
    if new.given_on > today:
        raise UserError(messages.GIVEN_IN_FUTURE, field="given_on")
    if new.last_day is not None and new.last_day < new.given_on:
        raise UserError(messages.ENDS_BEFORE_BEGIN, field="last_day")
    if new.given_by_kinship is not Kinship.SELF and not new.authority.strip():
        raise UserError(messages.AUTHORITY_NEEDED, field="authority")


@transaction.atomic
def withdraw_consent(
    *, case: Case, consent: Consent, words: str, by: Actor, now: datetime
) -> None:
    """撤回する。相手の事業所は、次に開く画面から見られない。"""
    require_sight(case, Permission.CONSENT_RECORD, by=by, now=now, through=THROUGH)
    changed = (
        Consent.objects.unscoped("of the case that was seen")
        .filter(pk=consent.pk, case=case, withdrawn_at=None)
        .update(withdrawn_at=now, withdrawn_by_id=by.staff_id, withdrawn_words=words)
    )
    if not changed:
        raise UserError(messages.ALREADY_WITHDRAWN)
    close_access(case=case, source_ref=consent_ref(consent), now=now)
    leave_event(
        case, EventKind.CONSENT_WITHDRAWN, on=localdate(now), by=by, now=now,
        text="同意の撤回を受けました。", source_ref=consent_ref(consent),
    )  # fmt: skip
    audit.record("consent.withdraw", by=by, target=consent)


class NewDisclosure(Frozen):
    """A disclosure without consent: its basis and what was confirmed."""

    basis: LegalBasis
    checks: Collection[str]
    reason: str
    classes: Collection[FieldClass]
    last_day: date
    office: Office | None = None
    recipient_name: str = ""


def disclosure_ref(disclosure: Disclosure) -> str:
    return f"disclosure:{disclosure.public_id}"


@transaction.atomic
def decide_disclosure(
    *, case: Case, new: NewDisclosure, by: Actor, now: datetime, today: date
) -> Disclosure:
    """同意のない提供を、法の例外として決める。根拠・確かめたこと・決めた人・理由を残す。"""
    require_sight(
        case, Permission.DISCLOSURE_DECIDE, by=by, now=now, through=HOLDERS_AND_DUTY
    )
    if new.office is None and not new.recipient_name.strip():
        raise UserError(messages.NO_RECIPIENT, field="office")
    if not NEVER_SHARED.isdisjoint(new.classes):
        raise UserError(messages.NOT_SHAREABLE, field="classes")
    if new.last_day < today:
        raise UserError(messages.ENDS_BEFORE_BEGIN, field="last_day")
    acts_for_government = not by.roles.isdisjoint(GOVERNMENT)
    if by.staff_id is not None and new.basis.for_government != acts_for_government:
        raise UserError(messages.WRONG_REGIME, field="basis")
    missing = missing_checks(new.basis, new.checks)
    if missing:
        raise UserError(
            messages.CHECKS_MISSING.format(missing="、".join(missing)), field="checks"
        )
    row = Disclosure.objects.create(
        case=case,
        basis=new.basis,
        checks=sorted(new.checks),
        reason=new.reason,
        classes=spelled(new.classes),
        office=new.office,
        recipient_name=new.recipient_name,
        decided_by_id=by.staff_id,
        decided_at=now,
        valid_from=today,
        valid_before=new.last_day + timedelta(days=1),
    )
    if new.office is not None:
        open_access(
            case=case, relation=Relation.LEGAL, classes=row.classes, office=new.office,
            valid_from=now, valid_before=start_of_day(row.valid_before),
            source_ref=disclosure_ref(row), by=by, basis=new.basis.value,
        )  # fmt: skip
    leave_event(
        case, EventKind.DISCLOSURE, on=today, by=by, now=now, text=new.basis.label,
        source_ref=disclosure_ref(row),
    )  # fmt: skip
    audit.record(
        "disclosure.decide", by=by, target=row, basis=new.basis.value,
        office=new.office.pk if new.office else None, classes=row.classes,
    )  # fmt: skip
    return row


@transaction.atomic
def end_disclosure(*, case: Case, row: Disclosure, by: Actor, now: datetime) -> None:
    """提供を終える。"""
    require_sight(
        case, Permission.DISCLOSURE_DECIDE, by=by, now=now, through=HOLDERS_AND_DUTY
    )
    Disclosure.objects.unscoped("of the case that was seen").filter(
        Q(ended_at=None), pk=row.pk
    ).update(ended_at=now)
    close_access(case=case, source_ref=disclosure_ref(row), now=now)
    audit.record("disclosure.end", by=by, target=row)
