"""相談記録の入力: 読むことと、欄の言葉だけ。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.activity.record.categories import Categories, ChoiceList, WorkKinds
from tsunagi.activity.record.purposes import SeenChange, SupportPurpose
from tsunagi.cases.contact.actions import NewContact
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.contact.queries import Habits
from tsunagi.cases.contact.rules import Place
from tsunagi.cases.person.rules import Kinship
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
    TimeField,
)
from tsunagi.ui.forms import Form, Group

# With whom one usually speaks; the rest of the list is for receptions.
COUNTERPARTS = (
    Kinship.SELF, Kinship.MOTHER, Kinship.FATHER, Kinship.SPOUSE, Kinship.RELATIVE,
    Kinship.OFFICE, Kinship.MEDICAL, Kinship.SCHOOL, Kinship.GOVERNMENT,
    Kinship.COMMISSIONER, Kinship.EMPLOYER, Kinship.NEIGHBOUR, Kinship.OTHER,
)  # fmt: skip
FIRST = ("text", "occurred_on", "method", "contents")
LATER = (
    "started_at_time", "minutes", "travel_minutes", "place", "counterpart",
    "counterpart_name", "work_kind",
)  # fmt: skip
NEXT = ("judgement", "next_action", "next_on")
MEANING = ("purposes", "is_direct", "direct_reason", "change", "change_note")


def ordered(choices: ChoiceList, first: Sequence[str]) -> list[tuple[str, str]]:
    """The catalogue's list with one's own recent choices in front."""
    listed = {choice.code: choice.label for choice in choices.choices}
    front = [code for code in first if code in listed][:4]
    rest = [code for code in listed if code not in front]
    return [(code, listed[code]) for code in (*front, *rest)]


class ContactForm(Form):
    """One screen. Four things are asked for; the rest can be filled in later."""

    groups = (
        Group("何があったか", FIRST),
        Group(
            "時間・場所・相手",
            LATER,
            "空けたままでも記録できます。あとで「補う」の一覧から入れられます。",
        ),
        Group("このあと", NEXT),
        Group(
            "ねらいと変化",
            MEANING,
            "サービスの調整に限らない関わりを、あとから数えて振り返れます。空けたままでも記録できます。",
            is_folded=True,
        ),
        Group("一緒に会った人", ("others",), is_folded=True),
    )
    text = TextAreaField(
        "本文", max_length=20_000, rows=7,
        hint="本人と一緒に読めるように、事実と、本人の言葉を書きます。",
    )  # fmt: skip
    occurred_on = DateField("日付", width="middle")
    method = ChoiceField("方法", choices=[])
    contents = MultipleChoiceField(
        "支援内容", choices=[], required=False, hint="いくつでも選べます。"
    )
    started_at_time = TimeField("始めた時刻", required=False)
    minutes = IntegerField(
        "時間", unit="分", min_value=0, max_value=1440, required=False, width="short"
    )
    travel_minutes = IntegerField(
        "移動", unit="分", min_value=0, max_value=1440, required=False, width="short"
    )
    place = ChoiceField(
        "場所", choices=Place.choices(), required=False, style="select", width="middle"
    )
    counterpart = MultipleChoiceField(
        "相手",
        choices=[(k.value, k.label) for k in COUNTERPARTS],
        required=False,
    )
    counterpart_name = TextField(
        "相手の名前", max_length=120, required=False, example="架空クリニック 相談室"
    )
    work_kind = ChoiceField(
        "業務の種類", choices=[], required=False, style="select",
        hint="空けると、方法と支援内容から選びます。",
    )  # fmt: skip
    judgement = TextAreaField(
        "判断・気づき", max_length=4000, rows=3, required=False,
        hint="事実と分けて書きます。",
    )  # fmt: skip
    next_action = TextField("次にすること", max_length=300, required=False)
    next_on = DateField("次の日", required=False, width="middle")
    purposes = MultipleChoiceField(
        "関わりのねらい", choices=SupportPurpose.choices(), required=False
    )
    is_direct = CheckField("必要な支援を、自分で直接行った", required=False)
    direct_reason = TextField(
        "自分で行った理由", max_length=200, required=False,
        example="急な退院で、ほかに迎えに行ける人がいなかった",
    )  # fmt: skip
    change = ChoiceField(
        "関わって変わったこと", choices=[("", "書かない"), *SeenChange.choices()],
        style="select", required=False, width="middle",
    )  # fmt: skip
    change_note = TextField("どう変わったか", max_length=300, required=False)
    others = MultipleChoiceField(
        "同じときに会ったほかの人", choices=[], required=False,
        hint="選んだ人の経過にも同じ記録が入ります。時間は一度だけ数えます。",
    )  # fmt: skip
    key = IdempotencyKey()

    def __init__(
        self,
        *args: Any,
        categories: Categories,
        work_kinds: WorkKinds,
        habits: Habits,
        others: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choose("method", ordered(categories.methods, habits.methods))
        self._choose("contents", ordered(categories.contents, habits.contents))
        self._choose(
            "work_kind",
            [("", "おまかせ"), *((k.code, k.label) for k in work_kinds.choices)],
        )
        if others:
            self._choose("others", list(others))
        else:
            del self.fields["others"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].use(choices)  # type: ignore[attr-defined]


class CorrectionForm(ContactForm):
    """The same fields for a stored record, with the reason and its version."""

    groups = (
        *ContactForm.groups[:4],
        Group("直した理由", ("correction_reason",)),
    )
    correction_reason = TextField(
        "直した理由", max_length=300, required=False,
        hint="月を締めたあとの記録と、ほかの職員の記録では必要です。",
    )  # fmt: skip
    version = HiddenVersion()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["key"]


class WithdrawForm(Form):
    reason = TextField(
        "取り消す理由", max_length=300, example="別の方の記録として書いてしまった"
    )
    version = HiddenVersion()


class TemplateForm(Form):
    title = TextField("ひな形の名前", max_length=60, example="月1回の電話")
    method = ChoiceField("方法", choices=[], required=False, style="select")
    contents = MultipleChoiceField("支援内容", choices=[], required=False)
    minutes = IntegerField(
        "時間", unit="分", min_value=0, max_value=1440, required=False, width="short"
    )
    text = TextAreaField("本文のひな形", max_length=4000, rows=5, required=False)
    is_retired = CheckField("もう使わない", required=False)

    def __init__(self, *args: Any, categories: Categories, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        methods = [("", "決めない"), *ordered(categories.methods, ())]
        self.fields["method"].choices = methods  # type: ignore[attr-defined]
        contents = ordered(categories.contents, ())
        self.fields["contents"].choices = contents  # type: ignore[attr-defined]


def new_contact(data: dict[str, Any], *, work_kind: str) -> NewContact:
    """The checked form as the value that the action takes."""
    return NewContact(
        occurred_on=data["occurred_on"],
        method=data["method"],
        text=data["text"],
        started_at_time=data["started_at_time"],
        minutes=data["minutes"],
        travel_minutes=data["travel_minutes"],
        place=data["place"],
        contents=tuple(data["contents"]),
        counterpart=tuple(data["counterpart"]),
        counterpart_name=data["counterpart_name"],
        work_kind=work_kind,
        judgement=data["judgement"],
        next_action=data["next_action"],
        next_on=data["next_on"],
        purposes=tuple(data["purposes"]),
        is_direct=data["is_direct"],
        direct_reason=data["direct_reason"],
        change=data["change"],
        change_note=data["change_note"],
    )


def initial_of(contact: Contact) -> dict[str, Any]:
    """A stored version as the start of a form."""
    names = (*FIRST, *LATER, *NEXT, *MEANING, "version")
    return {name: getattr(contact, name) for name in names}


def copied_from(contact: Contact) -> dict[str, Any]:
    """前回を写す: 方法や相手は写し、本文と日付と次のことは写さない。"""
    names = ("method", "contents", "minutes", "travel_minutes", "place", "counterpart",
             "counterpart_name", "work_kind")  # fmt: skip
    return {name: getattr(contact, name) for name in names}
