"""使った社会資源の入力。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.cases.consent.models import Consent
from tsunagi.cases.consent.rules import Purpose as ConsentPurpose
from tsunagi.cases.resource.rules import Outcome, Purpose
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.office.models import Office
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group


class ResourceUseForm(Form):
    groups = (
        Group("何のために、どこを", ("need", "purpose", "office", "place_name")),
        Group("どうなったか", ("outcome", "on", "note")),
        Group(
            "本人とともに",
            ("co_creator", "consent", "agreed_on"),
            "「よくする」「つくる・増やす」に本人が参加したとき。同意か、本人がよいと言った日の"
            "どちらかが要ります。",
            is_folded=True,
        ),
    )
    need = TextAreaField(
        "何のために", rows=2, max_length=500, example="昼に行く場所がほしい"
    )
    purpose = ChoiceField(
        "どうしたいか", choices=Purpose.choices(), initial=Purpose.USE
    )
    office = ChoiceField(
        "名簿にある事業所・社会資源", choices=[], style="select", required=False
    )
    place_name = TextField(
        "名簿にないところの名前", max_length=200, required=False,
        hint="あとで、みんなの名簿に載せられます。",
    )  # fmt: skip
    outcome = ChoiceField(
        "どうなったか", choices=Outcome.choices(), initial=Outcome.NOT_YET
    )
    on = DateField("日付", width="middle")
    note = TextAreaField("メモ", rows=2, max_length=1000, required=False)
    co_creator = CheckField("本人も、つくる側として参加した", required=False)
    consent = ChoiceField("もとになる同意", choices=[], style="select", required=False)
    agreed_on = DateField(
        "本人が名前を出してよいと言った日", width="middle", required=False
    )
    key = IdempotencyKey()

    def __init__(
        self,
        *args: Any,
        offices: Sequence[Office],
        consents: Sequence[Consent] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.consents = {str(one.public_id): one for one in consents}
        self.fields["consent"].choices = [  # type: ignore[attr-defined]
            ("", "選ばない"),
            *((key, consent_words(one)) for key, one in self.consents.items()),
        ]
        self.offices = {str(office.public_id): office for office in offices}
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            ("", "選ばない"),
            *((key, office.name) for key, office in self.offices.items()),
        ]

    def clean_office(self) -> Office | None:
        return self.offices.get(self.cleaned_data["office"])

    def clean_consent(self) -> Consent | None:
        return self.consents.get(self.cleaned_data["consent"])


def consent_words(consent: Consent) -> str:
    """いつ、何のための同意か。"""
    purposes = "、".join(ConsentPurpose(one).label for one in consent.purposes)
    return f"{format_wareki(consent.given_on)}　{purposes}"


class EditResourceUseForm(ResourceUseForm):
    version = HiddenVersion()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["key"]
