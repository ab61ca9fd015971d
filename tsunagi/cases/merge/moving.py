"""まとめるときに移す行と、元に戻すときに返す行。一行ずつ書き留め、何も失わない。"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate

from tsunagi.cases.case.access_models import CaseAccess, Exclusion
from tsunagi.cases.case.models import Case, CollaboratingOffice
from tsunagi.cases.case.rules import Relation
from tsunagi.cases.case.team_actions import collaborator_ref
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.handover.models import Handover
from tsunagi.cases.handover.rules import OPEN_STAGES
from tsunagi.cases.monitoring.rules import MonthState
from tsunagi.cases.person.models import Person, PersonSection
from tsunagi.cases.person.ties_models import Tie
from tsunagi.cases.reflection.models import Reflection
from tsunagi.cases.search.index import follow_case, hold_cases
from tsunagi.cases.search.models import ContactSearch

# Rows that belong to a case, and rows that belong to a person. Everything else
# (responsibility, modes, standing reasons, history) stays with the row it tells of.
OF_CASE = (
    "cases.Contact", "cases.ContactSearch", "cases.CaseEvent", "cases.RelatedPerson",
    "cases.Tie", "cases.EcoItem", "cases.VisitConsideration", "cases.Difficulty",
    "cases.Consent", "cases.Disclosure", "cases.EmergencyAccess", "cases.Reception",
    "cases.OutreachLead", "cases.CollaboratingOffice", "cases.CaseFile",
    "cases.Problem", "cases.LifeStep", "cases.ResourceUse",
    "cases.Entitlement", "cases.MonitoringTerm", "cases.MonitoringMonth",
    "cases.Concern", "cases.Complaint", "cases.Guardianship",
    "cases.Assessment", "cases.Need",
    "cases.Plan", "cases.PlanStep", "cases.PlanSheet", "cases.PlanDelivery",
    "cases.PlanMeeting", "cases.MonitoringReport", "cases.PlanReview",
    "cases.PlanComment",
    "cases.PeerRequest",
    "cases.EasyPaper", "cases.EasyFormat", "cases.FuriganaFix", "cases.PersonVoice",
    "cases.DecisionSupport", "cases.BackupSupport", "cases.Handover",
    "cases.Coordination", "cases.Observation",
)  # fmt: skip
OF_PERSON = ("cases.Certificate", "cases.PersonNumber")
OWNED_BY_PERSON = {*OF_PERSON, "cases.PersonSection"}
# Consent and legal exceptions are reasons that move with their cause.
MOVING_REASONS = (
    Relation.CONSENT, Relation.LEGAL, Relation.EMERGENCY, Relation.COLLABORATING,
)  # fmt: skip


def move_rows(
    from_case: Case, to_case: Case, absorbed: Person, survivor: Person, *, now: datetime
) -> dict[str, Any]:
    """Re-point every row and write down where it came from."""
    ended = _end_repeated_partners(from_case, to_case, now=now)
    set_aside = _set_second_guardianship_aside(from_case, to_case)
    months = _set_second_months_aside(from_case, to_case)
    moved: dict[str, Any] = {}
    for label in OF_CASE:
        if label == "cases.ContactSearch":  # after the records, before their index
            hold_cases({from_case.pk, to_case.pk})
        rows = _rows(label).filter(case=from_case)
        moved[label] = _repoint(rows, "case_id", from_case.pk, to_case.pk)
    follow_case(to_case.pk)
    for label in OF_PERSON:
        rows = _rows(label).filter(person=absorbed)
        moved[label] = _repoint(rows, "person_id", absorbed.pk, survivor.pk)
    moved["cases.PersonSection"] = _repoint(
        _sections_without_rival(absorbed, survivor),
        "person_id", absorbed.pk, survivor.pk,
    )  # fmt: skip
    moved["cases.Reflection"] = _repoint(
        _reflections_without_rival(from_case, to_case),
        "case_id", from_case.pk, to_case.pk,
    )  # fmt: skip
    reasons = _rows("cases.CaseAccess").filter(
        case=from_case, relation__in=MOVING_REASONS
    )
    moved["cases.CaseAccess"] = _repoint(reasons, "case_id", from_case.pk, to_case.pk)
    return {
        "rows": moved,
        "ended": ended,
        "set_aside": set_aside,
        "months": months,
        "exclusions": _copy_exclusions(from_case, to_case, now=now),
    }


def _rows(label: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = apps.get_model(label)._base_manager.all()
    return rows


def _repoint(rows: QuerySet[Any], column: str, old: int, new: int) -> list[Any]:
    ids = list(rows.values_list("pk", flat=True))
    rows.update(**{column: new})
    return [ids, old]


def has_open_handover(case: Case) -> bool:
    """Who has been asked to take over this case would take over another one."""
    rows = Handover.objects.unscoped("may the case be merged at all")
    return rows.filter(case=case, stage__in=OPEN_STAGES).exists()


def _reflections_without_rival(from_case: Case, to_case: Case) -> QuerySet[Any]:
    """Each author looks back once on a case; a second one stays with the merged row."""
    rows = Reflection.objects.unscoped("what moves")
    authors = rows.filter(case=to_case).values_list("author_id", flat=True)
    return rows.filter(case=from_case).exclude(author_id__in=list(authors))


def _sections_without_rival(absorbed: Person, survivor: Person) -> QuerySet[Any]:
    """The texts on which the survivor has none: each subject has one text."""
    sections = PersonSection.objects.unscoped("what moves")
    taken = sections.filter(person=survivor).values_list("section", flat=True)
    return sections.filter(person=absorbed).exclude(section__in=list(taken))


def _end_repeated_partners(
    from_case: Case, to_case: Case, *, now: datetime
) -> dict[str, list[int]]:
    """一緒に支援する機関が両方にあるときは、残す記録のほうだけを続ける。"""
    running = CollaboratingOffice.objects.unscoped("who is there").filter(
        valid_before=None
    )
    there = {
        to_case.responsible_office_id,
        *running.filter(case=to_case).values_list("office_id", flat=True),
    }
    repeated = list(running.filter(case=from_case, office_id__in=there))
    reasons = CaseAccess.objects.unscoped("they end with their cause").filter(
        case=from_case,
        valid_before=None,
        source_ref__in=[collaborator_ref(row) for row in repeated],
    )
    reason_ids = list(reasons.values_list("pk", flat=True))
    for row in repeated:
        row.valid_before = max(row.valid_from, localdate(now))
        row.save(update_fields=["valid_before"])
    # A reason that had not begun yet becomes empty, never backwards.
    reasons.filter(valid_from__gt=now).update(valid_before=F("valid_from"))
    reasons.update(valid_before=now)
    return {
        "cases.CollaboratingOffice": [row.pk for row in repeated],
        "cases.CaseAccess": reason_ids,
    }


def _set_second_guardianship_aside(from_case: Case, to_case: Case) -> list[int]:
    """成年後見の相談が両方で進んでいるときは、残す記録のほうだけを続ける。"""
    under_way = _rows("cases.Guardianship").filter(is_over=False)
    if not under_way.filter(case=to_case).exists():
        return []
    second = under_way.filter(case=from_case)
    ids = list(second.values_list("pk", flat=True))
    second.update(is_over=True, version=F("version") + 1)
    return ids


def _set_second_months_aside(from_case: Case, to_case: Case) -> list[list[Any]]:
    """モニタリングの月が両方にあるときは、一つだけを数える。[行, もとの状態]。

    The survivor's stays, unless it is a mere plan and the other tells what happened.
    """
    counted = _rows("cases.MonitoringMonth").exclude(state=MonthState.CHANGED)
    there = {row.month: row for row in counted.filter(case=to_case)}
    second = []
    for row in counted.filter(case=from_case, month__in=list(there)):
        own = there[row.month]
        happened = row.state != MonthState.PLANNED and own.state == MonthState.PLANNED
        second.append(own if happened else row)
    found = [
        [row.pk, row.state, row.done_on.isoformat() if row.done_on else None]
        for row in second
    ]
    _rows("cases.MonitoringMonth").filter(pk__in=[row[0] for row in found]).update(
        state=MonthState.CHANGED, done_on=None, version=F("version") + 1
    )
    return found


def _copy_exclusions(from_case: Case, to_case: Case, *, now: datetime) -> list[int]:
    """見せない相手は、移さずに写す。まとめた側の記録も、見せないままにする。"""
    rows = Exclusion.objects.unscoped("they hold on both sides").filter(
        Q(valid_before=None) | Q(valid_before__gt=now), case=from_case
    )
    copies = []
    for row in rows.order_by("id"):
        copy = Exclusion.objects.create(
            case=to_case, staff_id=row.staff_id, office_id=row.office_id,
            reason=row.reason, valid_from=row.valid_from,
            valid_before=row.valid_before, recorded_by_id=row.recorded_by_id,
        )  # fmt: skip
        copies.append(copy.pk)
    return copies


def return_rows(moved: dict[str, Any], *, now: datetime) -> None:
    """Every row goes back to where it was; what had ended or was copied, likewise."""
    rows: dict[str, list[Any]] = moved["rows"]
    for label, (ids, old) in rows.items():
        column = "person_id" if label in OWNED_BY_PERSON else "case_id"
        _rows(label).filter(pk__in=ids).update(**{column: old})
        if _has_versions(label):
            _return_whole_records(label, ids, old)
    _return_index(*rows["cases.Contact"])
    ids, old = rows["cases.RelatedPerson"]
    _return_ties_between(ids, old, now=now)
    for label, ids in moved["ended"].items():
        _rows(label).filter(pk__in=ids).update(valid_before=None)
    _rows("cases.Exclusion").filter(pk__in=moved["exclusions"]).delete()
    _return_decisions(*rows.get("cases.Entitlement", ([], 0)))
    _count_months_again(moved.get("months", []))
    _rows("cases.Guardianship").filter(pk__in=moved.get("set_aside", [])).update(
        is_over=False, version=F("version") + 1
    )


def _has_versions(label: str) -> bool:
    """Each version of the record is a row of its own, and the case stands in each."""
    names = {field.name for field in apps.get_model(label)._meta.get_fields()}
    return {"record_id", "case"} <= names


def _return_whole_records(label: str, ids: list[int], old: int) -> None:
    """A record goes back with all its versions, also those of after the merge."""
    rows = _rows(label)
    records = set(rows.filter(pk__in=ids).values_list("record_id", flat=True))
    rows.filter(record_id__in=records).update(case_id=old)


def _return_index(ids: list[int], old: int) -> None:
    """The index follows its record."""
    records = Contact.objects.unscoped("a record is never divided").filter(pk__in=ids)
    hold_cases({old})
    ContactSearch.objects.unscoped("the index follows its record").filter(
        contact__record_id__in=list(records.values_list("record_id", flat=True))
    ).update(case_id=old)
    follow_case(old)


def _return_decisions(ids: list[int], old: int) -> None:
    """A decision goes back with all its intervals and months, also the later ones."""
    for label in ("cases.MonitoringTerm", "cases.MonitoringMonth"):
        _rows(label).filter(entitlement_id__in=ids).update(case_id=old)


def _count_months_again(aside: list[list[Any]]) -> None:
    """What stood beside another month counts again, unless its place is taken since."""
    months = _rows("cases.MonitoringMonth")
    counted = months.exclude(state=MonthState.CHANGED)
    for row in months.filter(pk__in=[pk for pk, _, _ in aside]):
        _, state, done_on = next(one for one in aside if one[0] == row.pk)
        if not counted.filter(case=row.case_id, month=row.month).exists():
            months.filter(pk=row.pk).update(
                state=state, done_on=done_on, version=F("version") + 1
            )


def _return_ties_between(related: list[int], old: int, *, now: datetime) -> None:
    """Ties drawn after the merge go back with the relatives whom they join.

    A tie to a relative of the other person never was: it ends.
    """
    later = Tie.objects.unscoped("they follow the relatives").filter(
        Q(first__in=related) | Q(second__in=related)
    )
    later = later.exclude(case_id=old)
    foreign = (Q(first__isnull=False) & ~Q(first__in=related)) | (
        Q(second__isnull=False) & ~Q(second__in=related)
    )
    later.filter(foreign, valid_before=None).update(
        valid_before=localdate(now), version=F("version") + 1
    )
    later.exclude(foreign).update(case_id=old)
