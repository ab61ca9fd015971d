"""読み物と取り決め: 版、読んだ記録、一人に役立つもの、だれが書けるか。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tests.organisations.test_actions import make_chief
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.activity.knowledge.actions import (
    confirm_reading,
    publish_article,
    retire_article,
    revise_article,
)
from tsunagi.activity.knowledge.models import Article, ArticleReading
from tsunagi.activity.knowledge.queries import (
    agreements_to_read,
    article_of,
    entries,
    help_for,
    reading_state,
)
from tsunagi.activity.knowledge.rules import (
    CaseWords,
    Kind,
    age_tags,
    split_tags,
    tags_that_fit,
)
from tsunagi.activity.knowledge.shipped import SHIPPED
from tsunagi.common.errors import UserError
from tsunagi.organisations.office.actions import set_features

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
VALUES: dict[str, Any] = {
    "kind": "agreement", "title": "計画相談がすること", "summary": "", "tags": [],
    "body": "サービスの調整だけにしない。\n\n暮らしの相談も受ける。", "source": "",
    "confidence": "C",
}  # fmt: skip


def publish(region: Region, by: str = "officer", **more: Any) -> Article:
    return publish_article(values={**VALUES, **more}, by=region.actor(by), now=NOW)


def confirm(region: Region, article: Article, by: str = "manager") -> None:
    confirm_reading(
        article=article, version=article.version, office=region.offices["hikari"], staff=region.staff[by],
        by=region.actor(by), now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("birth", "tags"),
    [
        pytest.param(date(2009, 6, 1), {"18歳"}, id="17歳"),
        pytest.param(date(2008, 6, 1), {"18歳"}, id="18歳"),
        pytest.param(date(2007, 6, 1), set(), id="19歳"),
        pytest.param(date(1962, 11, 22), {"65歳"}, id="64歳になった日"),
        pytest.param(date(1962, 11, 23), set(), id="まだ63歳"),
        pytest.param(date(1960, 1, 1), set(), id="66歳"),
        pytest.param(None, set(), id="分からない"),
        pytest.param(date(2030, 1, 1), set(), id="まだ生まれていない"),
    ],
)
def test_ages_at_which_the_law_changes(birth: date | None, tags: set[str]) -> None:
    assert age_tags(birth, TODAY) == tags


def test_tags_fit_by_label_or_inside_a_diagnosis() -> None:
    words = CaseWords(frozenset({"精神障害"}), ("脳梗塞後の高次脳機能障害", ""))
    assert tags_that_fit(["高次脳機能障害", "精神障害", "就労"], words) == (
        "高次脳機能障害",
        "精神障害",
    )


def test_one_line_of_tags() -> None:
    assert split_tags("就労、18歳，就労　難病") == ["就労", "18歳", "難病"]


def test_what_comes_with_tsunagi_says_how_sure_it_is() -> None:
    assert "care-insurance" in SHIPPED
    for one in SHIPPED.values():
        assert one.body and one.tags and one.source and one.checked_on


def test_offices_confirm_the_version_in_force(region: Region) -> None:
    article = publish(region)
    manager = region.actor("manager")
    assert [row.pk for row in agreements_to_read(actor=manager)] == [article.pk]
    confirm(region, article)
    confirm(region, article)
    assert ArticleReading.objects.count() == 1
    assert agreements_to_read(actor=manager) == []
    state = reading_state(actor=region.actor("officer"), article=article, today=TODAY)
    waiting = {office.name for office in state.waiting}
    assert waiting == {"架空 core", "架空 alone"}
    newer = revise_article(
        article=article, values={**VALUES, "body": "直した"}, version=1,
        by=region.actor("officer"), now=NOW,
    )  # fmt: skip
    assert [row.pk for row in agreements_to_read(actor=manager)] == [newer.pk]
    with pytest.raises(UserError):
        revise_article(
            article=article, values=VALUES, version=1, by=region.actor("officer"),
            now=NOW,
        )  # fmt: skip
    with pytest.raises(NotVisible):
        confirm(region, Article.objects.get(pk=article.pk))


def test_an_article_is_not_confirmed_and_a_retired_one_not_listed(
    region: Region,
) -> None:
    article = publish(region, kind="article", title="読むだけのもの")
    with pytest.raises(UserError):
        confirm(region, article)
    retire_article(article=article, version=1, by=region.actor("officer"), now=NOW)
    titles = [one.title for one in entries(actor=region.actor("manager"))]
    assert "読むだけのもの" not in titles


@pytest.mark.parametrize("who", ["specialist", "manager", "member"])
def test_who_may_not_write(who: str, region: Region) -> None:
    with pytest.raises(AccessDenied):
        publish(region, by=who)


def test_another_municipality_neither_sees_nor_changes(region: Region) -> None:
    article = publish(region)
    with pytest.raises(NotVisible):
        article_of(
            actor=region.actor("minato_officer"), record_id=UUID(str(article.record_id))
        )
    with pytest.raises(NotVisible):
        revise_article(
            article=article, values=VALUES, version=1,
            by=region.actor("minato_officer"), now=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("field", ["title", "body"])
def test_nothing_empty_is_published(field: str, region: Region) -> None:
    with pytest.raises(UserError) as error:
        publish(region, **{field: " 　"})
    assert error.value.field == field


def test_the_list_searches_and_filters(region: Region) -> None:
    publish(region)
    actor = region.actor("specialist")
    assert [one.title for one in entries(actor=actor, text="ｹｲｶｸ")] == []
    assert [one.title for one in entries(actor=actor, text="計画相談")] == [
        "計画相談がすること"
    ]
    assert {one.kind for one in entries(actor=actor, kind=Kind.ARTICLE)} == {
        Kind.ARTICLE
    }


def test_a_person_leads_to_articles_and_to_a_chief_who_knows(
    region: Region, client_for: ClientFor
) -> None:
    set_features(
        office=region.offices["hikari"], features=[("disability", "高次脳機能障害")],
        by=region.builder(),
    )  # fmt: skip
    make_chief(region)
    case = CaseRoom(region).case(diagnosis="高次脳機能障害", birth_on=date(1962, 1, 1))
    page = client_for("specialist").get(reverse("case-aims", args=[case.public_id]))
    text = page.content.decode()
    assert SHIPPED["higher-brain"].title in text
    assert SHIPPED["care-insurance"].title in text
    words = CaseWords(frozenset(), ("高次脳機能障害",))
    found = help_for(actor=region.actor("specialist"), words=words, today=TODAY)
    assert [(one.office.name, why) for one, why in found.chiefs] == [
        ("架空 hikari", "高次脳機能障害")
    ]


def test_on_screen_it_is_written_read_and_confirmed(
    region: Region, client_for: ClientFor
) -> None:
    officer, manager = client_for("officer"), client_for("manager")
    url = reverse("article-new")
    key = str(officer.get(url).context["form"]["key"].value())
    data = {**VALUES, "tags": "取り決め", "key": key}
    first, second = officer.post(url, data), officer.post(url, data)
    assert first.status_code == 302 and first["Location"] == second["Location"]
    page = manager.get(first["Location"]).content.decode()
    assert "事業所として読みました" in page and "まだの事業所" not in page
    record_id = Article.objects.get().record_id
    confirming = reverse("article-confirm", args=[record_id])
    for stale in ({}, {"version": "7"}):
        assert manager.post(confirming, stale).status_code == 302
        assert not ArticleReading.objects.exists()
    manager.post(confirming, {"version": "1"})
    assert "この事業所は読みました" in manager.get(first["Location"]).content.decode()
    assert "まだの事業所" in officer.get(first["Location"]).content.decode()
    edit = reverse("article-edit", args=[record_id])
    refused = officer.post(edit, {**VALUES, "body": "", "version": 1})
    assert refused.status_code == 422
    assert officer.post(edit, {**VALUES, "tags": "", "version": 1}).status_code == 302
    at = [record_id, 1]
    old = manager.get(reverse("article-version", args=at)).content.decode()
    assert "前の版です" in old and "暮らしの相談も受ける。" in old
    assert (
        manager.get(reverse("article-version", args=[record_id, 9])).status_code == 404
    )
    now = manager.get(reverse("article-version", args=[record_id, 2]))
    assert now["Location"] == first["Location"]
    retiring = reverse("article-retire", args=[record_id])
    for _ in range(2):  # pressed twice: told, and no error of ours
        assert officer.post(retiring, {"version": 2}).status_code == 302
    again = manager.post(confirming, {"version": "3"}, follow=True)
    assert "取り下げられています" in again.content.decode()
    assert ArticleReading.objects.count() == 1
    for who in ("member", "adviser", "specialist"):
        page = client_for(who).get(reverse("article-list"))
        assert page.status_code == 200
    shipped = client_for("member").get(
        reverse("article-shipped", args=["care-insurance"])
    )
    assert "未確認" in shipped.content.decode()
    assert client_for("specialist").get(url).status_code == 403
