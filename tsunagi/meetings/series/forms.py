"""会議体の入力。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from tsunagi.common.dates import WEEKDAY_NAMES
from tsunagi.meetings.series.actions import LONGEST_GAP, NewSeries
from tsunagi.meetings.series.fee_versions import fee_rule_versions
from tsunagi.meetings.series.kinds import Kind
from tsunagi.meetings.series.member_actions import NewMember
from tsunagi.meetings.series.models import DAY_MINUTES, Series
from tsunagi.meetings.series.rhythm_rules import LAST_WEEK
from tsunagi.meetings.series.rules import Level, MemberKind, Part, Rhythm
from tsunagi.organisations.models import Area, Office, Post
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff.rules import PostKind
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    FileField,
    HiddenVersion,
    IdempotencyKey,
    IntegerField,
    MultipleChoiceField,
    TextAreaField,
    TextField,
    TimeField,
)
from tsunagi.ui.forms import Form, Group

WEEKDAYS = [(str(n), f"{name}曜日") for n, name in enumerate(WEEKDAY_NAMES)]
WEEKS = [
    ("", "決めていない"), *((str(n), f"第{n}") for n in range(1, 5)),
    (str(LAST_WEEK), "最後の"),
]  # fmt: skip
FISCAL_MONTHS = [*range(4, 13), 1, 2, 3]
MOST_BYTES = 5 * 1024 * 1024


class _SeriesForm(Form):
    groups: ClassVar[tuple[Group, ...]] = (
        Group("何の会議か", ("name", "purpose", "level", "area", "speaks_of_persons")),
        Group(
            "どの間隔で",
            ("rhythm", "rhythm_number", "usual_days", "rhythm_months",
             "usual_weekday", "usual_week"),
            "守られない間隔は、起きる前に知らせます。",
        ),
        Group(
            "いつ、どこで",
            ("starts_at_time", "planned_minutes", "most_minutes", "place",
             "online_url"),
        ),
    )  # fmt: skip
    name = TextField("会議の名前", max_length=100)
    purpose = TextAreaField(
        "何のために", rows=2, max_length=1000, required=False,
        hint="会議のページと案内状、議題の紙に出ます。",
    )  # fmt: skip
    level = ChoiceField("広さ", choices=Level.choices())
    area = ChoiceField(
        "地域", choices=(), style="select",
        hint="「この種別の事業所すべて」は、この地域の中から呼びます。",
    )  # fmt: skip
    speaks_of_persons = CheckField(
        "利用者のことを話す（守秘の約束を読んだ人だけが、中身を見られます）",
        required=False,
    )
    rhythm = ChoiceField("間隔", choices=Rhythm.choices())
    rhythm_number = IntegerField(
        "間隔の数", required=False, min_value=0, max_value=LONGEST_GAP,
        hint="「日ごと」では、こえて間をあけない日数。「年に何回か」では回数。",
    )  # fmt: skip
    usual_days = IntegerField(
        "ふつうの間隔", unit="日", required=False, min_value=0, max_value=LONGEST_GAP,
        hint="「日ごと」のとき、予定の日をこの間隔で提案します。",
    )  # fmt: skip
    rhythm_months = MultipleChoiceField(
        "開く月", required=False,
        choices=[(str(n), f"{n}月") for n in FISCAL_MONTHS],
        hint="「決まった月」のときに選びます。",
    )  # fmt: skip
    usual_weekday = ChoiceField(
        "曜日",
        style="select",
        required=False,
        choices=[("", "決めていない"), *WEEKDAYS],
    )
    usual_week = ChoiceField("第何週", style="select", choices=WEEKS, required=False)
    starts_at_time = TimeField("始める時刻", required=False)
    planned_minutes = IntegerField(
        "予定の時間", unit="分", min_value=1, max_value=DAY_MINUTES
    )
    most_minutes = IntegerField(
        "長くても", unit="分", required=False, min_value=1, max_value=DAY_MINUTES
    )
    place = TextField("場所", max_length=200, required=False)
    online_url = TextField(
        "オンラインの入口", max_length=300, required=False,
        hint="会議のページだけに出ます。暦のファイルには書きません。",
    )  # fmt: skip

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(one.public_id): one for one in areas}
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            (key, one.name) for key, one in self.areas.items()
        ]

    def values(self) -> dict[str, Any]:
        """What was chosen, as the action takes it."""
        data = self.cleaned_data
        weekday = data["usual_weekday"]
        return {
            "area": self.areas[data["area"]],
            "level": Level(data["level"]),
            "name": data["name"],
            "purpose": data["purpose"],
            "place": data["place"],
            "online_url": data["online_url"],
            "rhythm": Rhythm(data["rhythm"]),
            "rhythm_number": data["rhythm_number"] or 0,
            "usual_days": data["usual_days"] or 0,
            "rhythm_months": [int(one) for one in data["rhythm_months"]],
            "usual_weekday": int(weekday) if weekday else None,
            "usual_week": int(data["usual_week"] or 0),
            "starts_at_time": data["starts_at_time"],
            "planned_minutes": data["planned_minutes"],
            "most_minutes": data["most_minutes"],
            "speaks_of_persons": data["speaks_of_persons"],
        }


class NewSeriesForm(_SeriesForm):
    groups: ClassVar[tuple[Group, ...]] = (
        *_SeriesForm.groups,
        Group("はじめる", ("office", "valid_from")),
    )
    office = ChoiceField("開く事業所", choices=(), style="select")
    valid_from = DateField("始まる日", width="middle")
    key = IdempotencyKey()

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(one.public_id): one for one in offices}
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            (key, one.name) for key, one in self.offices.items()
        ]

    def new(self, kind: Kind) -> NewSeries:
        return NewSeries(
            kind=kind.code, office=self.offices[self.cleaned_data["office"]],
            valid_from=self.cleaned_data["valid_from"], **self.values(),
        )  # fmt: skip


class EditSeriesForm(_SeriesForm):
    version = HiddenVersion()


def initial_of_kind(kind: Kind) -> dict[str, Any]:
    """A new series begins with what its kind says."""
    return {
        "name": kind.name, "purpose": kind.purpose, "level": kind.level,
        "rhythm": kind.rhythm, "rhythm_number": kind.number or None,
        "usual_days": kind.usual_days or None,
        "rhythm_months": [str(one) for one in kind.months],
        "planned_minutes": kind.planned_minutes, "most_minutes": kind.most_minutes,
        "speaks_of_persons": kind.speaks_of_persons,
    }  # fmt: skip


def initial_of_series(series: Series) -> dict[str, Any]:
    weekday = series.usual_weekday
    return {
        "name": series.name, "purpose": series.purpose, "level": series.level,
        "area": str(series.area.public_id), "rhythm": series.rhythm,
        "rhythm_number": series.rhythm_number or None,
        "usual_days": series.usual_days or None,
        "rhythm_months": [str(one) for one in series.rhythm_months],
        "usual_weekday": "" if weekday is None else str(weekday),
        "usual_week": str(series.usual_week or ""), "place": series.place,
        "starts_at_time": series.starts_at_time, "online_url": series.online_url,
        "planned_minutes": series.planned_minutes, "most_minutes": series.most_minutes,
        "speaks_of_persons": series.speaks_of_persons, "version": series.version,
    }  # fmt: skip


class EndForm(Form):
    last_day = DateField("最後の日", width="middle")


class EndSeriesForm(EndForm):
    version = HiddenVersion()


class MemberForm(Form):
    groups: ClassVar[tuple[Group, ...]] = (
        Group("決め方", ("kind", "part")),
        Group(
            "だれを",
            ("office_kind", "office", "post_kind", "post_title", "person",
             "partner_name"),
            "選んだ決め方に合うところだけを使います。",
        ),
        Group("いつから", ("valid_from",)),
    )  # fmt: skip
    kind = ChoiceField(
        "決め方", choices=MemberKind.choices(),
        hint="種別や職で決めると、新しい事業所や人も、自動で呼ばれます。",
    )  # fmt: skip
    part = ChoiceField(
        "立場", choices=Part.choices(), initial=Part.MEMBER,
        hint="種別や職で「必要なとき」とした構成員は、自動では呼ばれません。",
    )  # fmt: skip
    office_kind = ChoiceField(
        "事業所の種別", style="select", required=False,
        choices=[(one.value, one.label) for one in OfficeKind],
    )  # fmt: skip
    office = ChoiceField("事業所", choices=(), style="select", required=False)
    post_kind = ChoiceField(
        "職", style="select", required=False,
        choices=[(one.value, one.label) for one in PostKind],
    )  # fmt: skip
    post_title = TextField(
        "土地の呼び名", max_length=60, required=False, example="相談支援機能強化員",
        hint="書くと、その呼び名の人だけを呼びます。",
    )  # fmt: skip
    person = ChoiceField("職員", choices=(), style="select", required=False)
    partner_name = TextField(
        "つなぎを使わない人・ところ", max_length=120, required=False,
        example="架空病院 地域連携室",
        hint="案内状と出欠の表で連絡し、返事は代理で書きます。",
    )  # fmt: skip
    valid_from = DateField("いつから", width="middle")
    key = IdempotencyKey()

    def __init__(
        self, *args: Any, offices: Sequence[Office], people: Sequence[Post],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.offices = {str(one.public_id): one for one in offices}
        self.people = {str(one.public_id): one for one in people}
        empty = ("", "選んでください")
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            empty, *((key, one.name) for key, one in self.offices.items()),
        ]  # fmt: skip
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            empty,
            *(
                (key, f"{one.staff.name}（{one.office.name}）")
                for key, one in self.people.items()
            ),
        ]

    def new(self) -> NewMember:
        data = self.cleaned_data
        kind, post = MemberKind(data["kind"]), self.people.get(data["person"])
        office = self.offices.get(data["office"])
        if kind is MemberKind.STAFF:
            office = post.office if post is not None else None
        return NewMember(
            kind=kind, part=Part(data["part"]), valid_from=data["valid_from"],
            office_kind=data["office_kind"], office=office,
            post_kind=data["post_kind"], post_title=data["post_title"],
            staff=post.staff if post is not None else None,
            partner_name=data["partner_name"],
        )  # fmt: skip


class CountForm(Form):
    rule_version = ChoiceField(
        "報酬の決まりの版",
        choices=[(one.code, one.label) for one in fee_rule_versions()],
    )
    is_counted = ChoiceField(
        "協議会への参加に", choices=[("yes", "数える"), ("no", "数えない")]
    )
    reason = TextField(
        "わけ", max_length=300, example="協議会に置いた連絡会であるため",
        hint="事業所に示します。",
    )  # fmt: skip
    valid_from = DateField("いつから", width="middle")
    key = IdempotencyKey()


class SheetForm(Form):
    file = FileField(
        "出欠の表", kinds=(".xlsx",), most_bytes=MOST_BYTES,
        hint="ここから受け取った表に、出欠を書き入れたもの。",
    )  # fmt: skip
