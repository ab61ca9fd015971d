"""見てよい条件は、一度だけ SQL にして取っておく。取っておいても、答えは同じ。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW
from tsunagi.access.actor import Actor, Subject
from tsunagi.access.compiled import Condition, Conditions
from tsunagi.access.permissions import Permission
from tsunagi.access.policy import InForce, SubjectIs, Term
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.access_rows import open_access
from tsunagi.cases.case.rules import Relation
from tsunagi.cases.models import Case, CaseAccess, Contact, Person
from tsunagi.cases.scope import CAN_SEE_CASE

pytestmark = pytest.mark.django_db
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
SCOPED = [
    (model, manager.policy)
    for model in apps.get_models()
    for manager in model._meta.managers
    if isinstance(manager, ScopedManager) and manager.policy is not None
]


def conditions(policy: Term, model: type[models.Model]) -> Any:
    return Conditions(policy, model)


def test_what_pages_ask_most_is_kept(room: CaseRoom) -> None:
    subject = Subject(room.actor("specialist"), NOW)
    for model in (Case, Contact, Person):
        policy = model.objects.policy
        assert policy is not None
        assert isinstance(conditions(policy, model).of(subject), Condition), model


@pytest.mark.parametrize(
    "who", ["specialist", "officer", "core_staff", "administrator"]
)
def test_kept_or_not_every_model_gives_the_same_rows(room: CaseRoom, who: str) -> None:
    room.case()
    room.case(name="架空 西", office="alone", staff="alone", by="alone")
    subject, kept = Subject(room.actor(who), NOW), 0
    for model, policy in SCOPED:
        asked = conditions(policy, model).of(subject)
        kept += isinstance(asked, Condition)
        rows = model._base_manager
        compiled = set(rows.filter(asked).values_list("pk", flat=True))
        assert compiled == set(
            rows.filter(policy.q(subject)).values_list("pk", flat=True)
        ), model
    assert kept > len(SCOPED) // 2


def visible(room: CaseRoom, who: str = "specialist") -> QuerySet[Case]:
    return Case.objects.visible_to(room.actor(who), now=NOW)


def test_it_stands_in_subqueries_of_any_depth(room: CaseRoom) -> None:
    own = room.case()
    room.case(name="架空 西", office="alone", staff="alone", by="alone")
    every = Case._base_manager.all()
    same = Exists(visible(room).filter(pk=OuterRef("pk")))
    of_person = Exists(
        Person._base_manager.filter(
            Exists(visible(room).filter(person=OuterRef("pk"))),
            pk=OuterRef("person_id"),
        )
    )
    for rows in (
        every.filter(pk__in=visible(room)), every.filter(same), every.filter(of_person),
        visible(room).filter(same, person__name__startswith="架空"),
        visible(room) & visible(room), visible(room).filter(pk__in=visible(room)),
    ):  # fmt: skip
        assert list(rows) == [own]
    assert every.exclude(pk__in=visible(room)).count() == 1
    assert visible(room).exclude(person__name="だれでもない").count() == 1
    assert visible(room).update(version=7) == 1


def test_the_moment_is_that_of_asking(room: CaseRoom) -> None:
    case = room.case()
    alone = room.actor("alone")
    open_access(
        case=case, relation=Relation.COLLABORATING, classes="3",
        valid_from=NOW - HOUR, source_ref="test", by=room.region.builder(),
        staff=room.region.staff["alone"],
    )  # fmt: skip
    CaseAccess._base_manager.filter(source_ref="test").update(valid_before=NOW + HOUR)
    for at, sees in ((NOW - HOUR * 2, False), (NOW, True), (NOW + HOUR, False)):
        assert Case.objects.visible_to(alone, now=at).exists() == sees, at


def test_another_actor_never_gets_what_was_kept_for_one(room: CaseRoom) -> None:
    room.case()
    for who, count in (("specialist", 1), ("alone", 0), ("specialist", 1)):
        assert visible(room, who).count() == count, who


@dataclass(frozen=True)
class AnHourAgo(InForce):
    """Looks at a time that is always so much earlier."""

    def _moment(self, subject: Subject) -> datetime:
        return subject.now - HOUR


def test_a_time_so_much_earlier_is_kept_and_told(room: CaseRoom) -> None:
    room.case()
    policy = AnHourAgo(uses_instants=True)
    opened = CaseAccess._base_manager.order_by("valid_from")[0].valid_from
    for at, sees in ((opened + HOUR, True), (opened + HOUR - SECOND, False)):
        asked = conditions(policy, CaseAccess).of(Subject(room.actor("alone"), at))
        assert isinstance(asked, Condition)
        assert CaseAccess._base_manager.filter(asked).exists() == sees, at


@dataclass(frozen=True)
class FromTheFirst(InForce):
    """Reckons with the time in a way of its own."""

    def _moment(self, subject: Subject) -> datetime:
        return subject.now.replace(day=1)


@dataclass(frozen=True)
class ByHour(Term):
    """Another text in the morning."""

    def holds(self, subject: Subject, row: Any) -> bool:
        return bool(subject.now.month == 1)

    def q(self, subject: Subject) -> Q:
        return Q(pk=1) if subject.now.month == 1 else Q(pk=1, version=1)


def _reads(subject: Subject) -> bool:
    return Case._base_manager.exists()


@pytest.mark.parametrize(
    "policy",
    [
        FromTheFirst("opened_on", "closed_on", uses_instants=True), ByHour(),
        SubjectIs(_reads) & CAN_SEE_CASE,
    ],
    ids=["reckons", "another text", "reads"],
)  # fmt: skip
def test_what_depends_on_more_than_actor_and_moment_is_not_kept(
    policy: Term, room: CaseRoom
) -> None:
    actor: Actor = room.actor("specialist")
    assert actor.has(Permission.CASE_VIEW)
    asked = conditions(policy, Case).of(Subject(actor, NOW))
    assert not isinstance(asked, Condition)
