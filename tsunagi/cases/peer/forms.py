"""ピアカウンセリングの入力: 読むことと、欄の言葉だけ。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.cases.peer.models import PeerSupporter
from tsunagi.cases.peer.rules import Answer, Going, Topic
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    IntegerField,
    MultipleChoiceField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group


class _SupporterForm(Form):
    groups = (
        Group("どんな人か", ("name", "topics", "topics_words", "reach")),
        Group("同意", ("agreed_on", "is_shared"),
              "名簿に載ることを説明し、同意した人だけを載せます。やめたいときは、いつでも外します。"),
    )  # fmt: skip
    name = TextField(
        "呼び名",
        max_length=60,
        hint="本人が載せてよいという名前。本名でなくてもかまいません。",
    )
    topics = MultipleChoiceField("経験", choices=Topic.choices(), required=False)
    topics_words = TextField(
        "経験（言葉で）",
        max_length=200,
        required=False,
        example="10年の入院のあと、一人ぐらし",
    )
    reach = TextField(
        "連絡のしかた", max_length=200, example="火曜の午後に、地域活動支援センターで"
    )
    agreed_on = DateField("名簿に載ることに同意した日", width="middle")
    is_shared = CheckField("市町村のほかの事業所にも見せてよい", required=False)


class SupporterForm(_SupporterForm):
    key = IdempotencyKey()


class EditSupporterForm(_SupporterForm):
    version = HiddenVersion()


class EndSupporterForm(Form):
    ended_on = DateField("終わった日", width="middle")
    version = HiddenVersion()


class WishForm(Form):
    wants = TextAreaField(
        "話したいこと", rows=4, max_length=2000, hint="本人の言葉のまま。"
    )
    wished_peer = TextField(
        "どんな人がよいか", max_length=200, required=False,
        example="同じくらいの年の、働いている女の人",
    )  # fmt: skip
    topics = MultipleChoiceField(
        "よいと思う経験", choices=Topic.choices(), required=False
    )
    wished_on = DateField("希望を聞いた日", width="middle")
    key = IdempotencyKey()


class OfferForm(Form):
    supporter = ChoiceField("ピアサポーター", choices=[])
    offered_on = DateField("本人に伝えた日", width="middle")
    note = TextField("メモ", max_length=200, required=False)
    key = IdempotencyKey()

    def __init__(
        self, *args: Any, supporters: Sequence[PeerSupporter], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in supporters}
        self.fields["supporter"].choices = [  # type: ignore[attr-defined]
            (key, f"{one.name}（{topic_words(one.topics) or one.topics_words or '—'}）")
            for key, one in self.people.items()
        ]

    @property
    def chosen(self) -> PeerSupporter:
        return self.people[self.cleaned_data["supporter"]]


def topic_words(codes: Sequence[str]) -> str:
    return "、".join(Topic(code).label for code in codes)


class AnswerForm(Form):
    answer = ChoiceField(
        "返事", choices=[(a.value, a.label) for a in Answer if a is not Answer.OFFERED]
    )
    answered_on = DateField("返事の日", width="middle")
    note = TextField("メモ", max_length=200, required=False)


class SessionForm(Form):
    held_on = DateField("会った日", width="middle")
    minutes = IntegerField(
        "時間", unit="分", min_value=1, max_value=1440, required=False,
        hint="ここの時間は、業務の時間や月報には数えません。",
    )  # fmt: skip
    own_words = TextAreaField("本人の言葉", rows=2, max_length=1000, required=False)
    how = TextAreaField(
        "どうだったか", rows=3, max_length=2000, required=False,
        hint="話の中身は、二人のものです。支援に要ることだけを、二人がよいと言った分だけ書きます。",
    )  # fmt: skip
    going = ChoiceField("次も会うか", choices=Going.choices())
    key = IdempotencyKey()


class CloseForm(Form):
    closed_on = DateField("終わった日", width="middle")
    words = TextAreaField("終わりの言葉", rows=3, max_length=1000, required=False)
    version = HiddenVersion()


class TopicFilterForm(Form):
    topic = ChoiceField(
        "経験",
        choices=[("", "すべて"), *Topic.choices()],
        style="select",
        required=False,
    )
