"""つなぎ、基幹への相談、まだ会えていない人、問い合わせの入力。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from tsunagi.activity.record.categories import ChoiceList
from tsunagi.cases.case.models import Case
from tsunagi.cases.intake.forms import area_choices
from tsunagi.cases.intake.place_queries import Place
from tsunagi.cases.intake.place_rules import Need
from tsunagi.cases.intake.rules import (
    HandoffWay,
    MatchAnswer,
    OutreachClosing,
)
from tsunagi.cases.person.rules import Kinship
from tsunagi.common.wareki import Precision, format_wareki
from tsunagi.organisations.area.models import Area
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form

SHARES = "名前と連絡先を伝えることに、相談した人が同意した"
ELSEWHERE = ("", "ここにない（下に名前を書く）")


def set_choices(form: Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


class PlacesForm(Form):
    """どこにつなぐ？ の条件。個人の情報を含まないので、アドレスに出てよい。"""

    need = ChoiceField(
        "求めること", choices=Need.choices(), style="select", required=False
    )
    area = ChoiceField("地域", choices=(), style="select", required=False)

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(area.public_id): area for area in areas}
        set_choices(self, "area", area_choices(areas))


class HandoffForm(Form):
    office = ChoiceField(
        "つなぎ先", choices=(), required=False,
        hint="地域・種別・空きで並べています。同じ条件の事業所は、日ごとに順番が回ります。",
    )  # fmt: skip
    partner_name = TextField(
        "つなぎ先の名前", max_length=120, required=False,
        hint="名簿と同じ名前を書くと、その事業所につながります。",
    )  # fmt: skip
    wish = TextField("本人・相談した人の希望", max_length=300, required=False)
    reason = TextField("ここを選んだ理由", max_length=300)
    way = ChoiceField("つなぎ方", choices=HandoffWay.choices())
    asked_on = DateField("つないだ日")
    answer_by = DateField(
        "返事の期限", required=False,
        hint="過ぎると、両方に知らせます。断られたことにはなりません。",
    )  # fmt: skip
    shares_name = CheckField(SHARES, required=False)

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.office.public_id), place_words(one)) for one in places]
        set_choices(self, "office", [*choices, ELSEWHERE])


def place_words(place: Place) -> str:
    own = "／同じ法人" if place.is_own_corporation else ""
    return f"{place.office.name}（{'／'.join(place.reasons)}{own}）"


class HandoffAcceptForm(Form):
    note = TextAreaField(
        "頼んだ側へのひとこと", rows=2, max_length=1000, required=False
    )
    key = IdempotencyKey()


class QuestionForm(Form):
    question = TextAreaField(
        "尋ねたいこと", max_length=2000, rows=3, required=False,
        hint="空でもかまいません。主訴と地域が届きます。",
    )  # fmt: skip
    shares_name = CheckField(SHARES, required=False)


class QuestionAnswerForm(Form):
    answer = TextAreaField(
        "答え", max_length=4000, hint="どうするとよいか、だれが動くか。"
    )


class LeadForm(Form):
    about = TextAreaField(
        "聞いたこと", max_length=4000, hint="名前や住まいが分からなくても登録できます。"
    )
    heard_from = ChoiceField("だれから", choices=Kinship.choices(), style="select")
    heard_from_words = TextField("だれから（言葉で）", max_length=120, required=False)
    heard_on = DateField("聞いた日")
    area = ChoiceField("地域", choices=(), style="select", required=False)
    next_try_on = DateField("次に訪ねる日", required=False)

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(area.public_id): area for area in areas}
        set_choices(self, "area", area_choices(areas))


class AttemptForm(Form):
    tried_on = DateField("訪ねた日")
    method = ChoiceField("方法", choices=(), style="select")
    with_whom = TextField("いっしょに行った機関", max_length=120, required=False)
    result = TextAreaField("どうだったか", max_length=2000, rows=3)
    has_met = CheckField("本人に会えた", required=False)
    next_try_on = DateField("次に訪ねる日", required=False)
    version = HiddenVersion()

    def __init__(self, *args: Any, methods: ChoiceList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(one.code, one.label) for one in methods.choices]
        set_choices(self, "method", [("", "選んでください"), *listed])


class LeadCloseForm(Form):
    reason = ChoiceField("区切りの理由", choices=OutreachClosing.choices())
    note = TextField("メモ", max_length=300, required=False)
    on = DateField("区切りをつける日")
    version = HiddenVersion()


class MatchAnswerForm(Form):
    answer = ChoiceField("答え", choices=MatchAnswer.choices())
    matched = ChoiceField("どの人か", choices=(), required=False)
    note = TextField(
        "双方への一言", required=False,
        hint="「同じ人」のときだけ、双方の経過に残ります。",
    )  # fmt: skip

    def __init__(self, *args: Any, candidates: Sequence[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = {str(case.public_id): case for case in candidates}
        listed = [(key, candidate_words(case)) for key, case in self.cases.items()]
        set_choices(self, "matched", listed)


def candidate_words(case: Case) -> str:
    person = case.person
    precision = cast("Precision", person.birth_precision)
    born = (
        format_wareki(person.birth_on, precision)
        if person.birth_on
        else "生年月日は不明"
    )
    return f"{person.name}（{person.name_kana}）{born}／{case.responsible_office.name}"


class MatchAskForm(Form):
    number = TextField(
        "受給者証番号", max_length=40, required=False,
        hint="生年月日（日まで）が分からないときは、番号が要ります。",
    )  # fmt: skip
