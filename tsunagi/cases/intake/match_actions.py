"""同じ人かの問い合わせ: 尋ねる、候補を開く、答える。名簿を探り当てる道にしない。"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import get_current_timezone

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible, Subject
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.access_models import CaseAccess
from tsunagi.cases.case.access_rows import open_access
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import EventKind, Relation
from tsunagi.cases.field_classes import MATCHING, FieldClass
from tsunagi.cases.intake import messages
from tsunagi.cases.intake.actions import require_own_reception
from tsunagi.cases.intake.lead_models import MatchRequest
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.intake.place_queries import who_answers_matches
from tsunagi.cases.intake.policy import CAN_ANSWER_MATCH
from tsunagi.cases.intake.rules import (
    MATCH_OPEN_FOR,
    MOST_MATCH_REQUESTS_A_DAY,
    MatchAnswer,
    may_file_match,
)
from tsunagi.cases.person.models import Certificate, Person
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff

MOST_CANDIDATES = 10


class _Asked(Frozen):
    """The person as typed, and where the request comes from."""

    office: Office
    area: Area | None
    kana: str
    birth_on: date | None
    subject: UUID
    reception: Reception | None = None
    case: Case | None = None


def ask_match_for_reception(
    *, reception: Reception, by: Actor, now: datetime, today: date, number: str = ""
) -> MatchRequest:
    """受付のときに聞いた名前と生年月日で、地域でもう知られていないかを尋ねる。"""
    require_own_reception(reception, by=by, now=now)
    knows_day = reception.birth_precision == "day"
    return _file(
        _Asked(
            reception.office, reception.area, reception.person_kana,
            reception.birth_on if knows_day else None, reception.public_id, reception,
            reception.case,
        ),
        number=number, by=by, now=now, today=today,
    )  # fmt: skip


def ask_match_for_case(
    *, case: Case, by: Actor, now: datetime, today: date, number: str = ""
) -> MatchRequest:
    """すでにあるケースの人について尋ねる。"""
    require_sight(
        case, Permission.CASE_WORK, by=by, now=now, field_class=FieldClass.IDENTITY
    )
    person = case.person
    knows_day = person.birth_precision == "day"
    return _file(
        _Asked(
            case.responsible_office, person.area, person.name_kana,
            person.birth_on if knows_day else None, person.public_id, None, case,
        ),
        number=number, by=by, now=now, today=today,
    )  # fmt: skip


@transaction.atomic
def _file(
    asked: _Asked, *, number: str, by: Actor, now: datetime, today: date
) -> MatchRequest:
    number = number.strip()
    if not asked.kana.strip() or not (asked.birth_on or number):
        raise UserError(messages.MATCH_NEEDS)
    _require_below_limit(by=by, now=now, today=today)
    office = who_answers_matches(actor=by, area=asked.area, today=today)
    if office is None:
        raise UserError(messages.NOBODY_TO_ASK)
    row = MatchRequest.objects.create(
        municipality_id=by.here, asking_office=asked.office, to_office=office,
        reception=asked.reception, case=asked.case, name_kana=asked.kana,
        birth_on=asked.birth_on, certificate_number=number, asked_at=now,
        asked_by_id=by.staff_id,
    )  # fmt: skip
    if asked.reception is not None:
        Reception.objects.unscoped("asked for above").filter(
            pk=asked.reception.pk
        ).update(match_asked_on=today)
    audit.record("match.file", by=by, target=row, subjects=[asked.subject])
    return row


def _require_below_limit(*, by: Actor, now: datetime, today: date) -> None:
    """The row of the staff member is held, so that two clicks are counted in turn."""
    Staff.objects.select_for_update().filter(pk=by.staff_id or 0).first()
    start = datetime.combine(today, time.min, tzinfo=get_current_timezone())
    filed = MatchRequest.objects.unscoped("how many this person has filed today")
    count = filed.filter(
        asked_by_id=by.staff_id,
        asked_at__gte=start,
        asked_at__lt=start + timedelta(days=1),
    ).count()
    if not may_file_match(count):
        raise UserError(messages.MATCH_LIMIT.format(most=MOST_MATCH_REQUESTS_A_DAY))


def source_ref(request: MatchRequest) -> str:
    """How the reasons to see the candidates name their cause."""
    return f"match:{request.public_id}"


def _require_answering(request: MatchRequest, *, by: Actor, now: datetime) -> Staff:
    if not CAN_ANSWER_MATCH.holds(Subject(by, now), request):
        raise NotVisible
    staff = Staff.objects.filter(pk=by.staff_id or 0).first()
    if staff is None:
        raise AccessDenied(Permission.MATCH_ANSWER)
    if request.answered_at is not None:
        raise UserError(messages.ALREADY_ANSWERED)
    return staff


@transaction.atomic
def open_match(*, request: MatchRequest, by: Actor, now: datetime) -> int:
    """候補を開く。答える職員だけが、24時間、氏名と生年月日だけを見る。"""
    staff = _require_answering(request, by=by, now=now)
    cases = _candidates(request)
    ref = source_ref(request)
    already = set(
        CaseAccess.objects.unscoped("reasons of this very request")
        .filter(source_ref=ref, staff=staff, valid_before__gt=now)
        .values_list("case_id", flat=True)
    )
    for case in cases:
        if case.pk not in already:
            open_access(
                case=case, relation=Relation.MATCHING, classes=MATCHING, staff=staff,
                valid_from=now, valid_before=now + MATCH_OPEN_FOR, source_ref=ref,
                by=by,
            )  # fmt: skip
    request.opened_at, request.opened_by = now, staff
    request.save(update_fields=["opened_at", "opened_by"])
    audit.record(
        "match.open", by=by, target=request, count=len(cases),
        subjects=[case.person.public_id for case in cases],
    )  # fmt: skip
    return len(cases)


def _candidates(request: MatchRequest) -> list[Case]:
    """The newest case of each person with this kana and birth date, or this number."""
    reason = "candidates of a match request, opened one by one below"
    same = Q(pk__in=())
    if request.birth_on is not None:
        same |= Q(kana_key=search_key(request.name_kana), birth_on=request.birth_on)
    if request.certificate_number:
        numbers = Certificate.objects.unscoped(reason).filter(
            municipality_id=request.municipality_id, number=request.certificate_number
        )
        same |= Q(pk__in=numbers.values("person_id"))
    persons = Person.objects.unscoped(reason).filter(
        same, municipality_id=request.municipality_id, merged_into=None
    )
    own = [request.case_id] if request.case_id else []
    rows = (
        Case.objects.unscoped(reason)
        .filter(person__in=persons.order_by("id")[:MOST_CANDIDATES].values("id"))
        .exclude(pk__in=own)
        .select_related("person")
        .order_by("person_id", "-opened_on", "-id")
    )
    newest: dict[int, Case] = {}
    for case in rows:
        newest.setdefault(case.person_id, case)
    return list(newest.values())


@transaction.atomic
def answer_match(
    *,
    request: MatchRequest,
    answer: MatchAnswer,
    matched: Case | None,
    note: str,
    by: Actor,
    now: datetime,
    today: date,
) -> MatchRequest:
    """答える。「同じ人」のときだけ、双方の経過に一行が残り、互いに連絡できる。"""
    staff = _require_answering(request, by=by, now=now)
    is_open = (
        request.opened_by_id == staff.pk
        and request.opened_at is not None
        and now < request.opened_at + MATCH_OPEN_FOR
    )
    if not is_open:
        raise UserError(messages.NOT_OPENED)
    if answer is MatchAnswer.SAME and (
        matched is None or not _is_candidate(request, matched, staff)
    ):
        raise UserError(messages.WHICH_CASE, field="matched")
    found = matched if answer is MatchAnswer.SAME else None
    answered = (
        MatchRequest.objects.unscoped("answered once")
        .filter(pk=request.pk, answered_at=None)
        .update(
            answer=answer, note=note, matched_case=found, answered_at=now,
            answered_by=staff,
        )
    )  # fmt: skip
    if not answered:
        raise UserError(messages.ALREADY_ANSWERED)
    request.refresh_from_db()
    if request.matched_case is not None:
        _tell_both(request, request.matched_case, by=by, now=now, today=today)
    CaseAccess.objects.unscoped("the request is answered").filter(
        source_ref=source_ref(request), valid_before__gt=now
    ).update(valid_before=now)
    audit.record(
        "match.answer", by=by, target=request, answer=answer.value,
        subjects=[matched.person.public_id] if request.matched_case and matched else [],
    )  # fmt: skip
    return request


def _is_candidate(request: MatchRequest, case: Case, staff: Staff) -> bool:
    rows = CaseAccess.objects.unscoped("reasons of this very request").filter(
        source_ref=source_ref(request), staff=staff, case=case
    )
    return rows.exists()


def _tell_both(
    request: MatchRequest, matched: Case, *, by: Actor, now: datetime, today: date
) -> None:
    """The holder learns who asked; the asker, that the answering office will call."""
    leave_event(
        matched, EventKind.PERSON, on=today, by=by, now=now,
        text=f"{request.asking_office.name}から、同じ人かの問い合わせがありました"
        f"（同じ人）。{request.note}",
        source_ref=source_ref(request),
    )  # fmt: skip
    to_asker = f"{request.to_office.name}から、この方のことで連絡があります。"
    asking_case = request.reception.case if request.reception else request.case
    if asking_case is not None:
        leave_event(
            asking_case, EventKind.PERSON, on=today, by=by, now=now,
            text=f"{to_asker}{request.note}", source_ref=source_ref(request),
        )  # fmt: skip
    if request.reception_id is not None:
        Reception.objects.unscoped("the answer reaches the desk that asked").filter(
            pk=request.reception_id
        ).update(match_note=f"{to_asker}{request.note}"[:300])
