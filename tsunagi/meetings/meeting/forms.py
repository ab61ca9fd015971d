"""会議の入力。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from tsunagi.access.uploads.kinds import ENDINGS
from tsunagi.meetings.meeting.rules import Mode, TalkMode, TaskState
from tsunagi.meetings.series.kinds import kind_choices
from tsunagi.meetings.series.rules import Part
from tsunagi.organisations.models import Office, Staff
from tsunagi.ui.date_fields import DateField
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    FileField,
    HiddenVersion,
    IdempotencyKey,
    IntegerField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group
from tsunagi.ui.time_field import TimeField

NO_NAMES = "利用者の名前は書きません。"


class _MeetingForm(Form):
    title = TextField("会議の名前", max_length=100, example="架空ケースの打合せ")
    held_on = DateField("開く日", width="middle")
    starts_at_time = TimeField("始める時刻", required=False)
    planned_minutes = IntegerField(
        "予定の時間", unit="分", min_value=1, max_value=1440, initial=60
    )
    mode = ChoiceField("集まり方", choices=Mode.choices(), initial=Mode.IN_PERSON)
    place = TextField("場所", max_length=200, required=False)
    online_url = TextField("オンラインの入口", max_length=300, required=False)
    purpose = TextAreaField("何のために", rows=2, max_length=1000, required=False)
    facilitator = ChoiceField("進行", choices=(), style="select", required=False)
    facilitator_note = TextField(
        "進行を主任以外がするわけ", max_length=200, required=False,
        hint="主任が進める会議（連絡会議、グループスーパービジョンなど）で、ほかの人が進めるとき。",
    )  # fmt: skip
    speaks_of_persons = CheckField(
        "利用者のことを話す（出る人は、守秘の約束に署名してから開けます）",
        required=False,
    )

    def __init__(self, *args: Any, people: Iterable[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in people}
        _choices(self, "facilitator", {k: v.name for k, v in self.people.items()})

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data["facilitator"] = self.people.get(data["facilitator"])
        data["mode"] = Mode(data["mode"])
        return {name: data[name] for name in _MeetingForm.base_fields}


class NewMeetingForm(_MeetingForm):
    groups: ClassVar[tuple[Group, ...]] = (
        Group("", ("kind", "title", "held_on", "starts_at_time", "planned_minutes")),
        Group(
            "ほかのこと",
            (
                "mode", "place", "online_url", "purpose", "facilitator",
                "facilitator_note", "speaks_of_persons",
            ),
            "空けておいて、あとから直せます。",
            is_folded=True,
        ),
    )  # fmt: skip
    kind = ChoiceField("会議の種類", choices=kind_choices(), style="select")
    key = IdempotencyKey()


class EditMeetingForm(_MeetingForm):
    version = HiddenVersion()


class CancelForm(Form):
    reason = TextField("取りやめるわけ", max_length=200, example="台風のため")
    version = HiddenVersion()


class EndForm(Form):
    minutes = IntegerField(
        "かかった時間", unit="分", required=False, min_value=0, max_value=1440,
        hint="空けておくと、始めた時刻から数えます。",
    )  # fmt: skip
    version = HiddenVersion()


class InviteForm(Form):
    """One of the three; whoever is invited by name comes for an office."""

    office = ChoiceField("事業所", choices=(), style="select", required=False)
    staff = ChoiceField(
        "自分の事業所の職員", choices=(), style="select", required=False
    )
    partner_name = TextField(
        "つなぎを使わない相手", max_length=120, required=False,
        example="架空病院 地域連携室",
    )  # fmt: skip
    part = ChoiceField(
        "立場", choices=[(p.value, p.label) for p in Part], initial=Part.GUEST
    )
    key = IdempotencyKey()

    def __init__(
        self, *args: Any, offices: Iterable[Office], people: Iterable[Staff],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.offices = {str(one.public_id): one for one in offices}
        self.people = {str(one.public_id): one for one in people}
        _choices(self, "office", {k: v.name for k, v in self.offices.items()})
        _choices(self, "staff", {k: v.name for k, v in self.people.items()})


class ItemForm(Form):
    title = TextField("議題", max_length=200, hint=NO_NAMES)
    minutes = IntegerField(
        "予定の時間", unit="分", required=False, min_value=0, max_value=480
    )
    talk_mode = ChoiceField(
        "進め方", choices=TalkMode.choices(), initial=TalkMode.SHARE
    )
    purpose = TextField(
        "何のために話すか", max_length=200, required=False,
        hint="15分より長く考えるときは、一行で。",
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data["talk_mode"] = TalkMode(data["talk_mode"])
        return data


class NewItemForm(ItemForm):
    key = IdempotencyKey()


class EditItemForm(ItemForm):
    version = HiddenVersion()


class SaidForm(Form):
    note = TextAreaField(
        "話したこと", rows=3, max_length=4000, required=False, hint=NO_NAMES
    )
    decision = TextAreaField("決めたこと", rows=2, max_length=2000, required=False)
    is_done = CheckField("この議題を済みにする", required=False)
    version = HiddenVersion()

    def __init__(self, *args: Any, decides: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not decides:
            # What a case review decides has its own page.
            del self.fields["decision"], self.fields["is_done"]


class _TaskForm(Form):
    what = TextField("すること", max_length=200, hint=NO_NAMES)
    owner = ChoiceField("する職員", choices=(), style="select", required=False)
    owner_office = ChoiceField("する事業所", choices=(), style="select", required=False)
    owner_name = TextField("つなぎを使わない人の名前", max_length=120, required=False)
    due_on = DateField("いつまで", width="middle", required=False)

    def __init__(
        self, *args: Any, people: Iterable[Staff], offices: Iterable[Office],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in people}
        self.offices = {str(one.public_id): one for one in offices}
        _choices(self, "owner", {k: v.name for k, v in self.people.items()})
        _choices(self, "owner_office", {k: v.name for k, v in self.offices.items()})

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "what": data["what"], "owner": self.people.get(data["owner"]),
            "owner_office": self.offices.get(data["owner_office"]),
            "owner_name": data["owner_name"], "due_on": data["due_on"],
        }  # fmt: skip


class NewTaskForm(_TaskForm):
    key = IdempotencyKey()


class EditTaskForm(_TaskForm):
    version = HiddenVersion()


class SettleForm(Form):
    state = ChoiceField("どうなったか", choices=TaskState.choices())
    result = TextField("ひとこと", max_length=300, required=False, hint=NO_NAMES)
    version = HiddenVersion()


class MinutesForm(Form):
    text = TextAreaField("会議録", rows=18, max_length=20_000, hint=NO_NAMES)
    reason = TextField(
        "直すわけ", max_length=300, required=False,
        hint="確かめてもらい始めたあとに直すときは、わけが要ります。",
    )  # fmt: skip
    version = HiddenVersion()


class AskCheckForm(Form):
    check_by = DateField("いつまでに確かめるか", width="middle")
    version = HiddenVersion()


class CheckForm(Form):
    answer = ChoiceField(
        "この会議録でよいですか",
        choices=[("agreed", "このとおり"), ("comment", "直してほしい")],
    )
    comment = TextField("直してほしいところ", max_length=500, required=False)


class PaperForm(Form):
    title = TextField("資料の名前", max_length=200, required=False)
    file = FileField(
        "ファイル", kinds=tuple(ENDINGS),
        hint="PDF、写真、Word、Excel、CSV、テキスト。20MBまで。利用者の名前のないものを付けます。",
    )  # fmt: skip
    key = IdempotencyKey()


def _choices(form: Form, name: str, words: Mapping[str, str]) -> None:
    field: Any = form.fields[name]
    field.choices = [("", "—"), *words.items()]
