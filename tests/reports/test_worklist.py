from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.access import second_factor
from tsunagi.access.one_time import INVITATION_DAYS
from tsunagi.access.permissions import Role
from tsunagi.access.statements import IS_KEPT
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.office import actions as offices
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff import actions as people
from tsunagi.organisations.staff import training_actions
from tsunagi.organisations.staff.rules import PostKind, QualificationKind
from tsunagi.reports.worklist import month_queries, queries
from tsunagi.reports.worklist.rules import Column, Item, MonthStep, arrange, steps_done

pytestmark = pytest.mark.django_db


def item(title: str, *, late=False, rank=50, column=Column.DUE) -> Item:
    return Item(column, title, "", "開く", "home", late=late, rank=rank)


def test_late_comes_first_then_rank_then_title() -> None:
    today = arrange(
        [item("b"), item("a"), item("late", late=True, rank=99), item("c", rank=1)]
    )
    assert [i.title for i in today.due] == ["late", "c", "a", "b"]
    assert today.waiting == () and not today.is_clear


def test_steps_are_counted() -> None:
    steps = [
        MonthStep("a", "", "", "home", True),
        MonthStep("b", "", "", "home", False),
    ]
    assert steps_done(steps) == (1, 2)


def titles(region: Region, who: str) -> dict[str, list[str]]:
    today = queries.today_for(actor=region.actor(who), now=NOW, today=TODAY)
    return {
        "due": [i.title for i in today.due],
        "waiting": [i.title for i in today.waiting],
        "news": [i.title for i in today.news],
    }


def has(lines: list[str], word: str) -> bool:
    return any(word in line for line in lines)


def test_a_specialist_sees_the_own_training_and_the_own_office(region: Region) -> None:
    due = titles(region, "specialist")["due"]
    assert has(due, "あなたの初任者研修の記録がありません")
    assert has(due, "空きの数字を確かめる") and has(due, "内容を確かめる")


def test_nobody_but_the_manager_sees_a_colleagues_training(region: Region) -> None:
    assert has(titles(region, "manager")["due"], "架空 specialistさん: 初任者研修")
    assert not has(titles(region, "assistant")["due"], "specialist")
    assert not has(titles(region, "core_staff")["due"], "specialist")


def test_done_work_disappears(region: Region) -> None:
    office = Office.objects.select_related("area").get(pk=region.offices["hikari"].pk)
    offices.report_free_places(
        office=office, accepts_new=True, free_places=1, capacity=9, note="",
        by=region.actor("specialist"), now=NOW, today=TODAY,
    )  # fmt: skip
    offices.confirm_office(office=office, by=region.actor("specialist"), today=TODAY)
    training_actions.record_qualification(
        staff=region.staff["specialist"], office=office,
        new=training_actions.NewQualification(QualificationKind.INITIAL, date(2025, 9, 1)),
        by=region.actor("manager"), today=TODAY,
    )  # fmt: skip
    assert titles(region, "specialist")["due"] == []


def test_an_officer_sees_gaps_old_figures_and_open_invitations(region: Region) -> None:
    people.register_staff(
        login_name="shinjin", name="架空 新人", name_kana="", by=region.actor("officer"),
        posts=[people.NewPost(region.offices["hikari"], PostKind.ASSISTANT, TODAY)],
        now=NOW,
    )  # fmt: skip
    waiting = titles(region, "officer")["waiting"]
    assert has(waiting, "西区に、第3層") and has(waiting, "北区に、第1層")
    assert has(waiting, "空きの数字が古い事業所が2か所")
    assert has(waiting, "架空 新人さんの招待")


def test_the_city_sees_how_many_are_due_but_not_who(region: Region) -> None:
    """decisions 15: どの職員の期限かは、その事業所で見る。"""
    lines = titles(region, "officer")
    assert has(lines["waiting"], "切れている職員が1人います")
    assert not has(lines["due"] + lines["waiting"], "架空 specialistさん")


def test_the_core_centre_sees_counts_but_no_names_of_late_offices(
    region: Region,
) -> None:
    news = titles(region, "core_staff")["news"]
    assert has(news, "14日より古い事業所は2か所")
    assert not has(news, "hikari")


def test_the_information_officer_is_asked_for_the_login_rules(region: Region) -> None:
    assert has(titles(region, "information_officer")["waiting"], "二段階の確認")
    second_factor.set_rules(
        municipality_id=region.municipalities["tsunagi"].pk,
        roles=frozenset({Role.MUNICIPAL_OFFICER}),
        by=region.actor("information_officer"),
        today=TODAY,
    )
    assert not has(titles(region, "information_officer")["waiting"], "二段階の確認")


def test_the_secretariat_and_the_administrator_have_a_page_of_use(
    region: Region,
) -> None:
    assert has(titles(region, "secretary")["waiting"], "担い手がありません")
    assert has(titles(region, "administrator")["news"], "システムの状態")


def test_the_first_month_is_ticked_from_the_records(region: Region) -> None:
    steps = month_queries.first_month(actor=region.actor("officer"), today=TODAY)
    done = {step.title for step in steps if step.is_done}
    assert "主任を位置づける" not in done and "事業所の管理者を招く" in done
    training_actions.record_qualification(
        staff=region.staff["specialist"], office=region.offices["hikari"],
        new=training_actions.NewQualification(QualificationKind.CHIEF, date(2025, 1, 1)),
        by=region.actor("manager"), today=TODAY,
    )  # fmt: skip
    training_actions.appoint_chief(
        staff=region.staff["specialist"], office=region.offices["hikari"],
        area=region.areas["east"], mandate_by="架空", how_to_ask="電話",
        valid_from=TODAY - timedelta(days=1), by=region.actor("officer"),
    )  # fmt: skip
    steps = month_queries.first_month(actor=region.actor("officer"), today=TODAY)
    assert "主任を位置づける" in {step.title for step in steps if step.is_done}


@pytest.mark.parametrize(
    ("who", "menu"),
    [
        (
            "alone",
            [
                "きょう",
                "相談",
                "計画",
                "会議",
                "わたしの事業所",
                "主任に頼めること",
                "その他",
            ],
        ),
        (
            "officer",
            ["きょう", "相談", "計画", "会議", "地域", "人材", "支援", "その他"],
        ),
        (
            "specialist",
            ["きょう", "相談", "計画", "会議", "支援", "地域", "人材", "しくみ"],
        ),
        ("information_officer", ["きょう", "地域", "人材", "しくみ", "管理"]),
    ],
)
def test_the_menu_fits_the_person(client_for, region, who, menu) -> None:
    page = client_for(who).get(reverse("home"))
    assert [line.label for line in page.context["navigation"]] == menu


def test_chiefs_are_seen_from_every_office(client_for, region: Region) -> None:
    training_actions.record_qualification(
        staff=region.staff["specialist"], office=region.offices["hikari"],
        new=training_actions.NewQualification(QualificationKind.CHIEF, date(2025, 1, 1)),
        by=region.actor("manager"), today=TODAY,
    )  # fmt: skip
    training_actions.appoint_chief(
        staff=region.staff["specialist"], office=region.offices["hikari"],
        area=region.areas["east"], mandate_by="架空の委嘱", how_to_ask="平日に電話",
        valid_from=TODAY - timedelta(days=1), by=region.actor("officer"),
    )  # fmt: skip
    for who in ("alone", "member", "trainee"):
        text = client_for(who).get(reverse("chief-list")).content.decode()
        assert "架空 specialistさん" in text and "平日に電話" in text


def test_an_invitation_made_at_night_ends_on_the_day_in_japan(region: Region) -> None:
    night = NOW.replace(hour=2)
    people.register_staff(
        login_name="shinjin", name="架空 新人", name_kana="", by=region.actor("officer"),
        posts=[people.NewPost(region.offices["hikari"], PostKind.ASSISTANT, TODAY)],
        now=night,
    )  # fmt: skip
    expires = format_wareki(night.date() + timedelta(days=INVITATION_DAYS))
    today = queries.today_for(actor=region.actor("officer"), now=NOW, today=TODAY)
    (line,) = [item for item in today.waiting if "架空 新人" in item.title]
    assert f"期限 {expires}" in line.reason


@pytest.mark.parametrize("who", ["specialist", "manager", "consultant", "core_staff"])
def test_the_short_lists_of_the_page_are_made_once(region: Region, who: str) -> None:
    actor = region.actor(who)
    names = [name for name in IS_KEPT if name.startswith("tsunagi.")]
    assert len(names) > 25
    assert [name for name in names if not IS_KEPT[name](actor)] == []
