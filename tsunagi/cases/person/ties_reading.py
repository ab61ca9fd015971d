"""家族図と社会関係図を、文にする。図を見られない人にも、同じことを伝える。"""

from __future__ import annotations

from collections.abc import Sequence

from tsunagi.cases.person.rules import Kinship
from tsunagi.cases.person.ties_ecomap_rules import EcoEntry
from tsunagi.cases.person.ties_rules import (
    SELF_KEY,
    Bond,
    Direction,
    Member,
    Strength,
    TieKind,
    drawn_members,
    generations,
)

GENERATIONS = {
    -3: "曽祖父母の世代", -2: "祖父母の世代", -1: "父母の世代", 0: "本人と同じ世代",
    1: "子の世代", 2: "孫の世代", 3: "ひ孫の世代",
}  # fmt: skip
TIE_WORDS = {
    TieKind.MARRIAGE: "{one}と{other}は、結婚しています。",
    TieKind.DIVORCE: "{one}と{other}は、離婚しています。",
    TieKind.SEPARATION: "{one}と{other}は、別居しています。",
    TieKind.PARTNER: "{one}と{other}は、パートナーです。",
    TieKind.PARENT_CHILD: "{one}は、{other}の親です。",
    TieKind.SIBLING: "{one}と{other}は、きょうだいです。",
    TieKind.CLOSE: "{one}と{other}は、仲がよい関係です。",
    TieKind.CONFLICT: "{one}と{other}は、対立しています。",
    TieKind.DISTANT: "{one}と{other}は、疎遠です。",
}
DIRECTIONS = {
    Direction.OUTWARD: "こちらから働きかけています",
    Direction.INWARD: "相手から働きかけがあります",
    Direction.MUTUAL: "互いに行き来があります",
}
STRENGTHS = {
    Strength.STRONG: "強いつながり",
    Strength.MODERATE: "ふつうのつながり",
    Strength.WEAK: "弱いつながり",
    Strength.STRESSED: "ストレスのあるつながり",
}


def short_name(member: Member) -> str:
    """「母」、「兄（架空 一郎）」。名前が分かれば添える。"""
    if member.key == SELF_KEY:
        return Kinship.SELF.label
    return f"{member.title}（{member.name}）" if member.name else member.title


def full_name(member: Member) -> str:
    """「母（架空 良子・68歳・同居）」。"""
    facts = [member.name] if member.name and member.key != SELF_KEY else []
    if member.is_deceased:
        facts.append("亡くなっている")
    elif member.age is not None:
        facts.append(f"{member.age}歳")
    if member.lives_together and member.key != SELF_KEY:
        facts.append("同居")
    return f"{member.title}（{'・'.join(facts)}）" if facts else member.title


def tie_sentence(bond: Bond, one: Member, other: Member) -> str:
    return TIE_WORDS[bond.kind].format(one=short_name(one), other=short_name(other))


def genogram_sentences(members: Sequence[Member], bonds: Sequence[Bond]) -> list[str]:
    """Generation by generation, then the ties that were recorded."""
    drawn = drawn_members(members, bonds)
    by_key = {member.key: member for member in drawn}
    generation_of = generations(drawn, bonds)
    sentences = []
    for generation in sorted(set(generation_of.values())):
        people = [m for m in drawn if generation_of[m.key] == generation]
        sentences.append(
            f"{_generation_words(generation)}: {'、'.join(map(full_name, people))}。"
        )
    sentences += [
        tie_sentence(bond, by_key[bond.first], by_key[bond.second])
        for bond in bonds
        if bond.first in by_key and bond.second in by_key
    ]
    return sentences


def _generation_words(generation: int) -> str:
    if generation in GENERATIONS:
        return GENERATIONS[generation]
    side = "前" if generation < 0 else "あと"
    return f"{abs(generation)}代{side}の世代"


def ecomap_sentences(entries: Sequence[EcoEntry]) -> list[str]:
    """One sentence for each thing around the person."""
    return [
        f"{entry.label}（{entry.type.label}）: {STRENGTHS[entry.strength]}。"
        f"{DIRECTIONS[entry.direction]}。"
        for entry in entries
    ]
