"""「家族とつながり」の画面の材料: 人とつながりの行から、図と文を作る。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tsunagi.cases.person.models import Person, RelatedPerson
from tsunagi.cases.person.rules import Kinship, Sex, known_age
from tsunagi.cases.person.ties_ecomap_rules import EcoEntry, EcoMap, ecomap
from tsunagi.cases.person.ties_genogram_rules import Genogram, genogram
from tsunagi.cases.person.ties_models import EcoItem, Tie
from tsunagi.cases.person.ties_reading import (
    ecomap_sentences,
    genogram_sentences,
    tie_sentence,
)
from tsunagi.cases.person.ties_rules import (
    SELF_KEY,
    Bond,
    Direction,
    EcoType,
    Member,
    Strength,
    TieKind,
)
from tsunagi.common.frozen import Frozen

# class of the line → what the legend says; in the order of the legend
GENOGRAM_LINES = (
    ("marriage", "婚姻"), ("divorce", "離婚（斜線二本）"),
    ("separation", "別居（斜線一本）"), ("partner", "パートナー"),
    ("union", "子の父母（二人の関係は書かれていない）"), ("parent_child", "親子"),
    ("sibling", "きょうだい"), ("close", "仲がよい"), ("conflict", "対立"),
    ("distant", "疎遠"),
)  # fmt: skip
ECOMAP_LINES = (
    ("strong", "強い"), ("moderate", "ふつう"), ("weak", "弱い"),
    ("stressed", "ストレス"),
)  # fmt: skip


class FamilyPicture(Frozen):
    drawing: Genogram
    sentences: list[str]
    sentence: str

    @property
    def legend(self) -> list[tuple[str, str]]:
        return [line for line in GENOGRAM_LINES if line[0] in self.drawing.kinds]


class SurroundingsPicture(Frozen):
    drawing: EcoMap
    sentences: list[str]
    sentence: str

    @property
    def legend(self) -> list[tuple[str, str]]:
        return [line for line in ECOMAP_LINES if line[0] in self.drawing.kinds]


def lasts(row: RelatedPerson | Tie | EcoItem, today: date) -> bool:
    return row.valid_before is None or row.valid_before > today


def member_of_person(person: Person, today: date) -> Member:
    """Own age as on the band; of relatives only the year is known."""
    return Member(
        key=SELF_KEY,
        kinship=Kinship.SELF,
        name=person.name,
        sex=Sex(person.sex),
        age=known_age(person.birth_on, person.birth_precision, today),
        lives_together=True,
    )


def member_of_related(row: RelatedPerson, today: date) -> Member:
    known = row.birth_year is not None and row.birth_year <= today.year
    return Member(
        key=row.pk,
        kinship=Kinship(row.kinship),
        words=row.kinship_words,
        name=row.name,
        sex=Sex(row.sex),
        age=today.year - (row.birth_year or 0) if known else None,
        is_deceased=row.is_deceased,
        lives_together=row.lives_together and not row.is_deceased,
    )


def members_of(
    person: Person, people: Sequence[RelatedPerson], today: date
) -> list[Member]:
    related = [member_of_related(row, today) for row in people if lasts(row, today)]
    return [member_of_person(person, today), *related]


def bond_of(tie: Tie) -> Bond:
    return Bond(tie.first_id or SELF_KEY, tie.second_id or SELF_KEY, TieKind(tie.kind))


def family_picture(
    person: Person, people: Sequence[RelatedPerson], ties: Sequence[Tie], today: date
) -> FamilyPicture:
    """家族図と、その文。関わりやつながりが終わったものは入らない。"""
    members = members_of(person, people, today)
    bonds = [bond_of(tie) for tie in ties if lasts(tie, today)]
    drawing = genogram(members, bonds)
    together = [
        member.title
        for member in members
        if member.lives_together and member.key != SELF_KEY
    ]
    sentence = f"本人と、家族・関係者{len(drawing.symbols) - 1}人の図です。"
    if together:
        sentence += f"同居しているのは、{'、'.join(together)}です。"
    return FamilyPicture(drawing, genogram_sentences(members, bonds), sentence)


def surroundings_picture(
    people: Sequence[RelatedPerson], items: Sequence[EcoItem], today: date
) -> SurroundingsPicture:
    """社会関係図と、その文。"""
    entries = [
        EcoEntry(
            item.pk, item.title, EcoType(item.type), Strength(item.strength),
            Direction(item.direction),
        )
        for item in items
        if lasts(item, today)
    ]  # fmt: skip
    household = [
        row.title
        for row in people
        if row.lives_together and not row.is_deceased and lasts(row, today)
    ]
    return SurroundingsPicture(
        ecomap(entries, household),
        ecomap_sentences(entries),
        f"本人と家族を中央に、まわりの{len(entries)}のつながりを描いた図です。",
    )


class TieLine(Frozen):
    """One recorded tie for the list below the picture."""

    tie: Tie
    words: str


def tie_lines(person: Person, ties: Sequence[Tie], today: date) -> list[TieLine]:
    myself = member_of_person(person, today)
    return [
        TieLine(
            tie,
            tie_sentence(
                bond_of(tie),
                member_of_related(tie.first, today) if tie.first else myself,
                member_of_related(tie.second, today) if tie.second else myself,
            ),
        )
        for tie in ties
    ]
