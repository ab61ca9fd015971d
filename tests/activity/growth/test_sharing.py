"""育ちの記録を見せる相手と、もらったことば: 一人だけ、いつでもやめられる、次の画面から。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.activity.growth.conftest import GrowthRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import NotVisible, Subject
from tsunagi.access.models import AuditEvent
from tsunagi.access.policy import Term
from tsunagi.activity.growth import actions, queries, share_actions
from tsunagi.activity.growth.models import GrowthRemark, GrowthShare, SelfAssessment
from tsunagi.activity.growth.policy import (
    CAN_READ_GROWTH,
    CAN_READ_REMARK,
    CAN_SEE_SHARE,
)
from tsunagi.common.errors import UserError
from tsunagi.organisations.staff.actions import leave

pytestmark = pytest.mark.django_db


def code_of(error: Any) -> str:
    return str(error.value.message.code)


def test_whom_one_may_choose(growing: GrowthRoom) -> None:
    growing.make_chief()
    found = queries.people_to_show(actor=growing.actor("specialist"), today=TODAY)
    names = {one.login_name for one in found}
    assert names == {"core_staff", "manager"}, "chiefs of the area, one's own manager"
    own = queries.people_to_show(actor=growing.actor("core_staff"), today=TODAY)
    assert {one.login_name for one in own} == {"core_manager"}, "not oneself"
    for other in ("assistant", "alone", "officer"):
        with pytest.raises(UserError) as error:
            growing.share(to=other)
        assert code_of(error) == "GRO-014"
    assert not GrowthShare._base_manager.exists()


def test_it_is_shown_to_one_and_taken_back_at_once(growing: GrowthRoom) -> None:
    growing.make_chief()
    row, by = growing.assess(), growing.actor("specialist")

    def readers() -> set[str]:
        return {
            name
            for name in (
                "specialist",
                "manager",
                "core_staff",
                "core_manager",
                "officer",
            )
            if SelfAssessment.objects.visible_to(growing.actor(name), now=NOW).exists()
        }

    assert readers() == {"specialist"}
    growing.share()
    assert readers() == {"specialist", "manager"}
    assert growing.share().pk == growing.share().pk, "the same person again: no new row"
    growing.share(to="core_staff")
    assert readers() == {"specialist", "core_staff"}, "one at a time"
    assert queries.own_share(actor=by, now=NOW) is not None
    share_actions.end_share(by=by, now=NOW)
    assert readers() == {"specialist"}
    with pytest.raises(UserError) as error:
        share_actions.end_share(by=by, now=NOW)
    assert code_of(error) == "GRO-016"
    assert GrowthShare._base_manager.filter(valid_before=None).count() == 0
    assert row.author == growing.region.staff["specialist"]


def test_who_has_left_shows_nothing(growing: GrowthRoom) -> None:
    growing.assess()
    growing.share()
    manager = growing.actor("manager")
    assert queries.shares_to_me(actor=manager, now=NOW) != []
    leave(
        staff=growing.region.staff["specialist"], last_day=TODAY - timedelta(days=1),
        reason="", by=manager, today=TODAY,
    )  # fmt: skip
    assert queries.shares_to_me(actor=manager, now=NOW) == []
    assert not SelfAssessment.objects.visible_to(manager, now=NOW).exists()


def test_an_earlier_version_is_not_shown(growing: GrowthRoom) -> None:
    row = growing.assess(words="はじめの言葉")
    growing.share()
    after = actions.correct_assessment(
        row=row, sheet=growing.sheet(), said={growing.code(): ("alone", "")},
        words="直した言葉", version=1, by=growing.actor("specialist"), now=NOW,
    )  # fmt: skip
    rows = SelfAssessment.objects.visible_to(growing.actor("manager"), now=NOW)
    assert list(rows) == [after]


def test_a_remark_lies_between_two(growing: GrowthRoom) -> None:
    growing.make_chief()
    row = growing.assess()

    def remark(by: str, text: str = "待てるようになりましたね") -> GrowthRemark:
        return share_actions.write_remark(
            assessment=row, text=text, by=growing.actor(by), now=NOW
        )

    def reads(name: str) -> bool:
        rows = GrowthRemark.objects.visible_to(growing.actor(name), now=NOW)
        return rows.exists()

    for name in ("manager", "specialist", "core_staff"):
        with pytest.raises(UserError) as error:
            remark(name)
        assert code_of(error) == "GRO-018"
    growing.share()
    for text, code in ((" ", "GRO-007"), ("伊藤さんの件", "GRO-004")):
        with pytest.raises(UserError) as error:
            remark("manager", text)
        assert code_of(error) == code
    written = remark("manager")
    event = AuditEvent.objects.get(action="growth_remark.write")
    assert "待てる" not in str(event.details)
    assert reads("specialist") and reads("manager") and not reads("core_manager")
    growing.share(to="core_staff")
    assert not reads("manager") and not reads("core_staff"), (
        "not the one before, not the next"
    )
    with pytest.raises(NotVisible):
        share_actions.withdraw_remark(
            row=written, by=growing.actor("specialist"), now=NOW
        )
    share_actions.withdraw_remark(row=written, by=growing.actor("manager"), now=NOW)
    found = queries.remarks_of(
        actor=growing.actor("specialist"), assessment_ids=[row.record_id], now=NOW
    )
    assert found == {}
    with pytest.raises(UserError) as error:
        share_actions.withdraw_remark(row=written, by=growing.actor("manager"), now=NOW)
    assert code_of(error) == "GRO-017"


def test_both_readings_of_the_policy_agree(growing: GrowthRoom) -> None:
    """One loaded row and the condition of the database give the same answer."""
    growing.make_chief()
    row = growing.assess()
    growing.assess(by="manager")
    growing.share(to="core_staff")
    share_actions.write_remark(
        assessment=row, text="一言", by=growing.actor("core_staff"), now=NOW
    )
    actions.correct_assessment(
        row=row, sheet=growing.sheet(), said={growing.code(): ("telling", "")},
        words="直した", version=1, by=growing.actor("specialist"), now=NOW,
    )  # fmt: skip
    policies: list[tuple[Any, Term]] = [
        (SelfAssessment, CAN_READ_GROWTH), (GrowthShare, CAN_SEE_SHARE),
        (GrowthRemark, CAN_READ_REMARK),
    ]  # fmt: skip
    seen = 0
    for name in (
        "specialist", "manager", "core_staff", "core_manager", "officer", "trainee",
        "member", "minato_specialist",
    ):  # fmt: skip
        subject = Subject(growing.actor(name), NOW)
        for model, policy in policies:
            visible = set(model.objects.visible_to(subject.actor, now=NOW))
            rows = model._base_manager.all()
            assert {one for one in rows if policy.holds(subject, one)} == visible
            seen += len(visible)
    # specialist: two versions, the share, the remark; manager: one; chief: one of each.
    assert seen == 4 + 1 + 3
