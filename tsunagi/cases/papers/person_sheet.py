"""別紙1 の中身: 本人のこと、家族、つながり、手帳を、見てよいところだけから。"""

from __future__ import annotations

from datetime import date

from tsunagi.access.actor import Actor
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.assessment.models import Assessment
from tsunagi.cases.assessment.queries import latest_of
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.papers.forms_data import Header, PersonTexts, person_paper
from tsunagi.cases.papers.reading import NUMBERS
from tsunagi.cases.papers.rules import Paper, Picture
from tsunagi.cases.person.models import (
    Certificate,
    Person,
    PersonSection,
    RelatedPerson,
)
from tsunagi.cases.person.queries import related_people
from tsunagi.cases.person.rules import (
    CertificateKind,
    Section,
    Sex,
    age_words,
    birth_words,
)
from tsunagi.cases.person.sealed import Whereabouts, whereabouts_of
from tsunagi.cases.person.ties_models import EcoItem
from tsunagi.cases.person.ties_pages import family_picture, surroundings_picture
from tsunagi.cases.person.ties_queries import eco_items_of, ties_of
from tsunagi.cases.seen import SeenCase, rows_of_person
from tsunagi.common.wareki import format_wareki

HIDDEN = "（秘匿）"


def person_sheet(*, actor: Actor, seen: SeenCase, header: Header, today: date) -> Paper:
    """別紙1。住所と連絡先は、見てよい人が作るときだけ入る。"""
    person = seen.case.person
    sections = {
        Section(row.section): row.text for row in rows_of_person(PersonSection, seen)
    }
    people = related_people(actor=actor, seen=seen, today=today)
    ties = ties_of(actor=actor, seen=seen, today=today)
    items = eco_items_of(actor=actor, seen=seen, today=today)
    assessment = latest_of(actor=actor, seen=seen)
    certificates = rows_of_person(Certificate, seen, needs=FieldClass.NUMBERS).order_by(
        "kind", "id"
    )
    family = family_picture(person, people, ties, today)
    around = surroundings_picture(people, items, today)
    kinds = contact_categories(actor=actor, on=today).disability_kinds
    where = _whereabouts(seen)
    disability = "　".join(
        part
        for part in (
            "、".join(kinds.label_of(code) for code in person.disability_kinds),
            person.diagnosis,
        )
        if part
    )
    texts = PersonTexts(
        birth=birth_words(person.birth_on, person.birth_precision),
        age=_age_and_sex(person, today),
        address=_address(where),
        phone=where.phone,
        email=where.email,
        disability=disability,
        household=person.household,
        overview=assessment.overall if assessment else "",
        wishes_person=_told(assessment, "wishes_person", sections, Section.WISHES),
        wishes_family=_told(assessment, "wishes_family", sections, Section.FAMILY),
        strengths=_told(assessment, "strengths", sections, Section.STRENGTHS),
        life=sections.get(Section.LIFE, ""),
        medical=sections.get(Section.MEDICAL, ""),
        daily=sections.get(Section.DAILY, ""),
        money=sections.get(Section.MONEY, ""),
        emergency=sections.get(Section.EMERGENCY, ""),
        notebooks=tuple(_certificate(row) for row in certificates if row.kind not in NUMBERS),
        family=tuple(_relative(row, today) for row in people),
        supports=tuple(_support(row) for row in items),
        genogram=Picture(
            "家族構成（家族図）", family.drawing if people else None,
            _left_out(family.drawing.left_out), tuple(family.sentences),
        ),
        ecomap=Picture(
            "社会関係図（エコマップ）", around.drawing if items else None,
            _left_out(around.drawing.left_out),
        ),
    )  # fmt: skip
    return person_paper(header, texts)


def _whereabouts(seen: SeenCase) -> Whereabouts:
    if seen.sight.sees_whereabouts:
        return whereabouts_of(seen.case.person)
    hidden = HIDDEN if seen.sight.is_shielded else ""
    return Whereabouts(address=hidden, phone=hidden, email=hidden)


def _address(where: Whereabouts) -> str:
    code = where.postal_code
    if len(code) == 7:
        return f"〒{code[:3]}-{code[3:]}\n{where.address}"
    return where.address


def _age_and_sex(person: Person, today: date) -> str:
    sex = "" if person.sex == Sex.UNKNOWN else Sex(person.sex).label
    age = age_words(person.birth_on, person.birth_precision, today)
    return "　".join(part for part in (age, sex) if part)


def _told(
    assessment: Assessment | None,
    name: str,
    sections: dict[Section, str],
    section: Section,
) -> str:
    """アセスメントで聞いた言葉。なければ、本人のページの言葉。"""
    heard = str(getattr(assessment, name)) if assessment else ""
    return heard.strip() or sections.get(section, "")


def _certificate(row: Certificate) -> tuple[str, ...]:
    until = f"{format_wareki(row.last_day)}まで" if row.last_day else ""
    notes = "　".join(part for part in (until, row.note) if part)
    return CertificateKind(row.kind).label, row.grade, row.number, notes


def _relative(row: RelatedPerson, today: date) -> tuple[str, ...]:
    known = row.birth_year is not None and row.birth_year <= today.year
    age = f"{today.year - (row.birth_year or 0)}" if known else ""
    words = "、".join(row.role_labels())
    if row.is_deceased:
        age, words = "", "亡くなっている"
    together = "同居" if row.lives_together and not row.is_deceased else ""
    return row.title, row.name, age, together, words


def _support(row: EcoItem) -> tuple[str, ...]:
    return row.get_type_display(), row.title, row.note, row.get_strength_display()


def _left_out(count: int) -> tuple[str, ...]:
    return (f"ほかに{count}ありますが、図に入りきりません。",) if count else ()
