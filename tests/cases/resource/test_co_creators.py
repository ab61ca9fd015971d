"""本人とともに資源をよくする・つくる: 名前を残せるのは、本人がよいと言ったときだけ。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.resource.test_resource_uses import VALUES, add
from tests.conftest import NOW, TODAY
from tsunagi.cases.case.models import Case
from tsunagi.cases.consent.actions import NewConsent, record_consent
from tsunagi.cases.consent.models import Consent
from tsunagi.cases.consent.rules import ConsentMethod, Explanation, Purpose
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.person.rules import Kinship
from tsunagi.cases.resource.actions import edit_use
from tsunagi.cases.resource.models import ResourceUse, ResourceUseRevision
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
MADE = {"purpose": "develop", "co_creator": True}


def consent(room: CaseRoom, case: Case) -> Consent:
    return record_consent(
        case=case,
        new=NewConsent(
            purposes=[Purpose.COUNCIL], classes=[FieldClass.SUPPORT],
            offices=[room.region.offices["core"]], explained_on=TODAY,
            explanation=Explanation.PLAIN, given_by_kinship=Kinship.SELF,
            given_on=TODAY, method=ConsentMethod.ORAL,
        ),
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        pytest.param({}, "USE-006", "agreed_on", id="本人に聞いていない"),
        pytest.param({"agreed_on": TODAY}, None, "", id="聞いた日がある"),
        pytest.param({"agreed_on": TODAY, "purpose": "improve"}, None, "", id="よくする"),
        pytest.param(
            {"agreed_on": TODAY, "purpose": "use"}, "USE-005", "co_creator",
            id="使っただけ",
        ),
        pytest.param(
            {"agreed_on": TODAY + timedelta(days=1)}, "USE-003", "agreed_on",
            id="先の日",
        ),
    ],
)  # fmt: skip
def test_who_is_named_has_agreed(
    more: dict[str, Any], code: str | None, field: str, room: CaseRoom
) -> None:
    case = room.case()
    if code is None:
        assert add(room, case, **{**MADE, **more}).co_creator
        return
    with pytest.raises(UserError) as error:
        add(room, case, **{**MADE, **more})
    assert (error.value.message.code, error.value.field) == (code, field)
    assert not ResourceUse._base_manager.exists()


def test_a_consent_of_the_case_is_enough_and_that_of_another_is_not(
    room: CaseRoom,
) -> None:
    case, other = room.case(), room.case(name="架空 次郎")
    use = add(room, case, **MADE, consent=consent(room, case))
    assert use.consent is not None
    with pytest.raises(UserError):
        add(room, case, **MADE, consent=consent(room, other))
    edit_use(
        use=use, values={**VALUES, "purpose": "develop"}, version=1,
        by=room.actor("specialist"), now=NOW, today=TODAY,
    )  # fmt: skip
    use.refresh_from_db()
    assert (use.co_creator, use.consent) == (False, None), "taken back"
    assert ResourceUseRevision.objects.get(use=use).changes["consent"][1] is None


def test_the_database_refuses_a_name_without_agreement(room: CaseRoom) -> None:
    use = add(room, room.case(), purpose="develop")
    with pytest.raises(IntegrityError), transaction.atomic():
        ResourceUse._base_manager.filter(pk=use.pk).update(co_creator=True)


def test_on_the_page_and_in_the_figures(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    given = consent(room, case)
    client = client_for("specialist")
    url = reverse("resource-use-new", args=[case.public_id])
    form = client.get(url).context["form"]
    assert [key for key, _ in form.fields["consent"].choices][1:] == [
        str(given.public_id)
    ]
    data = {
        "need": "日曜に集まる場所", "purpose": "develop", "place_name": "架空 日曜カフェ",
        "outcome": "not_yet", "on": "令和8年11月20日", "co_creator": "on",
        "key": str(form["key"].value()),
    }  # fmt: skip
    refused = client.post(url, data)
    assert refused.status_code == 422 and "日曜カフェ" in refused.content.decode()
    sent = {**data, "consent": str(given.public_id)}
    assert client.post(url, sent).status_code == 302
    shown = client.get(reverse("case-resources", args=[case.public_id]))
    assert "参加した人: 架空 花子さん" in shown.content.decode()
    figures = client.get(reverse("resource-report")).content.decode()
    assert "本人とともに" in figures
    office = str(room.region.offices["hikari"].public_id)
    other = client_for("officer").get(reverse("resource-report"), {"office": office})
    assert "本人とともに" not in other.content.decode()
