"""画面: 読む、さがす、採用する。許可のない人、ない住所、問い合わせの数。"""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tsunagi.activity.catalogue import actions, loader
from tsunagi.activity.catalogue.models import CatalogueAdoption, CatalogueOverride

DUTIES = "osaka-pref-chief-duties"
PAGE = reverse("catalogue-page", args=[DUTIES])


def adopt_all(region) -> None:
    officer = region.actor("officer")
    for name, versions in loader.shipped().items():
        if not versions[-1].is_reference:
            actions.adopt(
                name=name,
                base_version=versions[-1].version,
                effective_from=TODAY,
                by=officer,
                now=NOW,
            )


def queries_of(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "who", ["specialist", "officer", "secretary", "trainee", "administrator"]
)
def test_everybody_reads_every_catalogue(client_for, who) -> None:
    client = client_for(who)
    page = client.get(reverse("catalogue-list")).content.decode()
    for name, versions in loader.shipped().items():
        assert versions[-1].title in page
        answer = client.get(reverse("catalogue-page", args=[name]), follow=True)
        assert answer.status_code == 200
        html = answer.content.decode()
        assert versions[-1].items[0].label in html
        assert versions[-1].document in html


def test_a_page_shows_source_confidence_defects_and_both_texts(client_for) -> None:
    html = client_for("specialist").get(PAGE).content.decode()
    assert "A もとの資料で確認" in html
    assert "不確か（要確認）" in html
    assert "ほぼ確か（推定）" in html
    assert "SD-33" in html
    assert "もとの資料の二つの文" in html
    assert "インターバル" in html and "国の言葉では" in html
    assert "案の段階の資料です" in html
    assert "上の資料 139行" in html


def test_the_matrix_has_a_word_and_a_shape_for_each_placement(client_for) -> None:
    html = client_for("specialist").get(
        reverse("catalogue-page", args=["osaka-city-chief-roles"])
    )
    text = html.content.decode()
    for mark in ("● 主", "○ 協力", "— なし"):
        assert mark in text


def test_search_finds_items_by_any_spelling_of_the_word(client_for) -> None:
    client = client_for("specialist")
    for word in ("すーぱーびじょん", "スーパービジョン"):
        html = client.get(reverse("catalogue-list"), {"q": word}).content.decode()
        assert "④グループスーパービジョン" in html
    nothing = client.get(reverse("catalogue-list"), {"q": "宇宙旅行"}).content.decode()
    assert "この言葉の項目はありません" in nothing


def test_filters_by_kind_and_issuer(client_for) -> None:
    client = client_for("specialist")
    html = client.get(
        reverse("catalogue-list"), {"kind": "chief_duties", "issuer": "大阪市"}
    )
    text = html.content.decode()
    assert "望まれる主任相談支援専門員の役割" in text
    assert "熊本市 障がい者相談支援センターの業務" not in text
    assert client.get(reverse("catalogue-list"), {"kind": "xx"}).status_code == 422


def test_both_versions_are_readable_with_their_difference(client_for) -> None:
    client = client_for("specialist")
    page = reverse("catalogue-page", args=["kumamoto-services"])
    old = client.get(page, {"version": "H30"}).content.decode()
    assert "相談支援機能強化事業" in old and "中央の2圏域のみ" in old
    assert "各種相談受付・聞き取り・課題整理" in client.get(page).content.decode()
    url = reverse("catalogue-difference", args=["kumamoto-services"])
    html = client.get(url, {"old": "H30", "new": "R3"}).content.decode()
    assert "加わった項目21、なくなった項目3、変わった項目0" in html
    assert "地域支援事業" in html


@pytest.mark.parametrize(
    "address",
    [
        "/catalogues/nothing/",
        f"{PAGE}?version=R99",
        f"{PAGE}?version=ours-1",
        f"{PAGE}difference/",
        f"{PAGE}difference/?old=R6&new=ours-1",
        f"{PAGE}csv/?version=x",
    ],
)
def test_what_does_not_exist_is_the_one_404(client_for, address) -> None:
    client = client_for("officer")
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.content == client.get("/nothing-at-all/").content


def writing_addresses() -> list[tuple[str, str]]:
    one = [DUTIES]
    return [
        ("get", reverse("catalogue-adopt", args=one)),
        ("post", reverse("catalogue-adopt", args=one)),
        ("post", reverse("catalogue-draft-start", args=one)),
        ("get", reverse("catalogue-edit", args=one)),
        ("post", reverse("catalogue-item-add", args=one)),
        ("post", reverse("catalogue-item", args=[DUTIES, "OSK-PREF-D01"])),
        ("post", reverse("catalogue-publish", args=one)),
        ("post", reverse("catalogue-discard", args=one)),
        (
            "post",
            reverse(
                "catalogue-override-remove",
                args=[DUTIES, "00000000-0000-4000-8000-000000000000"],
            ),
        ),
    ]


@pytest.mark.parametrize(
    "method_and_url", writing_addresses(), ids=lambda pair: pair[1]
)
def test_writing_is_forbidden_without_the_permission(
    client_for, method_and_url
) -> None:
    method, url = method_and_url
    assert getattr(client_for("specialist"), method)(url).status_code == 403
    assert not CatalogueAdoption.objects.exists()


def test_pages_of_a_draft_do_not_exist_without_one(client_for) -> None:
    client = client_for("officer")
    for method, url in writing_addresses()[3:]:
        assert getattr(client, method)(url).status_code == 404, url


def test_adopting_takes_two_clicks(client_for) -> None:
    client = client_for("officer")
    url = reverse("catalogue-adopt", args=[DUTIES])
    assert url in client.get(PAGE).content.decode()
    form = client.get(url)
    day = form.context["form"]["effective_from"].value()
    answer = client.post(url, {"effective_from": day, "note": ""}, follow=True)
    html = answer.content.decode()
    assert "採用して公開しました" in html
    assert "つなぎ市 第1版" in html
    assert CatalogueAdoption.objects.get().status == "published"


def test_adopting_with_an_impossible_day_brings_the_form_back(client_for) -> None:
    url = reverse("catalogue-adopt", args=[DUTIES])
    answer = client_for("officer").post(
        url, {"effective_from": "令和8年2月30日", "note": "メモ"}
    )
    assert answer.status_code == 422
    assert "メモ" in answer.content.decode()
    assert not CatalogueAdoption.objects.exists()


def test_editing_publishing_and_comparing_on_screen(client_for) -> None:
    client = client_for("officer")
    start = client.post(reverse("catalogue-draft-start", args=[DUTIES]), follow=True)
    assert "第1版の下書き" in start.content.decode()
    item = reverse("catalogue-item", args=[DUTIES, "OSK-PREF-D06"])
    shown = client.get(item).context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields}
    sent |= {
        "label": "事業所をたずねる",
        "place_designated_plan": "なし",
        "is_hidden": "",
    }
    edited = client.post(item, sent, follow=True).content.decode()
    assert "事業所をたずねる" in edited
    assert "指定特定 → なし" in edited
    again = client.post(item, sent)
    assert again.status_code == 422
    assert "ほかの人が先に直しています" in again.content.decode()
    add = reverse("catalogue-item-add", args=[DUTIES])
    new = {
        "label": "災害の備え", "explanation": "訓練に加わります。", "group": "３ 防災", "reason": "",
        "version": "2", "place_core_centre": "主", "place_commissioned": "協力",
        "place_designated_plan": "なし",
    }  # fmt: skip
    assert "災害の備え" in client.post(add, new, follow=True).content.decode()
    publish = reverse("catalogue-publish", args=[DUTIES])
    sent = {"effective_from": "令和8年12月1日", "note": "", "version": "3"}
    assert "つなぎ市 第1版" in client.post(publish, sent, follow=True).content.decode()
    url = reverse("catalogue-difference", args=[DUTIES])
    html = (
        client_for("specialist")
        .get(url, {"old": "R6", "new": "ours-1"})
        .content.decode()
    )
    assert "加わった項目1、なくなった項目0、変わった項目1" in html
    assert "配置（指定特定）" in html


def test_one_override_is_taken_back_and_the_draft_discarded(client_for) -> None:
    client = client_for("officer")
    client.post(reverse("catalogue-draft-start", args=[DUTIES]))
    item = reverse("catalogue-item", args=[DUTIES, "OSK-PREF-D06"])
    shown = client.get(item).context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields}
    client.post(item, sent | {"is_hidden": "on"})
    assert (
        "使わない項目"
        in client.get(reverse("catalogue-edit", args=[DUTIES])).content.decode()
    )
    row = CatalogueOverride.objects.get()
    remove = reverse("catalogue-override-remove", args=[DUTIES, row.public_id])
    late = client.post(remove, {"version": "1"}, follow=True).content.decode()
    assert "ほかの人が先に直しています" in late
    client.post(remove, {"version": "2"})
    assert not CatalogueOverride.objects.exists()
    discard = reverse("catalogue-discard", args=[DUTIES])
    assert client.get(discard).status_code == 200
    done = client.post(discard, {"version": "3"}, follow=True).content.decode()
    assert "下書きを取りやめました" in done
    assert not CatalogueAdoption.objects.exists()


def test_a_second_draft_is_refused_with_words(client_for) -> None:
    client = client_for("officer")
    url = reverse("catalogue-draft-start", args=[DUTIES])
    client.post(url)
    assert "CAT-001" in client.post(url, follow=True).content.decode()


def test_the_spelling_of_the_municipality_is_used_in_our_words_only(
    region, client_for
) -> None:
    municipality = region.municipalities["tsunagi"]
    municipality.disability_spelling = "障がい"
    municipality.save()
    html = client_for("specialist").get(
        reverse("catalogue-page", args=["national-contact-categories"])
    )
    text = html.content.decode()
    assert "重い体の障がいと、重い知的な障がいが重なっています。" in text
    assert "障害や病状の理解に関する支援" in text


def test_completers_say_what_the_table_means(client_for) -> None:
    client = client_for("specialist")
    html = client.get(reverse("catalogue-completers")).content.decode()
    assert "43市町村で220人です" in html
    assert "修了者のいない市町村は7" in html
    assert "基幹に修了者のいない市町村は23" in html
    assert "配置の数ではありません" in html
    page = reverse("catalogue-page", args=["chief-completers-osaka"])
    assert client.get(page).headers["Location"] == reverse("catalogue-completers")


def test_csv_holds_every_item_of_the_version(client_for) -> None:
    answer = client_for("specialist").get(reverse("catalogue-export", args=[DUTIES]))
    assert answer.headers["Content-Disposition"].endswith('_R6.csv"')
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 15
    assert rows[5]["配置 指定特定"] == "主"
    assert rows[5]["行"] == "149"


def test_the_list_costs_the_same_with_nothing_and_with_everything_adopted(
    region, client_for
) -> None:
    client = client_for("officer")
    url = reverse("catalogue-list")
    before = queries_of(client, url)
    adopt_all(region)
    assert queries_of(client, url) == before


def test_pages_cost_the_same_for_small_and_large_catalogues(region, client_for) -> None:
    adopt_all(region)
    client = client_for("officer")
    small = queries_of(client, reverse("catalogue-page", args=["basic-consultation"]))
    large = queries_of(client, reverse("catalogue-page", args=["tokyo-competencies"]))
    assert small == large


def test_the_draft_page_costs_the_same_with_many_overrides(client_for) -> None:
    client = client_for("officer")
    client.post(reverse("catalogue-draft-start", args=[DUTIES]))
    edit = reverse("catalogue-edit", args=[DUTIES])
    counts = []
    for code in ("OSK-PREF-D01", "OSK-PREF-D02", "OSK-PREF-D03"):
        item = reverse("catalogue-item", args=[DUTIES, code])
        shown = client.get(item).context["form"]
        sent = {name: shown[name].value() or "" for name in shown.fields}
        client.post(
            item, sent | {"is_hidden": "", "label": "別の名", "explanation": "別です。"}
        )
        counts.append(queries_of(client, edit))
    assert len(set(counts)) == 1


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command("catalogue", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_lists_every_version() -> None:
    rows = json.loads(command("list", "--json"))
    assert len(rows) == 17
    assert {"name", "title", "version", "items_count", "status"} <= set(rows[0])
    assert "kumamoto-services" in command("list")


def test_the_command_shows_one_catalogue() -> None:
    shown = json.loads(command("show", DUTIES, "--json"))
    assert (shown["name"], shown["version"], len(shown["items"])) == (DUTIES, "R6", 15)
    item = shown["items"][5]
    assert item["lines"] == "149" and item["confidence"] == "A"
    assert item["placements"]["designated_plan"] == "主"
    assert item["placement_confidence"] == "certain"
    old = json.loads(command("show", "kumamoto-services", "--release", "H30", "--json"))
    assert len(old["items"]) == 3
    assert "OSK-PREF-D06" in command("show", DUTIES)


def test_the_command_says_what_it_does_not_know() -> None:
    with pytest.raises(CommandError, match="catalogue list"):
        command("show", "nothing")
