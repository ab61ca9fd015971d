"""頭の一文字ごとに飛ばしながら歩いても、全部を見たときと同じ人が同じ順に見つかる。"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from django.db import connection

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.cases.case.bulk import BulkPerson, open_cases
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.merge.actions import merge_persons, undo_merge
from tsunagi.cases.models import NamePiece, Person
from tsunagi.cases.person.actions import edit_person
from tsunagi.cases.search import name_pieces
from tsunagi.cases.search.person_candidates import CityWalk, known_by_identity
from tsunagi.cases.search.person_rules import PersonQuery
from tsunagi.common.text import search_key

pytestmark = pytest.mark.django_db
LETTERS = "アイウカキヤマヨンa9𠮷ー 山田"


def everybody(room: CaseRoom, count: int, seed: int) -> list[Person]:
    chance = random.Random(seed)
    office = room.region.offices["hikari"]

    def word() -> str:
        return "".join(chance.choices(LETTERS, k=chance.randint(1, 7)))

    cases = open_cases(
        [
            BulkPerson(
                office=office, staff=None, mode=Mode.ENTRUSTED, opened_on=TODAY,
                values={
                    "name": f"架空{word()}",
                    "name_kana": word() if chance.random() < 0.9 else "",
                },
            )
            for _ in range(count)
        ],
        by=room.region.builder(), now=NOW, today=TODAY,
    )  # fmt: skip
    return [case.person for case in cases]


def walked(room: CaseRoom, key: str, after=None, limit: int = 10) -> list[int]:
    query = PersonQuery(name_key=key)
    where = known_by_identity(query)
    assert where is not None
    here = room.region.offices["hikari"].municipality_id
    return CityWalk(where, key, municipality_id=here, after=after).first(limit)


def looked_through(room: CaseRoom, key: str, after=None, limit: int = 10) -> list[int]:
    """Everybody, in the order of the list, without any index."""
    rows = sorted(
        (person.kana_key, person.pk)
        for person in Person.objects.unscoped("test").filter(
            municipality_id=room.region.offices["hikari"].municipality_id,
            merged_into=None,
        )
        if key in person.kana_key or key in person.name_key
    )
    return [pk for kana, pk in rows if after is None or (kana, pk) > after][:limit]


def test_the_same_people_in_the_same_order(room: CaseRoom) -> None:
    people = everybody(room, 300, seed=5)
    chance = random.Random(6)
    found = 0
    for _ in range(150):
        key = search_key("".join(chance.choices(LETTERS, k=chance.randint(1, 3))))
        if not key:
            continue
        somebody = chance.choice(people)
        after = chance.choice([None, (somebody.kana_key, somebody.pk)])
        limit = chance.choice([1, 3, 50])
        expected = looked_through(room, key, after, limit)
        assert walked(room, key, after, limit) == expected, (key, after, limit)
        found += len(expected)
    assert found > 300


def test_only_letters_under_which_a_name_holds_it_are_walked(room: CaseRoom) -> None:
    room.case(name="架空 一", kana="コヤマ")
    room.case(name="架空 二", kana="ヤマダ")
    room.case(name="山田 三", kana="ソノタ")
    here = room.region.offices["hikari"].municipality_id
    assert name_pieces.starts_of("ヤマ", municipality_id=here) == ["コ", "ヤ"]
    assert name_pieces.starts_of("山田", municipality_id=here) == ["ソ"]
    assert name_pieces.starts_of("ヤマミ", municipality_id=here) == []
    assert name_pieces.starts_of("ヤマ", municipality_id=here + 999) == []


def test_a_new_name_is_found_and_so_is_a_name_taken_over(room: CaseRoom) -> None:
    case = room.case(name="架空 花子", kana="カクウ")
    edit_person(
        case=case, values={"name": "架空 改名", "name_kana": "ベツノナ"},
        version=case.person.version, by=room.actor("specialist"), now=NOW, today=TODAY,
    )  # fmt: skip
    assert walked(room, "ツノ") == walked(room, "改名") == [case.person_id]
    other = room.case(name="架空 同人", kana="ドウニン")
    merge = merge_persons(
        survivor=Person.objects.unscoped("test").get(pk=case.person_id),
        absorbed=other.person, take={"name": True, "name_kana": True},
        reason="同じ人", by=room.actor("officer"), now=NOW,
    )  # fmt: skip
    assert walked(room, "ウニ") == [case.person_id]
    undo_merge(merge=merge, by=room.actor("officer"), now=NOW)
    assert walked(room, "ウニ") == [other.person_id]


def test_another_order_of_the_database_is_noticed(room, monkeypatch) -> None:
    everybody(room, 400, seed=8)
    expected = looked_through(room, "ヤマ", limit=60)
    assert len(expected) > 4
    starts = name_pieces.starts_of
    monkeypatch.setattr(
        name_pieces, "starts_of", lambda *a, **k: list(reversed(starts(*a, **k)))
    )
    assert walked(room, "ヤマ", limit=60) == expected


def test_everybody_of_other_ways_is_indexed(room: CaseRoom) -> None:
    everybody(room, 40, seed=9)
    names = "municipality_id", "piece", "start"
    known = set(NamePiece.objects.values_list(*names))
    assert len(known) == NamePiece.objects.count() > 20
    NamePiece.objects.all().delete()
    name_pieces.index_everybody()
    assert set(NamePiece.objects.values_list(*names)) == known


def test_the_letters_are_gone_through_in_the_order_they_are_given(room) -> None:
    """Nothing is sorted behind the walk: that is what its first rows are trusted for."""
    everybody(room, 300, seed=10)
    sql, values = name_pieces._walk_of(
        "ヤマ", [("コ", "コ\U0010ffff"), ("ヤ", "ヤ\U0010ffff")],
        room.region.offices["hikari"].municipality_id, None, 10,
    )  # fmt: skip
    is_lite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN QUERY PLAN " if is_lite else "EXPLAIN ") + sql, values)
        plan = [str(line) for line in cursor.fetchall()]
    if is_lite:
        assert "person_by_kana" in plan[-1] and "TEMP B-TREE" not in str(plan)
    else:
        assert [re.search(r"[A-Z][a-zA-Z ]+", line)[0].strip() for line in plan[:3]] == [
            "Limit", "Nested Loop", "Function Scan on part",
        ]  # fmt: skip


def test_whoever_writes_a_name_indexes_it() -> None:
    """The search keys of a name are set in these files, and each of them indexes."""
    rooms = Path(__file__).parents[3] / "tsunagi"
    writers = {}
    for file in rooms.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if re.search(r"(?<!\w)(keys_of|person_row)\(", text):
            writers[str(file.relative_to(rooms))] = "index_names(" in text
    assert writers == {
        "cases/person/actions.py": True,
        "cases/case/bulk.py": True,
        "cases/merge/actions.py": True,
    }
