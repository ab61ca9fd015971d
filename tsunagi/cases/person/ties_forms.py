"""家族図と社会関係図の入力: だれとだれの、どんなつながりか。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from tsunagi.cases.person.models import RelatedPerson
from tsunagi.cases.person.ties_models import EcoItem, Tie
from tsunagi.cases.person.ties_rules import Direction, EcoType, Strength, TieKind
from tsunagi.organisations.office.models import Office
from tsunagi.ui.fields import ChoiceField, HiddenVersion, IdempotencyKey, TextField
from tsunagi.ui.forms import Form

SELF = "self"
CHOOSE = ("", "選んでください")
NO_OFFICE = ("", "名簿から選ばない")


class TieForm(Form):
    first = ChoiceField("一人目", choices=[], style="select", width="middle")
    kind = ChoiceField(
        "つながり", choices=TieKind.choices(), style="select", width="middle",
        hint="親子のときは、一人目が親、二人目が子です。",
    )  # fmt: skip
    second = ChoiceField("二人目", choices=[], style="select", width="middle")
    note = TextField("メモ", max_length=200, required=False)
    version = HiddenVersion(required=False)
    key = IdempotencyKey()

    def __init__(
        self, *args: Any, people: Sequence[RelatedPerson], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people: dict[str, RelatedPerson | None] = {SELF: None}
        self.people |= {str(person.public_id): person for person in people}
        choices = [CHOOSE, *((key, _words(row)) for key, row in self.people.items())]
        for name in ("first", "second"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def ends(self) -> dict[str, RelatedPerson | None]:
        """The two people that were chosen; None is the person of the case."""
        return {
            name: self.people[self.cleaned_data[name]] for name in ("first", "second")
        }

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**self.ends(), "kind": TieKind(data["kind"]), "note": data["note"]}


def _words(person: RelatedPerson | None) -> str:
    if person is None:
        return "本人"
    return f"{person.title}（{person.name}）" if person.name else person.title


def tie_initial(tie: Tie) -> dict[str, Any]:
    return {
        "first": str(tie.first.public_id) if tie.first else SELF,
        "second": str(tie.second.public_id) if tie.second else SELF,
        "kind": tie.kind, "note": tie.note, "version": tie.version,
    }  # fmt: skip


class EcoForm(Form):
    type = ChoiceField(
        "種類", choices=EcoType.choices(), style="select", width="middle"
    )
    office = ChoiceField("名簿の事業所", choices=[], style="select", required=False)
    label = TextField(
        "名前", max_length=60, required=False, example="同級生の友人",
        hint="事業所を選んだときは、空のままでもかまいません。",
    )  # fmt: skip
    strength = ChoiceField("つながりの強さ", choices=Strength.choices())
    direction = ChoiceField("向き", choices=Direction.choices())
    note = TextField("メモ", max_length=200, required=False)
    version = HiddenVersion(required=False)
    key = IdempotencyKey()

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.public_id): office for office in offices}
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            NO_OFFICE,
            *((key, office.name) for key, office in self.offices.items()),
        ]

    def values(self) -> dict[str, Any]:
        own = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("version", "key")
        }
        return {**own, "office": self.offices.get(own["office"])}


def eco_initial(item: EcoItem) -> dict[str, Any]:
    office: UUID | str = item.office.public_id if item.office else ""
    return {
        "type": item.type, "office": str(office), "label": item.label,
        "strength": item.strength, "direction": item.direction, "note": item.note,
        "version": item.version,
    }  # fmt: skip
