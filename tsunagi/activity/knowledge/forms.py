"""読み物と取り決めの入力。"""

from __future__ import annotations

from typing import Any

from tsunagi.activity.knowledge.rules import Confidence, Kind, split_tags
from tsunagi.ui.fields import (
    ChoiceField,
    HiddenVersion,
    IdempotencyKey,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form


class ArticleForm(Form):
    kind = ChoiceField(
        "種類", choices=Kind.choices(), initial=Kind.ARTICLE,
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


class RetireForm(Form):
    version = HiddenVersion()
