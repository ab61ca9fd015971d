"""書きかけの一覧: 自分のものだけ、続ける先、捨てる、引き継ぐ。"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW
from tsunagi.access.drafts.actions import save_draft
from tsunagi.access.drafts.models import Draft
from tsunagi.cases.unfinished.queries import unfinished

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


def begin(room: CaseRoom, form: str, ref: str = "", by: str = "specialist") -> None:
    from django.utils import timezone

    save_draft(
        form=form, subject_ref=ref, changes={"text": ["書きかけの文"]}, base=0,
        tab="one", by=room.actor(by), now=timezone.now(),
    )  # fmt: skip


def test_each_draft_leads_back_to_its_page(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    contact = room.contact(case)
    begin(room, "contact.new", str(case.public_id))
    begin(room, "contact.correct", str(contact.public_id))
    begin(room, "contact.anonymous")
    begin(room, "reception.new")
    page = client_for("specialist").get(reverse("draft-list"))
    text = page.content.decode()
    for url in (
        reverse("contact-new", args=[case.public_id]),
        reverse("contact-correct", args=[contact.record_id]),
        reverse("contact-anonymous"),
        reverse("reception-new"),
    ):
        assert f'href="{url}"' in text
    assert "架空 花子さん" in text
    assert "書きかけの文" not in text, "the list does not open what is sealed"
    assert (
        "書きかけはありません"
        in client_for("manager").get(reverse("draft-list")).content.decode()
    )


def test_a_colleague_takes_it_over_and_an_outsider_cannot(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    begin(room, "contact.new", str(case.public_id))
    draft = Draft.objects.unscoped("test").get()
    client = client_for("specialist")
    url = reverse("draft-hand-over", args=[draft.public_id])
    page = client.get(url).content.decode()
    assert "架空 manager" in page and "架空 alone" not in page
    outsider = str(room.region.staff["alone"].public_id)
    assert client.post(url, {"staff": outsider}).status_code == 422
    colleague = str(room.region.staff["manager"].public_id)
    assert client.post(url, {"staff": colleague}).status_code == 302
    assert unfinished(actor=room.actor("specialist"), now=NOW) == []
    assert (
        "架空 花子さん"
        in client_for("manager").get(reverse("draft-list")).content.decode()
    )
    assert client.get(url).status_code == 404


def test_it_can_be_thrown_away_by_its_author_only(
    room: CaseRoom, client_for: ClientFor
) -> None:
    begin(room, "contact.anonymous")
    draft = Draft.objects.unscoped("test").get()
    url = reverse("draft-throw-away", args=[draft.public_id])
    assert client_for("manager").post(url).status_code == 404
    client = client_for("specialist")
    listed = client.get(reverse("draft-list")).content.decode()
    assert f'href="{url}"' in listed and f'action="{url}"' not in listed
    assert "元に戻せません" in client.get(url).content.decode()
    assert Draft.objects.unscoped("test").exists(), "opening throws nothing away"
    assert client.post(url).status_code == 302
    assert not Draft.objects.unscoped("test").exists()


def test_a_concern_is_finished_by_its_author_alone(
    room: CaseRoom, client_for: ClientFor
) -> None:
    begin(room, "rights.report")
    draft = Draft.objects.unscoped("test").get()
    client = client_for("specialist")
    listed = client.get(reverse("draft-list")).content.decode()
    url = reverse("draft-hand-over", args=[draft.public_id])
    assert f'<a href="{reverse("rights-new")}">権利の心配ごと</a>' in listed
    assert url not in listed
    colleague = str(room.region.staff["manager"].public_id)
    refused = client.post(url, {"staff": colleague})
    assert refused.status_code == 422 and "DRF-007" in refused.content.decode()
    draft.refresh_from_db()
    assert draft.staff_id == room.actor("specialist").staff_id
