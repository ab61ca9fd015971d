"""当事者の声の入力。見せてよいかを、はっきり聞く。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tsunagi.meetings.issue.topics import topic_choices
from tsunagi.meetings.issue.voice_actions import Agreed, NewVoice
from tsunagi.meetings.issue.voice_rules import AgreedHow, Consent, Heard
from tsunagi.organisations.models import Area
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    TextAreaField,
)
from tsunagi.ui.forms import Form

AGREED_ON = "よいと言った日を書いてください。"
AGREED_HOW = "どう表したかを選んでください。"


class VoiceForm(Form):
    text = TextAreaField(
        "本人の言葉", rows=4, max_length=1000,
        example="バスが止まってから、作業所に行く日が減った。友だちに会えないのがいちばんつらい。",
        hint="言ったとおりに書きます。だれのことか分かる名前、場所、番号は書きません。",
    )  # fmt: skip
    how = ChoiceField("どのように聞いたか", choices=Heard.choices())
    heard_on = DateField("聞いた日")
    area = ChoiceField("地域", choices=(), style="select")
    topic = ChoiceField(
        "話題の札", choices=topic_choices(), style="select", required=False,
        hint="同じ札の地域課題の候補に、この声が出てきます。",
    )  # fmt: skip
    consent = ChoiceField(
        "この言葉を会議で見せてよいと、本人は言いましたか", choices=Consent.choices(),
        hint="会議の資料にのり、会議に関わる人みんなが読みます。あとから、いつでも取り下げられます。"
        "よいと言っていない声は、あなたの事業所の人にだけ見えます。",
    )  # fmt: skip
    agreed_on = DateField("よいと言った日", required=False)
    agreed_how = ChoiceField(
        "どう表したか", choices=AgreedHow.choices(), required=False
    )
    key = IdempotencyKey()

    def __init__(
        self, *args: Any, areas: Iterable[Area], topic: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(one.public_id): one for one in areas}
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            ("", "選んでください"),
            *((key, one.name) for key, one in self.areas.items()),
        ]
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            ("", "選んでください"), *topic_choices(also=topic),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("consent") == Consent.YES:
            if not data.get("agreed_on") and "agreed_on" not in self.errors:
                self.add_error("agreed_on", AGREED_ON)
            if not data.get("agreed_how"):
                self.add_error("agreed_how", AGREED_HOW)
        return data

    def new(self) -> NewVoice:
        data: dict[str, Any] = self.cleaned_data
        agreed = None
        if data["consent"] == Consent.YES:
            agreed = Agreed(data["agreed_on"], AgreedHow(data["agreed_how"]))
        return NewVoice(
            area=self.areas[data["area"]], text=data["text"], how=Heard(data["how"]),
            heard_on=data["heard_on"], topic=data["topic"], agreed=agreed,
        )  # fmt: skip


class AllowVoiceForm(Form):
    agreed_on = DateField("よいと言った日")
    agreed_how = ChoiceField("どう表したか", choices=AgreedHow.choices())
    version = HiddenVersion()

    def agreed(self) -> Agreed:
        data: dict[str, Any] = self.cleaned_data
        return Agreed(data["agreed_on"], AgreedHow(data["agreed_how"]))


class WithdrawVoiceForm(Form):
    version = HiddenVersion()
