"""読み物と取り決めの入力。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.activity.knowledge.notice_actions import NewNotice
from tsunagi.activity.knowledge.rules import Confidence, Kind, split_tags
from tsunagi.organisations.models import Area
from tsunagi.organisations.office.rules import LAYER_OF_KIND
from tsunagi.ui.fields import (
    ChoiceField,
    HiddenVersion,
    IdempotencyKey,
    MultipleChoiceField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form

WRITTEN = [(one.value, one.label) for one in Kind if one is not Kind.NOTICE]
AUDIENCE = [(one.value, one.label) for one in LAYER_OF_KIND]


class ArticleForm(Form):
    kind = ChoiceField(
        "種類", choices=WRITTEN, initial=Kind.ARTICLE,
        hint="取り決めは、事業所ごとに「読んだ」と記してもらえます。",
    )  # fmt: skip
    title = TextField("題", max_length=120)
    summary = TextField("一言で", max_length=200, required=False)
    body = TextAreaField(
        "本文", rows=12, max_length=20_000,
        hint="空の行で段落を分けます。個人が分かることは書きません。",
    )  # fmt: skip
    tags = TextField(
        "言葉の札", max_length=200, required=False, example="高次脳機能障害、就労",
        hint="同じ言葉の障害種別や診断名のある方のページから、この読み物に行けます。",
    )  # fmt: skip
    source = TextField("もとにしたもの", max_length=300, required=False)
    confidence = ChoiceField(
        "確かさ", choices=Confidence.choices(), initial=Confidence.UNVERIFIED
    )
    key = IdempotencyKey()

    def clean_tags(self) -> list[str]:
        return split_tags(self.cleaned_data["tags"])


class EditArticleForm(ArticleForm):
    version = HiddenVersion()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["key"]
        if self.initial.get("kind") == Kind.NOTICE:
            self.fields["kind"].choices = [  # type: ignore[attr-defined]
                (Kind.NOTICE.value, Kind.NOTICE.label)
            ]


class NoticeForm(Form):
    title = TextField("題", max_length=120, example="9月の研修の日が変わりました")
    body = TextAreaField(
        "本文", rows=8, max_length=20_000,
        hint="空の行で段落を分けます。個人が分かることは書きません。",
    )  # fmt: skip
    area = ChoiceField("どの地域の事業所に", choices=(), style="select")
    audience = MultipleChoiceField(
        "どの種別の事業所に", choices=AUDIENCE, required=False,
        hint="一つも選ばなければ、その地域のすべての相談支援事業所に届きます。",
    )  # fmt: skip
    source = TextField("もとにしたもの", max_length=300, required=False)
    key = IdempotencyKey()

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(one.public_id): one for one in areas}
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            (key, one.name) for key, one in self.areas.items()
        ]

    @property
    def new(self) -> NewNotice:
        data: dict[str, Any] = self.cleaned_data
        return NewNotice(
            data["title"], data["body"], self.areas[data["area"]], data["audience"],
            data["source"],
        )  # fmt: skip


class RetireForm(Form):
    version = HiddenVersion()
