"""サービス担当者会議の入力。出られなかった人には、前もって聞いたことを書く。"""

from __future__ import annotations

from typing import Any, ClassVar

from tsunagi.cases.plan.models import PlanMeeting
from tsunagi.common.words import Labelled
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    IntegerField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

MOST_PEOPLE = 12
TEXTS = ("place", "person_words", "talked", "decided", "left_open")


class Came(Labelled):
    CAME = "came", "出席"
    ASKED = "asked", "欠席（前もって聞いた）"
    ABSENT = "absent", "欠席"


class MeetingForm(Form):
    groups: ClassVar[tuple[Group, ...]] = (
        Group("会議", ("held_on", "place", "minutes")),
        Group(
            "本人", ("person_came", "person_words"),
            "本人がいないところで決めない。来られないときも、言葉を先に聞きます。",
        ),
        *(
            Group(
                f"出た人 {number}",
                tuple(f"{name}{number}" for name in ("place_of", "name", "came", "opinion")),
                is_folded=number > 2,
            )
            for number in range(1, MOST_PEOPLE + 1)
        ),
        Group("話したことと決めたこと", ("talked", "decided", "left_open")),
    )  # fmt: skip
    held_on = DateField("開いた日", width="middle")
    place = TextField(
        "場所", max_length=100, required=False, example="架空生活介護、オンライン"
    )
    minutes = IntegerField(
        "時間", min_value=1, max_value=600, required=False, unit="分"
    )
    person_came = CheckField("本人が出席した", required=False)
    person_words = TextAreaField("本人の言葉", rows=3, max_length=2000, required=False)
    talked = TextAreaField("話し合ったこと", rows=4, max_length=4000, required=False)
    decided = TextAreaField("決めたこと", rows=4, max_length=4000, required=False)
    left_open = TextAreaField("残った課題", rows=2, max_length=2000, required=False)
    key = IdempotencyKey()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_PEOPLE + 1):
            self.fields[f"place_of{number}"] = TextField(
                "所属", max_length=100, required=False
            )
            self.fields[f"name{number}"] = TextField(
                "氏名", max_length=60, required=False, width="middle"
            )
            self.fields[f"came{number}"] = ChoiceField(
                "出欠", choices=Came.choices(), style="select", required=False,
                width="middle",
            )  # fmt: skip
            self.fields[f"opinion{number}"] = TextAreaField(
                "意見・聞いたこと", rows=2, max_length=1000, required=False
            )

    def values(self) -> dict[str, Any]:
        """The checked form as the values that the action takes."""
        data = self.cleaned_data
        people = [
            {
                "place": data[f"place_of{n}"], "name": data[f"name{n}"],
                "came": data[f"came{n}"] or Came.CAME.value,
                "opinion": data[f"opinion{n}"],
            }
            for n in range(1, MOST_PEOPLE + 1)
            if any(data[f"{name}{n}"].strip() for name in ("place_of", "name", "opinion"))
        ]  # fmt: skip
        return {
            **{name: data[name] for name in TEXTS},
            "held_on": data["held_on"], "minutes": data["minutes"],
            "person_came": data["person_came"], "people": people,
        }  # fmt: skip


class EditMeetingForm(MeetingForm):
    groups: ClassVar[tuple[Group, ...]] = (
        *MeetingForm.groups,
        Group("直した理由", ("correction_reason",)),
    )
    correction_reason = TextField(
        "直した理由", max_length=300, required=False,
        hint="ほかの職員の記録を直すときは必要です。",
    )  # fmt: skip
    version = HiddenVersion()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["key"]


def meeting_initial(row: PlanMeeting) -> dict[str, Any]:
    start: dict[str, Any] = {name: getattr(row, name) for name in TEXTS}
    start |= {
        "held_on": row.held_on, "minutes": row.minutes,
        "person_came": row.person_came, "version": row.version,
    }  # fmt: skip
    for number, person in enumerate(row.people, start=1):
        start |= {
            f"place_of{number}": person["place"], f"name{number}": person["name"],
            f"came{number}": person["came"], f"opinion{number}": person["opinion"],
        }  # fmt: skip
    return start
