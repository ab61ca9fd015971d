"""育ちの記録の入力画面: 一つの区分だけ、下書き、まちがい、版、もくひょう、研修、見せる、ことば。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.growth.conftest import ITEM, RecordRoom
from tests.conftest import TODAY
from tsunagi.access.drafts.models import Draft
from tsunagi.activity.growth.models import (
    GrowthAim,
    GrowthRemark,
    GrowthShare,
    SelfAssessment,
    TrainingTaken,
)

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
NEW = "/growth/assessments/new/"
DAY = TODAY.isoformat()


def send(client: Client, url: str, **data: Any) -> Any:
    """As the form of the page would send it, with its hidden fields."""
    form = client.get(url).context["form"]
    hidden = {
        field.name: str(field.value())
        for field in form.hidden_fields()
        if field.value() is not None
    }
    return client.post(url, {**hidden, **data})


def test_one_part_is_looked_back_upon_in_a_minute(
    record: RecordRoom, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    url = f"{NEW}?group=技術"
    page = client.get(url)
    form = page.context["form"]
    assert "step_TOKYO-SKI4" in form.fields and "step_TOKYO-VAL1" not in form.fields
    text = page.content.decode()
    assert "つなぎの提案" in text and "A もとの資料で確認" in text and "第8版" in text
    answer = send(
        client,
        url,
        assessed_on=DAY,
        **{f"step_{ITEM}": "alone", f"note_{ITEM}": "絵で"},
    )
    row = SelfAssessment._base_manager.get()
    assert answer["Location"] == reverse("growth-assessment", args=[row.record_id])
    shown = client.get(answer["Location"]).content.decode()
    assert "一人でできる" in shown and "絵で" in shown
    assert row.answers[0]["label"] in shown


def test_the_next_time_begins_with_the_last_and_stands_beside_it(
    record: RecordRoom, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    before = record.assessment(
        on=TODAY - timedelta(days=180),
        said={ITEM: ("with_help", "前の言葉"), "TOKYO-VAL1": ("ahead", "")},
    )
    form = client.get(NEW).context["form"]
    assert form[f"step_{ITEM}"].value() == "with_help"
    assert not form[f"note_{ITEM}"].value(), "a note belongs to its day"
    answer = send(
        client, f"{NEW}?group=技術", assessed_on=DAY, **{f"step_{ITEM}": "alone"}
    )
    text = client.get(answer["Location"]).content.decode()
    assert "手助けがあればできる" in text and "一人でできる" in text
    assert "変わったところは1か所" in text and "前の言葉" in text
    assert "のまま" in text, "what was not asked keeps its day"
    other = client.get(answer["Location"], {"with": str(before.record_id)})
    assert other.context["other"] == before
    old = client.get(reverse("growth-assessment", args=[before.record_id]))
    assert old.status_code == 200 and old.context["other"] is None


def test_a_mistake_keeps_what_was_typed_and_changes_nothing(
    record: RecordRoom, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    for data, field in (
        ({"assessed_on": DAY}, "__all__"),
        ({"assessed_on": tomorrow, "words": "一言"}, "assessed_on"),
        ({"assessed_on": DAY, f"note_{ITEM}": "小林さんと"}, f"note_{ITEM}"),
        ({"assessed_on": DAY, f"step_{ITEM}": "best"}, f"step_{ITEM}"),
        ({"assessed_on": "", "words": "一言"}, "assessed_on"),
    ):  # fmt: skip
        answer = send(client, NEW, **data)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {field}
        for name, value in data.items():
            assert answer.context["form"][name].value() == value
    assert not SelfAssessment._base_manager.exists()


def test_a_draft_is_kept_shown_whole_and_ends_with_the_record(
    record: RecordRoom, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    kept = send(client, NEW, **{"note_TOKYO-VAL1": "書きかけ", "_draft": "1"})
    assert kept.status_code == 302 and Draft._base_manager.count() == 1
    page = client.get(f"{NEW}?group=技術")
    form = page.context["form"]
    assert form["note_TOKYO-VAL1"].value() == "書きかけ", "with a draft all parts"
    state = page.context["draft"]
    answer = send(
        client, NEW, assessed_on=DAY, _draft_seen=str(state.revision),
        _draft_tab=state.tab, **{"note_TOKYO-VAL1": "書きかけ"},
    )  # fmt: skip
    assert answer.status_code == 302 and not Draft._base_manager.exists()
    assert SelfAssessment._base_manager.get().answers[0]["note"] == "書きかけ"


def test_an_assessment_is_added_to_and_withdrawn(
    record: RecordRoom, client_for: ClientFor
) -> None:
    row, client = record.assessment(words="はじめ"), client_for("specialist")
    edit = reverse("growth-assessment-edit", args=[row.record_id])
    form = client.get(edit).context["form"]
    assert form[f"step_{ITEM}"].value() == "alone" and form["words"].value() == "はじめ"
    data = {"words": "足した", f"step_{ITEM}": "telling", "version": 1}
    assert client.post(edit, data).status_code == 302
    stale = client.post(edit, {**data, "words": "おくれて"})
    assert stale.status_code == 422 and "おくれて" in stale.content.decode()
    page = reverse("growth-assessment", args=[row.record_id])
    text = client.get(page).content.decode()
    assert "足した" in text and "直す前の版" in text and "はじめ" in text
    for name in ("growth-assessment-edit", "growth-assessment-withdraw"):
        where = reverse(name, args=[row.record_id])
        assert client_for("manager").get(where).status_code == 404
    withdraw = reverse("growth-assessment-withdraw", args=[row.record_id])
    assert send(client, withdraw).status_code == 302
    assert client.get(page).status_code == 404


def test_aims_are_set_settled_and_taken_up_again(
    record: RecordRoom, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    new = "/growth/aims/new/"
    assert client.get(new).context["form"]["due_on"].initial == date(2027, 5, 31)
    bad = send(client, new, text="絵で示す", due_on="2020-01-01")
    assert bad.status_code == 422 and set(bad.context["form"].errors) == {"due_on"}
    assert send(client, new, text="絵で示す", due_on=DAY).status_code == 302
    row = GrowthAim._base_manager.get()
    home = client.get("/").content.decode()
    assert "もくひょう「絵で示す」" in home
    assert (
        "もくひょう「絵で示す」" not in client_for("manager").get("/").content.decode()
    )
    ids = [row.record_id]
    edit = reverse("growth-aim-edit", args=ids)
    assert send(client, edit, text="絵で三つ示す", due_on=DAY).status_code == 302
    settle = reverse("growth-aim-settle", args=ids)
    refused = send(client, settle, state="carried", next_due="")
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"next_due"}
    assert send(client, settle, state="done", looking_back="三回で").status_code == 302
    text = client.get("/growth/").content.decode()
    assert "できた" in text and "三回で" in text and "もう一度取り組む" in text
    reopen = reverse("growth-aim-reopen", args=ids)
    assert client.post(reopen, {"version": "1"}).status_code == 302
    assert "区切りをつける" not in client.get("/growth/").content.decode(), "stale"
    client.post(reopen, {"version": "3"})
    assert "区切りをつける" in client.get("/growth/").content.decode()
    for name in ("growth-aim-edit", "growth-aim-settle", "growth-aim-withdraw"):
        assert client_for("manager").get(reverse(name, args=ids)).status_code == 404
    assert client_for("manager").post(reopen, {"version": "4"}).status_code == 404
    assert send(client, reverse("growth-aim-withdraw", args=ids)).status_code == 302
    assert "絵で三つ示す" not in client.get("/growth/").content.decode()


def test_a_training_is_chosen_or_written(
    record: RecordRoom, client_for: ClientFor
) -> None:
    event, client = record.training(), client_for("specialist")
    new = "/growth/trainings/new/"
    for data, field in (
        ({"event": ""}, "event"),
        ({"event": "elsewhere", "title": "架空の講義"}, "taken_on"),
        ({"event": "elsewhere", "taken_on": DAY}, "title"),
        ({"event": "elsewhere", "title": "あ", "taken_on": "きのうごろ"}, "taken_on"),
    ):
        bad = send(client, new, **data)
        assert bad.status_code == 422 and set(bad.context["form"].errors) == {field}
    chosen = send(client, new, event=str(event.record_id), learned="強みから書く")
    assert chosen.status_code == 302
    other = send(client, new, event="elsewhere", title="架空の講義", taken_on=DAY)
    assert other.status_code == 302
    text = client.get("/growth/").content.decode()
    assert event.title in text and "強みから書く" in text and "架空の講義" in text
    rows = {one.title: one for one in TrainingTaken._base_manager.all()}
    held = reverse("growth-training-edit", args=[rows[event.title].record_id])
    assert "title" not in client.get(held).context["form"].fields
    assert send(client, held, learned="一行目に").status_code == 302
    own = reverse("growth-training-edit", args=[rows["架空の講義"].record_id])
    assert send(client, own, title="架空の演習", taken_on=DAY).status_code == 302
    text = client.get("/growth/").content.decode()
    assert "一行目に" in text and "架空の演習" in text
    for one in rows.values():
        where = reverse("growth-training-withdraw", args=[one.record_id])
        assert client_for("manager").get(where).status_code == 404
        assert send(client, where).status_code == 302
    assert "架空の演習" not in client.get("/growth/").content.decode()


def test_one_person_is_chosen_and_taken_back_on_the_next_page(
    record: RecordRoom, client_for: ClientFor
) -> None:
    row, client = record.assessment(), client_for("specialist")
    share, manager = "/growth/share/", client_for("manager")
    assert "あなただけに見えます" in client.get("/growth/").content.decode()
    bad = send(client, share, shown_to="")
    assert bad.status_code == 422 and set(bad.context["form"].errors) == {"shown_to"}
    chosen = str(record.region.staff["manager"].public_id)
    assert send(client, share, shown_to=chosen).status_code == 302
    assert "架空 managerさんだけに見えます" in client.get("/growth/").content.decode()
    page = reverse("growth-assessment", args=[row.record_id])
    assert manager.get(page).status_code == 200
    assert client.get(share).context["form"]["shown_to"].value() == chosen
    for _ in range(2):
        assert client.post("/growth/share/end/").status_code == 302
        assert manager.get(page).status_code == 404
    assert GrowthShare._base_manager.count() == 1
    alone = client_for("alone").get(share).content.decode()
    assert "選べる人が、いまいません" in alone


def test_a_remark_reaches_its_reader(record: RecordRoom, client_for: ClientFor) -> None:
    row, manager = record.assessment(), client_for("manager")
    url = reverse("growth-remark-new", args=[row.record_id])
    assert manager.get(url).status_code == 404
    record.share()
    bad = send(manager, url, text="加藤さんの件では")
    assert bad.status_code == 422 and set(bad.context["form"].errors) == {"text"}
    assert send(manager, url, text="待てるようになりましたね").status_code == 302
    client = client_for("specialist")
    assert "ことばが届いています" in client.get("/").content.decode()
    page = reverse("growth-assessment", args=[row.record_id])
    for where in (page, "/growth/"):
        assert "待てるようになりましたね" in client.get(where).content.decode()
    assert client.get(url).status_code == 404, "not to oneself"
    written = GrowthRemark._base_manager.get()
    withdraw = reverse("growth-remark-withdraw", args=[written.public_id])
    assert client.post(withdraw).status_code == 404, "only who wrote it"
    assert manager.post(withdraw).status_code == 302
    assert "待てるように" not in client.get(page).content.decode()
    assert "ことばが届いています" not in client.get("/").content.decode()
    assert manager.post(withdraw).status_code == 404
