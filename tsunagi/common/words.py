"""言葉の一覧: データベースに置く語と、画面に出す語を、一つの場所で決める。"""

from __future__ import annotations

from enum import StrEnum


class Labelled(StrEnum):
    """An enumeration whose members carry their Japanese words.

    class Sex(Labelled):
        MALE = "male", "男"

    Sex.MALE == "male"; Sex.MALE.label == "男".
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> Labelled:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, label) of every member, for model fields and forms."""
        return [(member.value, member.label) for member in cls]
