"""相談受付の書込み: 受け付ける、直す。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible, Subject, SystemActor
from tsunagi.access.drafts.actions import draft_used
from tsunagi.access.drafts.rules import SeenDraft
from tsunagi.access.idempotency import once
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.case.models import Case
from tsunagi.cases.handover.rules import WAITING, Answer
from tsunagi.cases.intake import messages
from tsunagi.cases.intake.call_record import correct_call, record_call
from tsunagi.cases.intake.case_start import attach_known_case, start_case
from tsunagi.cases.intake.lead_models import OutreachLead
from tsunagi.cases.intake.models import (
    CoreQuestion,
    Handoff,
    Reception,
    ReceptionRevision,
)
from tsunagi.cases.intake.policy import CAN_SEE_LEAD, CAN_SEE_RECEPTION, desks_of
from tsunagi.cases.intake.rules import (
    NEEDS_CASE,
    DangerSign,
    OutreachState,
    Result,
    Urgency,
    decide_urgency,
    is_named,
    opens_case,
    state_of,
)
from tsunagi.common.errors import UserError
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff

WHEREABOUTS = frozenset({"address", "phone", "asker_phone", "guardian_phone"})
# What the person's page keeps once the call has become a case.
OF_THE_PERSON = frozenset(
    {"is_anonymous", "person_name", "person_kana", "birth_on", "birth_precision", "sex"}
)
EDITABLE = (
    WHEREABOUTS
    | OF_THE_PERSON
    | {
        "received_on", "received_at_time", "method", "minutes", "route", "referrer",
        "referrer_name", "complaint", "disability_words", "area", "asker_kinship",
        "asker_name", "asker_office", "guardian_kinship", "guardian_name",
        "person_knows", "person_wants", "person_wants_unknown", "next_step_to_hear",
        "next_step_on", "urgency", "urgency_reason", "danger_signs",
        "current_services", "response", "result_note", "next_on",
    }
)  # fmt: skip
NOT_KEPT = "（前の値は残しません）"


def require_desk(office: Office, by: Actor) -> None:
    """The actor takes calls at this office."""
    if isinstance(by, SystemActor):
        return
    if office.pk not in desks_of(by) or office.municipality_id != by.here:
        raise AccessDenied(Permission.RECEPTION_RECORD)


def require_own_reception(reception: Reception, *, by: Actor, now: datetime) -> None:
    """Visible, and of the actor's own desk: others read it, the desk keeps it."""
    if isinstance(by, SystemActor):
        return
    if not CAN_SEE_RECEPTION.holds(Subject(by, now), reception):
        raise NotVisible
    require_desk(reception.office, by)


def subject_of_reception(reception: Reception) -> list[UUID]:
    """Whom an audit row is about: the person, or the call while nobody is known."""
    case = reception.case
    return [case.person.public_id if case else reception.public_id]


@transaction.atomic
def save_reception(
    *,
    values: Mapping[str, Any],
    office: Office,
    staff: Staff,
    by: Actor,
    now: datetime,
    today: date,
    result: Result | None = None,
    case: Case | None = None,
    case_staff: Staff | None = None,
    lead: OutreachLead | None = None,
    seen: SeenDraft | None = None,
) -> Reception:
    """相談を受け付ける。一度の保存で、受付、相談記録、台帳、必要ならケースができる。

    values: only names of EDITABLE; required are method and complaint. case: the person
    is already known to this office. case_staff: who takes a new case, None for the team.
    """
    require_desk(office, by)
    kept = _checked(values, today=today, by=by)
    _check_result(result, kept, case)
    reception = Reception(
        municipality_id=office.municipality_id, office=office, received_by=staff,
        lead=_open_lead(lead, by=by, now=now), created_at=now,
        created_by_id=by.staff_id, **kept,
    )  # fmt: skip
    _set_result(reception, result, by=by, now=now)
    reception.state = state_of(
        result, has_open_question=False, has_open_handoff=False, has_taken_handoff=False
    )
    reception.save(force_insert=True)
    if case is not None:
        attach_known_case(reception, case, by=by, now=now, today=today)
    elif opens_case(result, is_named=_has_name(reception)):
        start_case(reception, staff=case_staff, by=by, now=now, today=today)
    record_call(reception, by=by, now=now, today=today)
    if lead is not None:
        _meet(lead, reception)
    if seen is not None:
        draft_used(seen, by=by, now=now)
    audit.record(
        "reception.save", by=by, target=reception, result=reception.result,
        urgency=reception.urgency, subjects=subject_of_reception(reception),
    )  # fmt: skip
    return reception


def save_reception_once(
    *, key: UUID, values: Mapping[str, Any], by: Actor, **others: Any
) -> Reception:
    """The same form sent twice is one reception and answers with it both times."""

    def make() -> str:
        return str(save_reception(values=values, by=by, **others).public_id)

    body = {name: str(value) for name, value in values.items()}
    bound = ("result", "case", "lead", "case_staff", "office")
    body |= {name: _key_of(others.get(name)) for name in bound}
    public_id, _ = once(key, by=by, action="reception.save", body=body, make=make)
    return Reception.objects.unscoped("made by this very form").get(public_id=public_id)


def _key_of(value: Any) -> str:
    """What a form was bound to, by its row; the words of the row say nothing."""
    return str(getattr(value, "pk", value))


def _checked(values: Mapping[str, Any], *, today: date, by: Actor) -> dict[str, Any]:
    """The values that are stored, with the urgency that holds."""
    kept = {name: value for name, value in values.items() if name in EDITABLE}
    received_on: date = kept.setdefault("received_on", today)
    if not str(kept.get("complaint", "")).strip():
        raise UserError(messages.NO_COMPLAINT, field="complaint")
    if kept.get("method") not in known_methods(by, on=received_on):
        raise UserError(messages.UNKNOWN_METHOD, field="method")
    for name in ("received_on", "birth_on"):
        if kept.get(name) is not None and kept[name] > today:
            raise UserError(messages.IN_FUTURE, field=name)
    for name in ("next_on", "next_step_on"):
        if kept.get(name) is not None and kept[name] < received_on:
            raise UserError(messages.NEXT_IS_BEFORE, field=name)
    if kept.get("person_wants", "").strip():
        kept["person_wants_unknown"] = False
    signs = [DangerSign(sign) for sign in kept.get("danger_signs", ())]
    chosen = Urgency(kept["urgency"]) if kept.get("urgency") else None
    decided = decide_urgency(chosen, signs, reason=kept.get("urgency_reason", ""))
    kept["danger_signs"] = [sign.value for sign in signs]
    kept["urgency"] = decided.urgency or ""
    return kept


def known_methods(by: Actor, *, on: date) -> tuple[str, ...]:
    return contact_categories(actor=by, on=on).methods.codes


def _has_name(reception: Reception) -> bool:
    return is_named(reception.person_name, is_anonymous=reception.is_anonymous)


def _check_result(
    result: Result | None, kept: Mapping[str, Any], case: Case | None
) -> None:
    named = is_named(
        kept.get("person_name", ""), is_anonymous=kept.get("is_anonymous", False)
    )
    if result in NEEDS_CASE and case is None and not named:
        raise UserError(
            messages.NAME_NEEDED.format(result=result.label if result else ""),
            field="result",
        )


def _set_result(
    reception: Reception, result: Result | None, *, by: Actor, now: datetime
) -> None:
    if result is None:
        return
    reception.result = result
    reception.result_at = now
    reception.result_by_id = by.staff_id


def _open_lead(
    lead: OutreachLead | None, *, by: Actor, now: datetime
) -> OutreachLead | None:
    """A lead that the actor's own desk follows, and that is not closed."""
    if lead is None:
        return None
    if not CAN_SEE_LEAD.holds(Subject(by, now), lead):
        raise NotVisible
    require_desk(lead.office, by)
    if lead.state == OutreachState.CLOSED:
        raise UserError(messages.LEAD_ENDED)
    return lead


def _meet(lead: OutreachLead, reception: Reception) -> None:
    """Someone heard of has been met: the lead leaves the list."""
    rows = OutreachLead.objects.unscoped("asked for above").filter(pk=lead.pk)
    rows.filter(state=OutreachState.OPEN).update(
        state=OutreachState.MET, met_on=reception.received_on
    )
    rows.filter(case=None).update(case=reception.case, version=F("version") + 1)


@transaction.atomic
def edit_reception(
    *,
    reception: Reception,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> Reception:
    """受付を直す。前の値は履歴に残る。利用者の記録が始まったあとの名前や住所は、そちらで。"""
    require_own_reception(reception, by=by, now=now)
    kept = _checked(values, today=today, by=by)
    if reception.case_id is not None:
        if kept.get("is_anonymous"):
            raise UserError(messages.ALREADY_CASE, field="is_anonymous")
        for name in OF_THE_PERSON | WHEREABOUTS:
            kept.pop(name, None)
    changes = {
        name: [getattr(reception, name), value]
        for name, value in kept.items()
        if getattr(reception, name) != value
    }
    if not changes:
        return reception
    store_changes(reception, changes, version=version, by=by, now=now)
    correct_call(reception, changes, by=by, now=now, today=today)
    audit.record(
        "reception.edit", by=by, target=reception, fields=sorted(changes),
        subjects=subject_of_reception(reception),
    )  # fmt: skip
    return reception


def store_changes(
    reception: Reception,
    changes: Mapping[str, list[Any]],
    *,
    version: int,
    by: Actor,
    now: datetime,
) -> None:
    """The new state, if nobody else has changed it meanwhile, and the old one kept."""
    new = {name: after for name, (_, after) in changes.items()}
    changed = (
        Reception.objects.unscoped("guarded by its version")
        .filter(pk=reception.pk, version=version)
        .update(version=F("version") + 1, **new)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    for name, value in new.items():
        setattr(reception, name, value)
    reception.version = version + 1
    ReceptionRevision.objects.create(
        reception=reception, version=reception.version, recorded_at=now,
        recorded_by_id=by.staff_id,
        changes={name: _spelled(name, pair) for name, pair in changes.items()},
    )  # fmt: skip


def _spelled(name: str, pair: list[Any]) -> list[Any]:
    """JSON has no dates, and the history keeps no whereabouts."""
    if name in WHEREABOUTS:
        return [NOT_KEPT, NOT_KEPT]
    return [
        value if isinstance(value, str | int | list | None) else str(value)
        for value in pair
    ]


def refresh_state(reception: Reception) -> None:
    """取り直す: 結果と、つなぎ先・基幹への相談がどうなっているか。"""
    handoffs = set(
        Handoff.objects.unscoped("figures of one reception")
        .filter(reception=reception)
        .values_list("state", flat=True)
    )
    questions = CoreQuestion.objects.unscoped("figures of one reception").filter(
        reception=reception, answered_at=None
    )
    reception.state = state_of(
        Result(reception.result) if reception.result else None,
        has_open_question=questions.exists(),
        has_open_handoff=not WAITING.isdisjoint(handoffs),
        has_taken_handoff=Answer.ACCEPTED in handoffs,
    )
    Reception.objects.unscoped("derived from its parts").filter(pk=reception.pk).update(
        state=reception.state
    )
