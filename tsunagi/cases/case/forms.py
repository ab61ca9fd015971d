"""ケースの入力: 担当、関わり方、終結、協働機関、見せない相手。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tsunagi.cases.case.rules import ClosingReason, DifficultyGroup, Mode
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    HiddenVersion,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form


class AssignForm(Form):
    staff = ChoiceField(
        "担当者", choices=[], required=False, style="select",
        hint="空けると「チームで待つ」になり、一覧に出続けます。",
    )  # fmt: skip
    reason = TextField("理由", max_length=200, required=False, example="担当の異動")
    version = HiddenVersion()

    def __init__(self, *args: Any, staff: Sequence[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.public_id): person for person in staff}
        self.fields["staff"].choices = [  # type: ignore[attr-defined]
            ("", "チームで待つ"),
            *((key, person.name) for key, person in self.people.items()),
        ]

    def clean_staff(self) -> Staff | None:
        return self.people.get(self.cleaned_data["staff"])


class ModeForm(Form):
    mode = ChoiceField("新しい関わり方", choices=Mode.choices())
    on = DateField("いつから", width="middle")
    reason = TextField("理由", max_length=200, required=False)
    version = HiddenVersion()


class CloseForm(Form):
    reason = ChoiceField("終結の理由", choices=ClosingReason.choices(), style="select")
    on = DateField("終結の日", width="middle")
    note = TextAreaField(
        "終結のときのこと", rows=4, max_length=2000, required=False,
        hint="本人にどう話したか、これからだれが関わるか。",
    )  # fmt: skip
    follow_up_on = DateField(
        "様子を聞く日", required=False, width="middle",
        hint="入れておくと、その日に「きょう」に出ます。",
    )  # fmt: skip
    version = HiddenVersion()


class ReopenForm(Form):
    reason = TextField("再開の理由", max_length=200)
    version = HiddenVersion()


class CollaboratorForm(Form):
    office = ChoiceField("一緒に支援する事業所", choices=[], style="select")
    part = TextField(
        "受け持つこと", max_length=200, example="地域移行の面会と外出の同行"
    )
    on = DateField("いつから", width="middle")

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.public_id): office for office in offices}
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            ("", "選んでください"),
            *((key, office.name) for key, office in self.offices.items()),
        ]

    def clean_office(self) -> Office:
        return self.offices[self.cleaned_data["office"]]


class EndCollaboratorForm(Form):
    last_day = DateField(
        "最後の日", width="middle", hint="保存すると、その事業所はもう見られません。"
    )


class ExclusionForm(Form):
    login_or_name = TextField(
        "職員の氏名", max_length=80, required=False,
        hint="その人が利用者の家族や、もめごとの相手であるときなど。",
    )  # fmt: skip
    office = ChoiceField("または事業所", choices=[], required=False, style="select")
    reason = TextField("理由", max_length=200, example="利用者の兄にあたる")

    def __init__(
        self,
        *args: Any,
        offices: Sequence[Office],
        staff: Sequence[Staff],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.public_id): office for office in offices}
        self.people = list(staff)
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            ("", "選ばない"),
            *((key, office.name) for key, office in self.offices.items()),
        ]

    def clean_login_or_name(self) -> Staff | None:
        """The name exactly as in the directory; two of one name need the login."""
        text = self.cleaned_data["login_or_name"].strip()
        if not text:
            return None
        found = [p for p in self.people if text in (p.name, p.login_name)]
        if len(found) != 1:
            raise forms.ValidationError(
                "その氏名の職員が一人に決まりません。名簿のとおりに入れるか、"
                "ログイン名を入れてください。"
            )
        return found[0]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and bool(data.get("login_or_name")) == bool(
            data.get("office")
        ):
            raise forms.ValidationError(
                "職員か事業所の、どちらか一つを入れてください。"
            )
        return data


class DifficultyForm(Form):
    group = ChoiceField(
        "どこに", choices=DifficultyGroup.choices(),
        hint="本人だけのせいにせず、環境と支援体制も見ます。",
    )  # fmt: skip
    text = TextAreaField(
        "どんな事情か", rows=3, max_length=1000,
        hint="本人と一緒に読める言葉で書きます。",
    )  # fmt: skip
    noticed_on = DateField("気づいた日", width="middle")
