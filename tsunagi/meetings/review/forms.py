"""検討事項の入力。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from tsunagi.cases.entitlement.rules import INTERVALS, interval_words
from tsunagi.cases.intake.rules import Result
from tsunagi.cases.intake.rules import Urgency as CallUrgency
from tsunagi.cases.models import Case
from tsunagi.meetings.issue.topics import topic_choices
from tsunagi.meetings.meeting.rules import TalkMode
from tsunagi.meetings.review.agenda_actions import Decided
from tsunagi.meetings.review.packet import FIELDS
from tsunagi.meetings.review.rules import (
    ACCEPTANCE,
    DECISIONS,
    NEEDS_INTERVAL,
    NOTICE,
    SUPERVISION,
    WORRY,
    Decision,
    IntervalAnswer,
    PreResult,
    Urgency,
    section_label,
)
from tsunagi.ui.date_fields import DateField
from tsunagi.ui.fields import (
    ChoiceField,
    HiddenVersion,
    IdempotencyKey,
    IntegerField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

NO_NAMES = "利用者の名前は書きません。会議では、その回だけの呼び名で話します。"


class WorryForm(Form):
    """Half a minute: one line and a choice."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group("", ("headline", "section", "urgency")),
        Group(
            "ほかのこと",
            ("case", "topic", "talk_mode", "purpose", "think_until"),
            "空けておいて、あとから足せます。",
            is_folded=True,
        ),
    )
    headline = TextField("ひとこと", max_length=120, hint=NO_NAMES)
    section = ChoiceField(
        "どの議題に",
        choices=[
            (str(one), section_label(one)) for one in (WORRY, SUPERVISION, NOTICE)
        ],
        initial=str(WORRY),
    )
    urgency = ChoiceField(
        "会議まで待てますか", choices=Urgency.choices(), initial=Urgency.WAIT,
        hint="待てないときは、基幹の「きょう」にすぐ出ます。電話もしてください。",
    )  # fmt: skip
    case = ChoiceField(
        "どの方のことか", choices=(), style="select", required=False,
        hint="選ぶと、決まったことがその方の経過に残ります。会議には名前は出ません。",
    )  # fmt: skip
    topic = ChoiceField(
        "何についての話か", choices=topic_choices(), style="select", required=False
    )
    talk_mode = ChoiceField(
        "進め方", choices=TalkMode.choices(), initial=TalkMode.SHARE
    )
    purpose = TextField("何のために話すか", max_length=200, required=False)
    think_until = DateField(
        "しばらく悩んでみるなら、いつまで", width="middle", required=False,
        hint="入れると、その日にまた出ます。それまで会議には出ません。",
    )  # fmt: skip
    key = IdempotencyKey()

    def __init__(self, *args: Any, cases: Iterable[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = {str(one.public_id): one for one in cases}
        field: Any = self.fields["case"]
        field.choices = [
            ("", "—"),
            *((key, one.person.name) for key, one in self.cases.items()),
        ]


class PrepareForm(Form):
    headline = TextField("ひとこと報告", max_length=120, hint=NO_NAMES)
    urgency = ChoiceField("会議まで待てますか", choices=Urgency.choices())
    talk_mode = ChoiceField("進め方", choices=TalkMode.choices())
    minutes = IntegerField("予定の時間", unit="分", min_value=1, max_value=120)
    purpose = TextField(
        "何のために話すか", max_length=200, required=False,
        hint="15分より長く考えるときは、一行で。",
    )  # fmt: skip
    topic = ChoiceField(
        "何についての話か", choices=topic_choices(), style="select", required=False
    )
    version = HiddenVersion()


class ConsultForm(Form):
    note = TextField(
        "基幹へのひとこと", max_length=300, required=False,
        example="日中の過ごし方を変えるか迷っています。会議で聞いてもよいでしょうか",
        hint=NO_NAMES,
    )  # fmt: skip


class AnswerConsultForm(Form):
    result = ChoiceField("どうしますか", choices=PreResult.choices())
    answer = TextField("ひとこと", max_length=300, required=False)
    version = HiddenVersion()


class PacketForm(Form):
    assessment = TextAreaField(
        FIELDS["assessment"], rows=4, max_length=2000, required=False
    )
    wishes = TextAreaField(FIELDS["wishes"], rows=4, max_length=2000, required=False)
    policy = TextAreaField(FIELDS["policy"], rows=4, max_length=2000, required=False)
    content = TextAreaField(FIELDS["content"], rows=5, max_length=2000, required=False)
    version = HiddenVersion()


class ThinkForm(Form):
    until = DateField("いつまで悩んでみますか", width="middle")
    version = HiddenVersion()


class LeaveOutForm(Form):
    solved = ChoiceField(
        "どうしますか",
        choices=[("yes", "自分たちで解決した"), ("no", "会議に出さない")],
    )
    note = TextField("わけ・どうなったか", max_length=300, hint=NO_NAMES)
    version = HiddenVersion()


class FollowUpForm(Form):
    result = TextField("その後どうなったか", max_length=300, hint=NO_NAMES)
    told_on = DateField("本人に伝えた日", width="middle", required=False)
    told_note = TextField(
        "伝えたこと・伝えないわけ", max_length=300, required=False,
        hint="本人に伝えないときは、わけを書きます。",
    )  # fmt: skip
    version = HiddenVersion()


class DecideForm(Form):
    """Only the decision is asked for; ② and ③ ask for the interval, too."""

    decision = ChoiceField("結論", choices=())
    note = TextField("ひとこと", max_length=1000, required=False, hint=NO_NAMES)
    urgency = ChoiceField("緊急度", choices=CallUrgency.choices(), required=False)
    direction = TextField("短期的な関わりの方向性", max_length=200, required=False)
    interval_answer = ChoiceField(
        "モニタリングの間隔は、これでよいですか", choices=IntervalAnswer.choices()
    )
    interval_months = ChoiceField(
        "望ましい間隔",
        choices=[(str(one), interval_words(one)) for one in INTERVALS],
        style="select",
        required=False,
    )
    interval_reason = TextField("間隔のわけ", max_length=300, required=False)
    follow_what = TextField("その後にすること", max_length=200, required=False)
    follow_on = DateField("その後を確かめる日", width="middle", required=False)
    version = HiddenVersion()

    def __init__(self, *args: Any, section: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["decision"]
        field.choices = [(one.value, one.label) for one in DECISIONS[section]]
        if section != ACCEPTANCE:
            del self.fields["urgency"], self.fields["direction"]
        if section not in NEEDS_INTERVAL:
            for name in ("interval_answer", "interval_months", "interval_reason"):
                del self.fields[name]

    def decided(self) -> Decided:
        data = self.cleaned_data
        months = data.get("interval_months") or ""
        interval = data.get("interval_answer") or ""
        return Decided(
            decision=Decision(data["decision"]), note=data["note"],
            direction=data.get("direction", ""), urgency=data.get("urgency", ""),
            interval=IntervalAnswer(interval) if interval else None,
            interval_months=int(months) if months else None,
            interval_reason=data.get("interval_reason", ""),
            follow_what=data["follow_what"], follow_on=data["follow_on"],
        )  # fmt: skip


class ReturnForm(Form):
    """What the meeting decided goes back to the reception that asked."""

    result = ChoiceField("受付の結果", choices=Result.choices(), style="select")
    note = TextAreaField("結果のメモ", rows=3, max_length=2000, required=False)
    next_on = DateField("次の予定", width="middle", required=False)
    version = HiddenVersion()
