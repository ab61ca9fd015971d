"""わかりやすい版、紙の形、読み、本人の声、意思決定支援の記録の入力。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django import forms

from tsunagi.cases.easy.rules import (
    LONGEST_TEXT,
    MOST_LINES,
    Expressed,
    Format,
    Line,
    Outcome,
    Picture,
    Section,
    Shown,
    Size,
    VoiceKind,
    options_from,
    picture_for,
)
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    MultipleChoiceField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

EMPTY_ROWS = 2
ROW = re.compile(r"([a-z]+)_([0-9]+)_text")
AUTOMATIC = ("", "言葉から選ぶ")
ITEM_KEY = re.compile(r"[0-9a-zA-Z-]{1,36}")


class PaperForm(Form):
    """Rows of the paper, section by section. An emptied row is taken off the paper."""

    title = TextField("題", max_length=100)
    made_on = DateField("作った日", width="middle")
    key = IdempotencyKey()

    def __init__(
        self,
        data: Any = None,
        *,
        sections: Sequence[Section],
        lines: Sequence[Line] = (),
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.counts = {one: self._count(one, lines, data) for one in sections}
        start = dict(initial or {})
        for section in sections:
            inside = [line for line in lines if line.section is section]
            for number, line in enumerate(inside[:MOST_LINES], start=1):
                name = f"{section.value}_{number}"
                start[f"{name}_text"] = line.text
                start[f"{name}_picture"] = line.picture.value
                start[f"{name}_key"] = line.item_key
        super().__init__(data, initial=start)
        for section, count in self.counts.items():
            for number in range(1, count + 1):
                self._add_row(section, number)

    def _count(self, section: Section, lines: Iterable[Line], data: Any) -> int:
        drawn = sum(line.section is section for line in lines) + EMPTY_ROWS
        sent = [
            int(found.group(2))
            for name in data or ()
            if (found := ROW.fullmatch(name)) and found.group(1) == section.value
        ]
        return min(MOST_LINES, max([drawn, *sent]))

    def _add_row(self, section: Section, number: int) -> None:
        name = f"{section.value}_{number}"
        self.fields[f"{name}_text"] = TextField(
            f"{section.label} {number}行目", max_length=LONGEST_TEXT, required=False
        )
        self.fields[f"{name}_picture"] = ChoiceField(
            f"{section.label} {number}行目の絵", choices=[AUTOMATIC, *Picture.choices()],
            style="select", required=False,
        )  # fmt: skip
        self.fields[f"{name}_key"] = forms.CharField(
            max_length=36, required=False, widget=forms.HiddenInput()
        )

    def rows(self) -> Iterator[tuple[str, list[tuple[Any, Any]]]]:
        """(題, [(文, 絵)]) for the template."""
        for section, count in self.counts.items():
            names = [f"{section.value}_{n}" for n in range(1, count + 1)]
            yield (
                section.label,
                [(self[f"{name}_text"], self[f"{name}_picture"]) for name in names],
            )

    def lines(self) -> list[Line]:
        """What was written, in the order of the page."""
        found = []
        for section, count in self.counts.items():
            for number in range(1, count + 1):
                name = f"{section.value}_{number}"
                text = self.cleaned_data[f"{name}_text"].strip()
                if not text:
                    continue
                chosen = self.cleaned_data[f"{name}_picture"]
                picture = Picture(chosen) if chosen else picture_for(text, section)
                key = self.cleaned_data[f"{name}_key"]
                is_key = ITEM_KEY.fullmatch(key) is not None
                found.append(Line(section, text, picture, key if is_key else ""))
        return found


class CorrectPaperForm(PaperForm):
    version = HiddenVersion()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["key"]


class WithdrawForm(Form):
    reason = TextField("わけ", max_length=300)
    version = HiddenVersion()


class FormatForm(Form):
    """What the person chose; asked with the paper in front."""

    size = ChoiceField("文字の大きさ", choices=Size.choices())
    furigana = CheckField("ふりがなを付ける", required=False)
    spaced = CheckField("分かち書きにする（言葉の間をあける）", required=False)
    pictures = CheckField("絵を付ける", required=False)
    version = HiddenVersion()

    def wanted(self) -> Format:
        data = self.cleaned_data
        return Format(
            Size(data["size"]), data["furigana"], data["spaced"], data["pictures"]
        )


class ReadingForm(Form):
    surface = TextField("紙に出ている言葉", max_length=60, width="middle")
    reading = TextField(
        "正しい読み（ひらがな）", max_length=120, width="middle",
        hint="送りがなも入れて書きます。", example="たべる",
    )  # fmt: skip
    scope = ChoiceField(
        "どこで使うか",
        choices=[("case", "この方だけ"), ("wide", "市町村の全体")],
        initial="case",
        hint="人の名前や、家族の呼び方は「この方だけ」にします。",
    )
    key = IdempotencyKey()


def with_choices(form: Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, ChoiceField)  # noqa: S101 (a fault of ours)
    field.choices = list(choices)


class VoiceForm(Form):
    groups: ClassVar[tuple[Group, ...]] = (
        Group("声", ("kind", "words", "expressed"), "言いかえず、そのまま残します。"),
        Group("いつ、何について", ("heard_on", "target", "about")),
    )
    kind = ChoiceField("本人の声", choices=VoiceKind.choices())
    words = TextAreaField(
        "本人の言葉・表し方", rows=3, max_length=2000,
        example="「ちがう」の顔を指さして、首を横にふった",
    )  # fmt: skip
    expressed = ChoiceField(
        "どのように表したか", choices=Expressed.choices(), style="select"
    )
    heard_on = DateField("聞いた日", width="middle")
    target = ChoiceField("何について", choices=(), style="select", required=False)
    about = TextField("何について（言葉で）", max_length=200, required=False)
    key = IdempotencyKey()

    def __init__(
        self, *args: Any, targets: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        with_choices(self, "target", targets)


class AnswerVoiceForm(Form):
    answer = TextAreaField(
        "どうしたか", rows=4, max_length=2000,
        hint="計画をどう変えたか。変えないときは、わけと、本人にどう話したか。",
    )  # fmt: skip
    answered_on = DateField("本人に返した日", width="middle")
    version = HiddenVersion()


class DecisionForm(Form):
    groups: ClassVar[tuple[Group, ...]] = (
        Group("機会", ("held_on", "place", "took_part")),
        Group(
            "示したこと", ("question", "options", "shown", "shown_words"),
            "選べるものを、一行に一つずつ書きます。「いまのまま」も一つです。",
        ),
        Group(
            "本人", ("expressions", "outcome", "decided", "grounds", "left_open"),
            "まだ決めないことも、本人の決め方の一つです。",
        ),
        Group("どこへつながったか", ("target",)),
    )  # fmt: skip
    held_on = DateField("行った日", width="middle")
    place = TextField(
        "場所・機会", max_length=120, required=False, example="架空作業所の見学のあと"
    )
    took_part = TextField("同席した人", max_length=300, required=False)
    question = TextField("決めること", max_length=200, example="昼間どこで過ごすか")
    options = TextAreaField(
        "示した選択肢（一行に一つ）", rows=4, max_length=3000,
        hint="本人に実際に示したものだけを書きます。",
    )  # fmt: skip
    shown = MultipleChoiceField("示し方", choices=Shown.choices(), required=False)
    shown_words = TextField("示し方（言葉で）", max_length=300, required=False)
    expressions = TextAreaField(
        "本人の言葉・表情・行動", rows=4, max_length=4000, required=False
    )
    outcome = ChoiceField("だれが決めたか", choices=Outcome.choices())
    decided = TextAreaField("決めたこと", rows=2, max_length=2000, required=False)
    grounds = TextAreaField(
        "推し量った・代わって決めた根拠", rows=2, max_length=2000, required=False,
        hint="本人が決めたときは、空のままにします。",
    )  # fmt: skip
    left_open = TextAreaField(
        "まだ決まっていないこと", rows=2, max_length=2000, required=False
    )
    target = ChoiceField(
        "つながった計画の行", choices=(), style="select", required=False
    )
    key = IdempotencyKey()

    def __init__(
        self, *args: Any, targets: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        with_choices(self, "target", targets)

    def clean_options(self) -> list[str]:
        return options_from(self.cleaned_data["options"])


class EditDecisionForm(DecisionForm):
    version = HiddenVersion()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["key"]
