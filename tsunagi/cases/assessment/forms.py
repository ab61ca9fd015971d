"""アセスメントとニーズの入力。領域は、書いたところだけが開く。"""

from __future__ import annotations

from typing import Any, ClassVar

from tsunagi.cases.aims.rules import Cause
from tsunagi.cases.assessment.models import Assessment
from tsunagi.cases.assessment.rules import TEXTS, Domain, NeedState, Part, Voice
from tsunagi.cases.contact.rules import Place
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    IntegerField,
    MultipleChoiceField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

CAUSES = "causes"


def _field(domain: Domain, part: str) -> str:
    return f"{domain.value}_{part}"


def _domain_group(domain: Domain) -> Group:
    names = (*(part.value for part in Part), CAUSES)
    return Group(
        domain.label, tuple(_field(domain, name) for name in names), is_folded=True
    )


class AssessmentForm(Form):
    """The wishes first, of the person and of the family apart; then the domains."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group("面接", ("assessed_on", "place", "present")),
        Group(
            "望み", ("wishes_person", "wishes_family", "strengths"),
            "本人の望みと家族の望みは、分けて書きます。",
        ),
        *(_domain_group(domain) for domain in Domain),
        Group("全体", ("overall",)),
    )  # fmt: skip
    assessed_on = DateField("面接した日", width="middle")
    place = ChoiceField(
        "場所", choices=Place.choices(), style="select", required=False, width="middle"
    )
    present = TextField("同席した人", max_length=200, required=False)
    wishes_person = TextAreaField(
        "本人の望む暮らし（本人の言葉で）", rows=4, max_length=4000, required=False
    )
    wishes_family = TextAreaField("家族の望み", rows=3, max_length=4000, required=False)
    strengths = TextAreaField(
        "得意なこと・力になるもの", rows=3, max_length=4000, required=False
    )
    overall = TextAreaField(
        "全体の見立て", rows=4, max_length=4000, required=False,
        hint="本人の障害だけに原因を求めず、環境と社会も合わせて見ます。",
    )  # fmt: skip
    key = IdempotencyKey()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for domain in Domain:
            for part in Part:
                self.fields[_field(domain, part.value)] = TextAreaField(
                    part.label, rows=3, max_length=4000, required=False
                )
            self.fields[_field(domain, CAUSES)] = MultipleChoiceField(
                "難しさの原因", choices=Cause.choices(), required=False
            )

    def values(self) -> dict[str, Any]:
        """The checked form as the values that the action takes."""
        data = self.cleaned_data
        names = ("assessed_on", "place", "present", *TEXTS)
        return {
            **{name: data[name] for name in names},
            "domains": {
                domain.value: {
                    name: data[_field(domain, name)]
                    for name in (*(part.value for part in Part), CAUSES)
                }
                for domain in Domain
            },
        }


class CorrectAssessmentForm(AssessmentForm):
    groups: ClassVar[tuple[Group, ...]] = (
        *AssessmentForm.groups,
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


def initial_of(assessment: Assessment) -> dict[str, Any]:
    """A stored version as the start of a form."""
    start: dict[str, Any] = {
        name: getattr(assessment, name)
        for name in ("assessed_on", "place", "present", *TEXTS, "version")
    }
    for domain, parts in assessment.domains.items():
        start |= {f"{domain}_{name}": value for name, value in parts.items()}
    return start


class WithdrawForm(Form):
    reason = TextField("取り消す理由", max_length=300)
    version = HiddenVersion()


class NeedForm(Form):
    groups: ClassVar[tuple[Group, ...]] = (
        Group("望みと事実", ("domain", "voiced_by", "expressed", "evidence")),
        Group(
            "ニーズと目標", ("need", "goal", "priority", "state"),
            "「〜がほしい」という求めと、その奥にある必要なことは、違うことがあります。",
        ),
    )  # fmt: skip
    domain = ChoiceField("領域", choices=Domain.choices(), style="select")
    voiced_by = ChoiceField("だれが言い表したか", choices=Voice.choices())
    expressed = TextAreaField(
        "本人の言葉・表明した希望", rows=2, max_length=1000, required=False
    )
    evidence = TextAreaField("もとになる事実", rows=2, max_length=2000, required=False)
    need = TextAreaField("必要なこと（ニーズ）", rows=2, max_length=1000)
    goal = TextAreaField(
        "めざす姿（目標）", rows=2, max_length=1000, required=False,
        hint="達成できたかが、本人にも分かる言葉で。",
    )  # fmt: skip
    priority = IntegerField("順番", min_value=1, max_value=99, initial=1)
    state = ChoiceField("いま", choices=NeedState.choices(), initial=NeedState.OPEN)
    key = IdempotencyKey()


class EditNeedForm(NeedForm):
    version = HiddenVersion()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["key"]
