"""家族図と社会関係図の言葉と、世代・親子・夫婦の読み取り。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tsunagi.cases.person.rules import FAMILY, Kinship, Sex
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

SELF_KEY = 0
MOST_DRAWN = 40
PATERNAL, MATERNAL = "父方", "母方"


class TieKind(Labelled):
    """二人のつながり。親子だけは向きがあり、一人目が親になる。"""

    MARRIAGE = "marriage", "婚姻"
    DIVORCE = "divorce", "離婚"
    SEPARATION = "separation", "別居"
    PARTNER = "partner", "パートナー"
    PARENT_CHILD = "parent_child", "親子"
    SIBLING = "sibling", "きょうだい"
    CLOSE = "close", "仲がよい"
    CONFLICT = "conflict", "対立"
    DISTANT = "distant", "疎遠"


COUPLE_KINDS = frozenset(
    {TieKind.MARRIAGE, TieKind.DIVORCE, TieKind.SEPARATION, TieKind.PARTNER}
)
FEELINGS = frozenset({TieKind.CLOSE, TieKind.CONFLICT, TieKind.DISTANT})


class EcoType(Labelled):
    WELFARE = "welfare", "福祉サービス"
    MEDICAL = "medical", "医療"
    FAMILY = "family", "家族"
    FRIEND = "friend", "友人"
    WORK = "work", "仕事"
    LEARNING = "learning", "学び"
    GOVERNMENT = "government", "行政"
    OTHER = "other", "その他"


class Strength(Labelled):
    STRONG = "strong", "強い"
    MODERATE = "moderate", "ふつう"
    WEAK = "weak", "弱い"
    STRESSED = "stressed", "ストレス"


class Direction(Labelled):
    OUTWARD = "outward", "こちらから"
    INWARD = "inward", "相手から"
    MUTUAL = "mutual", "互いに"


class Member(Frozen):
    """One person of the picture. The person of the case has the key 0.

    age: of relatives the age reached this year, because only the year is known.
    """

    key: int
    kinship: Kinship
    words: str = ""
    name: str = ""
    sex: Sex = Sex.UNKNOWN
    age: int | None = None
    is_deceased: bool = False
    lives_together: bool = False

    @property
    def title(self) -> str:
        return self.words or self.kinship.label


class Bond(Frozen):
    """A recorded tie between two members; of 親子 the first is the parent."""

    first: int
    second: int
    kind: TieKind


def ordered_ends(
    first: int | None, second: int | None, kind: TieKind
) -> tuple[int | None, int | None]:
    """向きのないつながりは、いつも同じ順に置く。同じことを二度書かないため。"""
    if kind is TieKind.PARENT_CHILD or (first or 0) <= (second or 0):
        return first, second
    return second, first


def members_of_picture(
    members: Sequence[Member], bonds: Sequence[Bond]
) -> tuple[Member, ...]:
    """家族図に入る人: 本人、親族、同居の人、つながりを書いた人。

    The person comes first, then relatives, then others, each in the order given.
    """
    bound = {key for bond in bonds for key in (bond.first, bond.second)}
    wanted = [
        member
        for member in members
        if member.kinship in FAMILY
        or member.key == SELF_KEY
        or (
            member.kinship is not Kinship.SELF
            and (member.lives_together or member.key in bound)
        )
    ]
    wanted.sort(key=lambda m: (m.key != SELF_KEY, m.kinship not in FAMILY))
    return tuple(wanted)


def drawn_members(
    members: Sequence[Member], bonds: Sequence[Bond]
) -> tuple[Member, ...]:
    """そのうち図に描く人。40人まで。"""
    return members_of_picture(members, bonds)[:MOST_DRAWN]


GENERATION_OF = {
    Kinship.SELF: 0, Kinship.SPOUSE: 0, Kinship.PARTNER: 0, Kinship.BROTHER: 0,
    Kinship.SISTER: 0, Kinship.FATHER: -1, Kinship.MOTHER: -1, Kinship.CHILD: 1,
    Kinship.GRANDPARENT: -2, Kinship.GRANDCHILD: 2,
}  # fmt: skip
# Read in this order, because 曽祖父 contains 祖父, and ひ孫 contains 孫.
GENERATION_WORDS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (-3, ("曽祖", "曾祖")),
    (-2, ("祖父", "祖母", "大叔", "大伯")),
    (0, ("いとこ", "従兄", "従弟", "従姉", "従妹", "義兄", "義弟", "義姉", "義妹")),
    (-1, ("おじ", "おば", "伯父", "叔父", "伯母", "叔母")),
    (-1, ("義父", "義母", "継父", "継母", "養父", "養母", "しゅうと")),
    (3, ("ひ孫", "曽孫", "曾孫")),
    (2, ("孫",)),
    (1, ("おい", "めい", "甥", "姪", "嫁", "婿", "養子", "継子")),
)


def _generation_by_words(member: Member) -> int | None:
    if member.kinship in GENERATION_OF:
        return GENERATION_OF[member.kinship]
    for generation, words in GENERATION_WORDS:
        if any(word in member.words for word in words):
            return generation
    return None


def generations(members: Sequence[Member], bonds: Sequence[Bond]) -> dict[int, int]:
    """だれが、どの世代か。続柄、続柄の言葉、書かれたつながりの順に決める。

    Nobody is left out: who cannot be placed stands in the person's own generation.
    """
    found = {
        member.key: generation
        for member in members
        if (generation := _generation_by_words(member)) is not None
    }
    steps = [
        (bond.first, bond.second, int(bond.kind is TieKind.PARENT_CHILD))
        for bond in bonds
        if bond.kind not in FEELINGS
    ]
    open_keys = {member.key for member in members} - found.keys()
    for _ in range(len(open_keys)):
        for first, second, step in steps:
            if first in found and second in open_keys and second not in found:
                found[second] = found[first] + step
            elif second in found and first in open_keys and first not in found:
                found[first] = found[second] - step
    return {member.key: found.get(member.key, 0) for member in members}


def _keys_of(members: Sequence[Member], *kinships: Kinship) -> list[int]:
    return [member.key for member in members if member.kinship in kinships]


def parents_of(
    members: Sequence[Member], bonds: Sequence[Bond]
) -> dict[int, tuple[int, ...]]:
    """だれの親がだれか。書かれた親子がなければ、続柄から分かるものだけ。

    For the person both count. Which side a grandparent belongs to is known only when
    the words say 父方 or 母方; nothing is guessed.
    """
    drawn = {member.key for member in members}
    told: dict[int, set[int]] = {}
    for bond in bonds:
        ends = {bond.first, bond.second}
        if bond.kind is TieKind.PARENT_CHILD and len(ends) == 2 and ends <= drawn:
            told.setdefault(bond.second, set()).add(bond.first)
    parents: dict[int, tuple[int, ...]] = {}
    for member in members:
        found = told.get(member.key, set())
        if not found or member.key == SELF_KEY:
            found = found | _implied_parents(member, members)
        if found:
            parents[member.key] = tuple(sorted(found))
    return parents


def _implied_parents(member: Member, members: Sequence[Member]) -> set[int]:
    mates = _keys_of(members, Kinship.SPOUSE, Kinship.PARTNER)
    children = _keys_of(members, Kinship.CHILD)
    if member.kinship in (Kinship.SELF, Kinship.BROTHER, Kinship.SISTER):
        return set(_keys_of(members, Kinship.FATHER, Kinship.MOTHER))
    if member.kinship is Kinship.CHILD:
        return {SELF_KEY, *(mates if len(mates) == 1 else ())}
    if member.kinship is Kinship.GRANDCHILD and len(children) == 1:
        return set(children)
    side = {Kinship.FATHER: PATERNAL, Kinship.MOTHER: MATERNAL}.get(member.kinship)
    return {
        other.key
        for other in members
        if side and other.kinship is Kinship.GRANDPARENT and side in other.words
    }


def couples_of(
    members: Sequence[Member],
    bonds: Sequence[Bond],
    parents: Mapping[int, tuple[int, ...]],
) -> dict[tuple[int, int], TieKind | None]:
    """だれとだれが組か。None は、子の父母だが、二人の関係が書かれていない組。"""
    drawn = {member.key for member in members}
    couples: dict[tuple[int, int], TieKind | None] = {
        (both[0], both[1]): None for both in parents.values() if len(both) == 2
    }
    for member in members:
        if member.kinship is Kinship.SPOUSE:
            couples[SELF_KEY, member.key] = TieKind.MARRIAGE
        elif member.kinship is Kinship.PARTNER:
            couples[SELF_KEY, member.key] = TieKind.PARTNER
    for bond in bonds:
        pair = min(bond.first, bond.second), max(bond.first, bond.second)
        if bond.kind in COUPLE_KINDS and pair[0] != pair[1] and drawn.issuperset(pair):
            couples[pair] = bond.kind
    return dict(sorted(couples.items()))
