"""同意、同意のない提供、緊急の閲覧の入力。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.cases.consent.actions import NewConsent, NewDisclosure
from tsunagi.cases.consent.rules import (
    CHECKS,
    ConsentMethod,
    EmergencyReason,
    Explanation,
    LegalBasis,
    Purpose,
    ReviewOutcome,
)
from tsunagi.cases.field_classes import NEVER_SHARED, FieldClass
from tsunagi.cases.person.models import RelatedPerson
from tsunagi.cases.person.rules import FAMILY, Kinship
from tsunagi.organisations.office.models import Office
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    KanaField,
    MultipleChoiceField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

SHAREABLE = [
    (item.value, item.label) for item in FieldClass if item not in NEVER_SHARED
]
GIVERS = [
    (kind.value, kind.label)
    for kind in (Kinship.SELF, *(k for k in Kinship if k in FAMILY), Kinship.OTHER)
]


class _WithOffices(Form):
    """Forms that name offices of the municipality."""

    office_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(office.public_id): office for office in offices}
        for name in self.office_fields:
            field: Any = self.fields[name]
            empty = [("", "選ばない")] if isinstance(field, ChoiceField) else []
            field.choices = [
                *empty,
                *((key, office.name) for key, office in self.places.items()),
            ]


class ConsentForm(_WithOffices):
    office_fields = ("offices",)
    groups = (
        Group(
            "何のために、何を",
            ("purposes", "classes"),
            "目的と項目は、要るものだけを選びます。選ばない項目は、相手に見えません。",
        ),
        Group(
            "だれに、いつまで",
            ("offices", "others", "last_day"),
            "つなぎを使う事業所は、保存した時から見られるようになります。",
        ),
        Group(
            "説明と同意",
            ("explained_on", "explanation", "given_by", "related", "authority",
             "given_on", "method", "own_words"),
        ),
    )  # fmt: skip
    purposes = MultipleChoiceField(
        "目的", choices=Purpose.choices(),
        hint="「つなぐため」だけのときは、相手が引継ぎを引き受けたときに開きます。",
    )  # fmt: skip
    classes = MultipleChoiceField("渡してよい項目", choices=SHAREABLE)
    offices = MultipleChoiceField("事業所", choices=[], required=False)
    others = TextAreaField(
        "そのほかの相手", rows=2, max_length=1000, required=False,
        hint="病院や学校など、つなぎを使っていない相手。一行に一つ。",
        example="架空病院 相談室",
    )  # fmt: skip
    last_day = DateField(
        "いつまで", required=False, hint="空けると、撤回されるまで。", width="middle"
    )
    explained_on = DateField("説明した日", width="middle")
    explanation = ChoiceField("説明のしかた", choices=Explanation.choices())
    given_by = ChoiceField("同意した人", choices=GIVERS, style="select", width="middle")
    related = ChoiceField(
        "同意した関係者", choices=[], required=False, style="select",
        hint="本人以外のとき、関係者から選べます。",
    )  # fmt: skip
    authority = TextField(
        "代わって同意できる理由", max_length=200, required=False,
        example="成年後見人の登記事項証明書を確かめた",
    )  # fmt: skip
    given_on = DateField("同意した日", width="middle")
    method = ChoiceField("方法", choices=ConsentMethod.choices())
    own_words = TextAreaField(
        "本人の言葉・条件", rows=2, max_length=1000, required=False,
        example="病気のことは、学校には言わないでほしい。",
    )  # fmt: skip

    def __init__(
        self, *args: Any, related: Sequence[RelatedPerson], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.related_people = {str(row.public_id): row for row in related}
        self.fields["related"].choices = [  # type: ignore[attr-defined]
            ("", "選ばない"),
            *(
                (key, f"{row.name or '名前は不明'}（{row.title}）")
                for key, row in self.related_people.items()
            ),
        ]

    def value(self) -> NewConsent:
        data = self.cleaned_data
        return NewConsent(
            purposes=[Purpose(word) for word in data["purposes"]],
            classes=[FieldClass(word) for word in data["classes"]],
            offices=[self.places[key] for key in data["offices"]],
            other_recipients=[
                line for line in data["others"].split("\n") if line.strip()
            ],
            last_day=data["last_day"],
            explained_on=data["explained_on"],
            explanation=Explanation(data["explanation"]),
            given_by_kinship=Kinship(data["given_by"]),
            given_by=self.related_people.get(data["related"]),
            authority=data["authority"],
            given_on=data["given_on"],
            method=ConsentMethod(data["method"]),
            own_words=data["own_words"],
        )


class WithdrawConsentForm(Form):
    words = TextAreaField(
        "本人の言葉", rows=2, max_length=1000, required=False,
        hint="なぜかを言わなくても、撤回できます。",
    )  # fmt: skip


class DisclosureForm(_WithOffices):
    office_fields = ("office",)
    groups = (
        Group("根拠", ("basis", "checks", "reason")),
        Group("だれに、何を、いつまで", ("office", "recipient_name", "classes", "last_day")),
    )  # fmt: skip
    basis = ChoiceField("根拠", choices=LegalBasis.choices())
    checks = MultipleChoiceField(
        "確かめたこと", choices=list(CHECKS.items()), required=False
    )
    reason = TextAreaField(
        "理由", rows=4, max_length=2000,
        hint="だれの、どんな危険や必要のために、なぜ同意を得られないのか。",
    )  # fmt: skip
    office = ChoiceField("渡す事業所", choices=[], required=False, style="select")
    recipient_name = TextField(
        "そのほかの相手", max_length=200, required=False, example="架空警察署"
    )
    classes = MultipleChoiceField("渡す項目", choices=SHAREABLE)
    last_day = DateField("いつまで", width="middle")

    def value(self) -> NewDisclosure:
        data = self.cleaned_data
        return NewDisclosure(
            basis=LegalBasis(data["basis"]),
            checks=data["checks"],
            reason=data["reason"],
            classes=[FieldClass(word) for word in data["classes"]],
            last_day=data["last_day"],
            office=self.places.get(data["office"]),
            recipient_name=data["recipient_name"],
        )


class EmergencyForm(Form):
    groups = (
        Group(
            "だれの記録か",
            ("kana", "birth_on", "certificate_number"),
            "かなと生年月日、または受給者証番号が、ぴたりと合う一人だけを開きます。一覧は出ません。",
        ),
        Group("なぜ", ("reason_code", "reason")),
    )
    kana = KanaField("氏名（かな）", max_length=150, required=False)
    birth_on = DateField("生年月日", required=False, width="middle")
    certificate_number = TextField("受給者証番号", max_length=40, required=False)
    reason_code = ChoiceField("理由の区分", choices=EmergencyReason.choices())
    reason = TextAreaField(
        "理由", rows=3, max_length=1000,
        hint="だれに何が起きているかを20文字以上で。あとで別の人が確かめます。",
    )  # fmt: skip


class ReviewForm(Form):
    outcome = ChoiceField("確かめた結果", choices=ReviewOutcome.choices())
    note = TextAreaField("確かめたこと", rows=3, max_length=1000, required=False)
