"""助言・同行・後方支援: 基幹が手伝って続いているもの、終えたもの、直したもの、先輩の同行。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from demo.calls import Person
from demo.care import WORKER
from demo.world import World
from tsunagi.cases.backup.actions import NewBackup, correct_backup, give_backup
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.backup.rules import Kind, Mandate
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import DifficultyGroup
from tsunagi.cases.case.team_actions import add_difficulty
from tsunagi.cases.consent.actions import NewConsent, record_consent
from tsunagi.cases.consent.rules import ConsentMethod, Explanation, Purpose
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.observation.actions import (
    Noticed,
    answer_observation,
    write_observation,
)
from tsunagi.cases.observation.models import Observation
from tsunagi.cases.observation.rules import SheetKind

COLLEAGUE, CORE = "kanri", "kikan"
# kind, advice, minutes, days ago, days until it is asked again, who asked
FROM_CORE = (
    (Kind.MEETING, "担当者会議に出て、家族の役割を本人と一緒に並べ直した", 90, 40, None, Mandate.OFFICE),
    (Kind.SUPERVISION, "訪問を短く、同じ曜日に。片づけの話からは入らない", 50, 16, 14, Mandate.OFFICE),
    (Kind.ADVICE, "医療との連絡は、本人のいる場で電話するとよい", 20, 5, 20, Mandate.OWN),
)  # fmt: skip
FROM_COLLEAGUE = (
    (Kind.ACCOMPANY, "初めての訪問に同行。沈黙を待てていた。次は約束を紙で渡す", 70, 9, 12, Mandate.OWN),
)  # fmt: skip
Told = tuple[Kind, str, int, int, int | None, Mandate]


def help_others(world: World, found: Sequence[Case]) -> None:
    """基幹 helps the main account by consent, a colleague accompanies it."""
    worker = Person(world, WORKER, world.now)
    core = Person(world, CORE, world.now)
    mine = list(
        Case._base_manager.filter(
            pk__in=[one.pk for one in found], closed_on=None,
            responsible_staff=worker.staff,
        )
        .select_related("person", "responsible_office")
        .order_by("pk")
    )  # fmt: skip
    for case in mine[:2]:
        _agree(world, case, worker)
        add_difficulty(
            case=case, group=DifficultyGroup.SUPPORT,
            text="関わる所が多く、話し合うたびに約束が変わってしまう",
            noticed_on=world.today - timedelta(days=60), by=worker.actor, now=world.now,
        )  # fmt: skip
        for told in FROM_CORE:
            _give(world, case, told, core)
    for case in mine[2:3]:
        _agree(world, case, worker)
        _correct(world, _give(world, case, FROM_CORE[0], core), core)
    for case in mine[3:5]:
        colleague = Person(world, COLLEAGUE, world.now)
        for told in FROM_COLLEAGUE:
            noticed = _notice(_give(world, case, told, colleague), colleague, world)
    if mine[3:5]:
        answer_observation(
            row=noticed, answer="待ってよいと分かりました。次は約束を紙に書いて渡します",
            version=1, by=worker.actor, now=world.now,
        )  # fmt: skip


def _agree(world: World, case: Case, worker: Person) -> None:
    record_consent(
        case=case,
        new=NewConsent(
            purposes=[Purpose.SUPPORT],
            classes=[FieldClass.IDENTITY, FieldClass.SUPPORT],
            offices=[world.offices["core_east"]],
            explained_on=world.today, given_on=world.today,
            explanation=Explanation.PLAIN, method=ConsentMethod.ORAL,
        ),
        by=worker.actor, now=world.now,
    )  # fmt: skip


def _give(world: World, case: Case, told: Told, helper: Person) -> BackupSupport:
    kind, advice, minutes, days_ago, until, mandate = told
    day = world.today - timedelta(days=days_ago)
    return give_backup(
        case=case,
        new=NewBackup(
            kind=kind, advice=advice, minutes=minutes, occurred_on=day,
            follow_on=day + timedelta(days=until) if until is not None else None,
            mandate=mandate,
        ),
        by=helper.actor, now=world.now, today=world.today,
    )  # fmt: skip


def _notice(backup: BackupSupport, colleague: Person, world: World) -> Observation:
    """What the colleague noticed in the first interview; the two of them read it."""
    return write_observation(
        backup=backup, kind=SheetKind.INTERVIEW,
        said=Noticed(
            {
                "pace": {"level": "seen", "text": "沈黙のあいだ、先に言葉を出さなかった"},
                "checking": {"level": "seen", "text": "二度、短く言い直して確かめた"},
                "promise": {"level": "growing", "text": "約束が口だけになった"},
            },
            next_time="次の約束を紙に書いて、一緒に読んでみる",
        ),
        by=colleague.actor, now=world.now,
    )  # fmt: skip


def _correct(world: World, row: BackupSupport, helper: Person) -> None:
    correct_backup(
        backup=row,
        new=NewBackup(
            kind=Kind(row.kind), advice=row.advice, minutes=60,
            occurred_on=row.occurred_on, mandate=Mandate(row.mandate),
        ),
        reason="前半だけの出席だった", version=row.version, by=helper.actor,
        now=world.now, today=world.today,
    )  # fmt: skip
