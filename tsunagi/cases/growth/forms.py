"""育ちの記録の入力: 項目ごとの歩み、根拠、もくひょう、出た研修、見せる相手、ことば。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.activity.catalogue.items import Item
from tsunagi.activity.growth.actions import note_field
from tsunagi.activity.growth.aim_actions import NewAim, NewTaken
from tsunagi.activity.growth.models import GrowthAim, SelfAssessment, TrainingTaken
from tsunagi.activity.growth.rules import AimState, EvidenceKind, Said, Scale
from tsunagi.activity.training_event.models import TrainingEvent
from tsunagi.cases.growth.sources import Source
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.staff.models import Staff
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

NO_PERSON = "利用者のことは書きません。自分がしたこと、学んだことを書きます。"
OPEN_STEP = ("", "（えらばない）")
JUST_WORDS = EvidenceKind.WORDS.value


def step_field(code: str) -> str:
    return f"step_{code}"


class _AnswersForm(Form):
    words = TextAreaField(
        "いまのわたし（一言）", rows=2, max_length=1000, required=False, hint=NO_PERSON
    )

    def __init__(
        self, *args: Any, items: Sequence[Item], scale: Scale, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [one.code for one in items]
        steps = [OPEN_STEP, *((one.code, one.label) for one in scale.steps)]
        for one in items:
            self.fields[step_field(one.code)] = ChoiceField(
                one.label, choices=steps, style="select", required=False,
                hint=one.explanation, width="middle",
            )  # fmt: skip
            self.fields[note_field(one.code)] = TextField(
                f"{one.label}: 一言", max_length=200, required=False
            )
        # In the order of the catalogue; a part with nothing in it stays folded.
        self.groups = (  # type: ignore[misc]
            Group("この回", ("assessed_on", "words")),
            *(
                Group(
                    name,
                    tuple(
                        field
                        for one in items
                        if one.group == name
                        for field in (step_field(one.code), note_field(one.code))
                    ),
                    is_folded=True,
                )
                for name in dict.fromkeys(one.group for one in items)
            ),
        )

    def said(self) -> Said:
        data = self.cleaned_data
        return {
            code: (data[step_field(code)], data[note_field(code)])
            for code in self.codes
        }


class AssessmentForm(_AnswersForm):
    """Steps begin with those of the last time; notes belong to one day and begin empty."""

    assessed_on = DateField("ふり返った日", width="middle")
    key = IdempotencyKey()

    @staticmethod
    def initial_of(before: SelfAssessment | None) -> dict[str, Any]:
        answers = before.answers if before else ()
        return {step_field(one["code"]): one["step"] for one in answers}


class EditAssessmentForm(_AnswersForm):
    version = HiddenVersion()

    @staticmethod
    def initial_of(row: SelfAssessment) -> dict[str, Any]:
        found: dict[str, Any] = {"words": row.words, "version": row.version}
        for one in row.answers:
            found[step_field(one["code"])] = one["step"]
            found[note_field(one["code"])] = one["note"]
        return found


class VersionForm(Form):
    """For an act that asks nothing but a yes."""

    version = HiddenVersion()


class EvidenceForm(Form):
    source = ChoiceField("何を添えるか", choices=(), style="select")
    words = TextField(
        "自分の言葉（一言）", max_length=200, required=False,
        hint=f"この項目の根拠になると思うわけを。{NO_PERSON}",
        example="選択肢を絵にして、二回に分けて聞けた",
    )  # fmt: skip
    key = IdempotencyKey()

    def __init__(self, *args: Any, sources: Sequence[Source], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources = {one.key: one for one in sources}
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            ("", "選んでください"),
            *(
                (key, f"{one.kind.label}　{format_wareki(one.on)}　{one.label}")
                for key, one in self.sources.items()
            ),
            (JUST_WORDS, "記録は添えず、言葉だけ"),
        ]

    def chosen(self) -> Source | None:
        """None: words only."""
        return self.sources.get(self.cleaned_data["source"])


class EditEvidenceForm(Form):
    words = TextField(
        "自分の言葉（一言）", max_length=200, required=False, hint=NO_PERSON
    )
    version = HiddenVersion()


class _AimFields(Form):
    text = TextField(
        "できるようになりたいこと", max_length=200, hint=NO_PERSON,
        example="はじめての面接で、三つの選択肢を絵で示せる",
    )  # fmt: skip
    due_on = DateField("いつまでに", width="middle")
    how = TextAreaField(
        "どうやって", rows=3, max_length=500, required=False,
        example="主任に一度同席してもらう。研修「強みから書く計画」に出る",
    )  # fmt: skip

    def new(self) -> NewAim:
        data = self.cleaned_data
        return NewAim(data["text"], data["due_on"], data["how"])


class AimForm(_AimFields):
    key = IdempotencyKey()


class EditAimForm(_AimFields):
    version = HiddenVersion()

    @staticmethod
    def initial_of(row: GrowthAim) -> dict[str, Any]:
        names = ("text", "due_on", "how", "version")
        return {name: getattr(row, name) for name in names}


class SettleAimForm(Form):
    state = ChoiceField(
        "どうなりましたか",
        choices=[
            (AimState.DONE.value, "できた"),
            (AimState.CARRIED.value, "次へ続ける"),
            (AimState.LET_GO.value, "手放す（いまは別のことを大切にする）"),
        ],
    )
    next_due = DateField(
        "続けるなら、いつまでに", width="middle", required=False,
        hint="「次へ続ける」のときだけ使います。",
    )  # fmt: skip
    looking_back = TextAreaField(
        "ふり返って", rows=3, max_length=500, required=False, hint=NO_PERSON
    )
    version = HiddenVersion()


ELSEWHERE = "elsewhere"


class TakenForm(Form):
    event = ChoiceField(
        "どの研修か", choices=(), style="select",
        hint="この市町村で開かれた研修は、題と日がそのまま入ります。",
    )  # fmt: skip
    title = TextField("題（ほかで受けた研修）", max_length=100, required=False)
    taken_on = DateField("出た日（ほかで受けた研修）", width="middle", required=False)
    held_by = TextField("開いたところ", max_length=120, required=False)
    learned = TextAreaField(
        "持ち帰ったこと", rows=3, max_length=500, required=False, hint=NO_PERSON
    )
    key = IdempotencyKey()

    def __init__(
        self, *args: Any, events: Sequence[TrainingEvent], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.events = {str(one.record_id): one for one in events}
        self.fields["event"].choices = [  # type: ignore[attr-defined]
            (ELSEWHERE, "ほかで受けた研修（題を書く）"),
            *(
                (key, f"{one.title}（{format_wareki(one.held_on)}）")
                for key, one in self.events.items()
            ),
        ]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        is_elsewhere = self.cleaned_data.get("event") == ELSEWHERE
        # A day that could not be read has its own sentence already.
        is_open = "taken_on" not in self.errors and not self.cleaned_data.get(
            "taken_on"
        )
        if is_elsewhere and is_open:
            self.add_error("taken_on", "出た日を入れてください。")
        return data

    def new(self) -> NewTaken:
        data = self.cleaned_data
        event = self.events.get(data["event"])
        if event is not None:
            return NewTaken(
                event.held_on, learned=data["learned"], event_id=event.record_id
            )
        return NewTaken(
            data["taken_on"], data["title"], data["held_by"], data["learned"]
        )


class EditTakenForm(Form):
    title = TextField("題", max_length=100)
    taken_on = DateField("出た日", width="middle")
    held_by = TextField("開いたところ", max_length=120, required=False)
    learned = TextAreaField(
        "持ち帰ったこと", rows=3, max_length=500, required=False, hint=NO_PERSON
    )
    version = HiddenVersion()

    def __init__(self, *args: Any, row: TrainingTaken, **kwargs: Any) -> None:
        names = ("title", "taken_on", "held_by", "learned", "version")
        kwargs["initial"] = {name: getattr(row, name) for name in names}
        super().__init__(*args, **kwargs)
        self.row = row
        if row.event_id is not None:
            for name in ("title", "taken_on", "held_by"):
                del self.fields[name]

    def new(self) -> NewTaken:
        data = self.cleaned_data
        row = self.row
        return NewTaken(
            data.get("taken_on", row.taken_on), data.get("title", row.title),
            data.get("held_by", row.held_by), data["learned"],
        )  # fmt: skip


class ShareForm(Form):
    shown_to = ChoiceField("見せる相手", choices=())

    def __init__(self, *args: Any, people: Sequence[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in people}
        self.fields["shown_to"].choices = [  # type: ignore[attr-defined]
            (key, one.name) for key, one in self.people.items()
        ]

    def chosen(self) -> Staff:
        return self.people[self.cleaned_data["shown_to"]]


class RemarkForm(Form):
    text = TextAreaField(
        "ことば", rows=3, max_length=500, hint=f"本人だけが読みます。{NO_PERSON}",
        example="選択肢の示し方が、春とは別人のようです。次は順番を任せます",
    )  # fmt: skip
    key = IdempotencyKey()
