"""カタログの読取り。配布した版は全員に、採用した版はその市町村で働く人に見える。"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.utils.timezone import localdate

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.planned import planned_once
from tsunagi.access.within import within
from tsunagi.activity.catalogue import loader
from tsunagi.activity.catalogue.items import (
    NO_MAPPING,
    Catalogue,
    CatalogueKind,
    Item,
)
from tsunagi.activity.catalogue.models import CatalogueAdoption, CatalogueOverride
from tsunagi.activity.catalogue.rules import (
    STATE_WORDS,
    AdoptionState,
    ChangeKind,
    Difference,
    adoption_state,
    apply_changes,
    difference,
    item_spelled,
)
from tsunagi.activity.catalogue.stored import (
    Status,
    base_of,
    changes_of,
    draft_of,
    own_rows,
    published_items,
)
from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key

NATIONAL_LAYERS = "national-three-layers"
OURS = "ours-"


class CatalogueRow(Frozen):
    """One line of the list: the newest shipped version and how we stand to it."""

    catalogue: Catalogue
    state: AdoptionState
    adopted: CatalogueAdoption | None
    versions: int

    @property
    def state_word(self) -> tuple[str, str]:
        return STATE_WORDS[self.state]


class VersionChoice(Frozen):
    """A version that can be read: shipped ("R3") or ours ("ours-1")."""

    key: str
    label: str
    effective_from: date | None


class CatalogueView(Frozen):
    """One version ready to be shown. header: the shipped version it rests on."""

    header: Catalogue
    key: str
    items: tuple[Item, ...]
    adoption: CatalogueAdoption | None
    versions: tuple[VersionChoice, ...]
    row: CatalogueRow

    @property
    def label(self) -> str:
        return next(v.label for v in self.versions if v.key == self.key)


class Found(Frozen):
    """An item that a search word hits."""

    catalogue: Catalogue
    item: Item


class Draft(Frozen):
    """The draft with its base, its overrides, and what it will look like."""

    row: CatalogueAdoption
    base: Catalogue
    overrides: tuple[CatalogueOverride, ...]
    items: tuple[Item, ...]


class Duty(Frozen):
    """主任の役割一つ。is_adopted が偽なら、国の三層の項目を代わりに出している。"""

    code: str
    label: str
    explanation: str
    group: str
    placements: Mapping[str, str]
    is_adopted: bool
    catalogue_name: str
    catalogue_title: str


def catalogues(*, actor: Actor) -> list[CatalogueRow]:
    """配布した全部のカタログと、この市町村の採用の状態。"""
    rows = list(own_rows(actor).defer("items").order_by("number"))
    shipped = loader.shipped()
    adopted = {r.name: r for r in rows if r.status == Status.PUBLISHED}
    drafts = {r.name for r in rows if r.status == Status.DRAFT}
    kinds = {shipped[name][-1].kind for name in adopted if name in shipped}
    return [
        CatalogueRow(
            catalogue=versions[-1],
            state=adoption_state(
                versions[-1],
                adopted_version=adopted[name].base_version if name in adopted else None,
                has_draft=name in drafts,
                kind_is_adopted=versions[-1].kind in kinds,
            ),
            adopted=adopted.get(name),
            versions=len(versions),
        )
        for name, versions in shipped.items()
    ]


def waiting_for_adoption(*, actor: Actor) -> list[CatalogueRow]:
    """採用を待っているもの: すすめる版をまだ採用していない、新しい版が出た。"""
    waiting = (AdoptionState.WAITING, AdoptionState.NEWER)
    return [row for row in catalogues(actor=actor) if row.state in waiting]


def adoptions(*, actor: Actor) -> list[CatalogueAdoption]:
    """この市町村が公開した版。新しい順。"""
    rows = own_rows(actor).filter(status=Status.PUBLISHED).defer("items")
    return list(rows.order_by("-published_at", "-id"))


def catalogue(*, actor: Actor, name: str, version: str | None = None) -> CatalogueView:
    """一つの版。版を言わなければ、配布した最新の版。"""
    newest = loader.newest(name)
    if newest is None:
        raise NotVisible
    row = next(r for r in catalogues(actor=actor) if r.catalogue.name == name)
    published = list(
        own_rows(actor).filter(name=name, status=Status.PUBLISHED).order_by("number")
    )
    key = newest.version if version is None else version
    header, items, adoption = _version(name, key, published)
    spelling = actor.disability_spelling
    return CatalogueView(
        header=header,
        key=key,
        items=tuple(item_spelled(item, spelling) for item in items),
        adoption=adoption,
        versions=_choices(name, published, actor),
        row=row,
    )


def _version(
    name: str, key: str, published: list[CatalogueAdoption]
) -> tuple[Catalogue, tuple[Item, ...], CatalogueAdoption | None]:
    ours = next((r for r in published if f"{OURS}{r.number}" == key), None)
    header = loader.version_of(name, ours.base_version if ours else key)
    if header is None:
        # A version that is no longer shipped: the newest one heads what we kept.
        header = loader.newest(name) if ours else None
    if header is None:
        raise NotVisible
    return header, published_items(ours) if ours else header.items, ours


def _choices(
    name: str, published: list[CatalogueAdoption], actor: Actor
) -> tuple[VersionChoice, ...]:
    shipped = [
        VersionChoice(one.version, f"{one.issuer} {one.version}版", one.effective_from)
        for one in loader.shipped()[name]
    ]
    place = actor.municipality_name or "この市町村"
    ours = [
        VersionChoice(f"{OURS}{r.number}", f"{place} 第{r.number}版", r.effective_from)
        for r in published
    ]
    return (*shipped, *ours)


def difference_between(
    *, actor: Actor, name: str, old: str, new: str
) -> tuple[CatalogueView, CatalogueView, Difference]:
    """二つの版の違い。どちらの版もこの人に見えるものだけ。"""
    before = catalogue(actor=actor, name=name, version=old)
    after = catalogue(actor=actor, name=name, version=new)
    columns = (*before.header.placements, *after.header.placements)
    labels = {column.key: column.label for column in columns}
    return before, after, difference(before.items, after.items, placement_labels=labels)


def draft(*, actor: Actor, name: str) -> Draft:
    """下書き。採用の許可を持つ人の画面だけが使う。"""
    row = draft_of(name, actor)
    base = base_of(row)
    overrides = tuple(row.overrides.select_related("made_by").order_by("id"))
    items = apply_changes(base.items, changes_of(overrides))
    return Draft(row, base, overrides, items)


class DraftItem(Frozen):
    """An item as the draft has it, hidden or not."""

    item: Item
    is_hidden: bool
    position: int | None
    reason: str


def draft_item(*, actor: Actor, name: str, code: str) -> tuple[Draft, DraftItem]:
    """一つの項目のいまの手直し。使わないとした項目も、ここでは開ける。"""
    found = draft(actor=actor, name=name)
    own = [row for row in found.overrides if row.item_code == code]
    words = [c for c in changes_of(own) if c.kind is not ChangeKind.HIDE]
    items = apply_changes(found.base.items, words)
    item = next((one for one in items if one.code == code), None)
    if item is None:
        raise NotVisible
    return found, DraftItem(
        item=item,
        is_hidden=any(row.kind == ChangeKind.HIDE for row in own),
        position=next((r.position for r in own if r.position is not None), None),
        reason=next((row.reason for row in own if row.reason), ""),
    )


def found_items(*, actor: Actor, word: str) -> list[Found]:
    """言葉でさがす。題、項目、説明、例、別の書き方を見る。"""
    key = search_key(word)
    if not key:
        return []
    spelling = actor.disability_spelling
    return [
        Found(versions[-1], item_spelled(item, spelling))
        for versions in loader.shipped().values()
        for item in versions[-1].items
        if key in _searched(versions[-1], item)
    ]


def _searched(catalogue: Catalogue, item: Item) -> str:
    texts = [item.code, item.label, item.group, item.explanation, *item.variants]
    texts += [example.text for example in item.examples]
    return search_key(" ".join(texts))


def adopted_chief_duties(*, actor: Actor, today: date | None = None) -> list[Duty]:
    """いま使っている主任の役割。採用がまだなら、国の三層の項目（印つき）。"""
    shipped = loader.shipped()
    names = [
        name
        for name, versions in shipped.items()
        if versions[-1].kind is CatalogueKind.CHIEF_DUTIES
    ]
    in_force = own_rows(actor).filter(
        status=Status.PUBLISHED,
        name__in=names,
        effective_from__lte=today or localdate(),
    )
    row = in_force.order_by("-effective_from", "-published_at", "-id").first()
    if row is not None:
        name, title, items = row.name, row.title, published_items(row)
    else:
        layers = shipped[NATIONAL_LAYERS][-1]
        name, title, items = layers.name, layers.title, layers.items
    return [
        Duty(
            code=item.code,
            label=item.label,
            explanation=item_spelled(item, actor.disability_spelling).explanation,
            group=item.group,
            placements=item.placements or NO_MAPPING,
            is_adopted=row is not None,
            catalogue_name=name,
            catalogue_title=title,
        )
        for item in items
    ]


class InForce(Frozen, eq=False):
    """The items that hold on a day: the adopted version, else the newest shipped.

    The same object for the same version: what is made of it may be kept beside it.
    """

    name: str
    version: str
    items: tuple[Item, ...]
    is_adopted: bool


# By hand, because every form with categories asks it.
_PUBLISHED = f"""
SELECT name, public_id, number, effective_from FROM {CatalogueAdoption._meta.db_table}
WHERE municipality_id = %s AND status = '{Status.PUBLISHED}' AND {{names}}
ORDER BY effective_from, number
"""  # noqa: S608 — our own names only


class Adoption(NamedTuple):
    """A published version; what it says is read when it is wanted."""

    name: str
    public_id: UUID
    number: int
    since: date


class Adoptions(Frozen, eq=False):
    """Every version of some catalogues that a municipality has published: asked for once,
    it answers for any day."""

    rows: tuple[Adoption, ...]  # in the order in which they came into force

    def first_in_force(self, names: tuple[str, ...], on: date) -> InForce:
        """その日に使う版: 名前の順に、採用した最初のもの。なければ、最後の名前の、配布した
        最新の版（印つき）。

        Its text never changes once published, so it is read from the row once in the life
        of the process.
        """
        held = {row.name: row for row in self.rows if row.since <= on}
        for name in names:
            if name in held:
                return _adopted(held[name].public_id, name, held[name].number)
        newest = loader.newest(names[-1])
        if newest is None:
            raise NotVisible
        return _shipped(newest.name, newest.version)


def published_of(*, actor: Actor, names: Collection[str]) -> Adoptions:
    """この市町村が公開した、これらの名前のカタログの版。先の日のものも。"""
    names_are, values = within("name", names)
    with planned_once() as cursor:
        cursor.execute(_PUBLISHED.format(names=names_are), [actor.here, *values])
        rows = cursor.fetchall()
    return Adoptions(
        tuple(
            Adoption(name, _as_id(key), number, _as_day(since))
            for name, key, number, since in rows
        )
    )


def _as_id(value: UUID | str) -> UUID:
    """SQLite gives an id as a text."""
    return UUID(value) if isinstance(value, str) else value


def _as_day(value: date | str) -> date:
    """SQLite gives a day as a text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def in_force(*, actor: Actor, name: str, on: date) -> InForce:
    """その日に使う版。採用がまだなら、配布した最新の版（印つき）。"""
    return published_of(actor=actor, names=(name,)).first_in_force((name,), on)


@lru_cache(maxsize=256)
def _adopted(public_id: UUID, name: str, number: int) -> InForce:
    row = CatalogueAdoption.objects.get(public_id=public_id)
    return InForce(name, f"{OURS}{number}", published_items(row), True)


@lru_cache(maxsize=64)
def _shipped(name: str, version: str) -> InForce:
    found = loader.version_of(name, version)
    return InForce(name, version, found.items if found else (), False)
