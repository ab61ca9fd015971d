"""声は、聞いた事業所がなくなっても取り下げられ、候補から外せるのは、その候補か声に関わる人だけ。"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import NOW
from tests.factories.region import Region
from tests.meetings.issue.test_candidates import code, text, write
from tests.meetings.issue.test_voices import WORDS, hear
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.meetings.issue.models import IssueCandidateRevision, LocalIssueCandidate
from tsunagi.meetings.issue.voice_actions import (
    link_voice,
    unlink_voice,
    withdraw_voice,
)
from tsunagi.meetings.issue.voice_models import CandidateVoice, VoiceRecord

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ClientFor = Callable[[str], Client]
# Neither wrote the candidate nor heard the voice nor linked it, and sorts no issues.
STRANGER = "alone"


class Beside:
    """A voice of ひかり beside a candidate of the core centre, put there by `linker`."""

    def __init__(self, region: Region, linker: str = "core_staff") -> None:
        self.region = region
        self.row: LocalIssueCandidate = write(region, by="core_staff")
        self.voice: VoiceRecord = hear(region)
        self.link(linker)

    def link(self, by: str) -> None:
        link_voice(
            candidate=self.row, voice=self.voice, by=self.region.actor(by), now=NOW
        )

    def unlink(self, by: str) -> None:
        unlink_voice(
            candidate=self.row, voice=self.voice, by=self.region.actor(by), now=NOW
        )

    def withdraw(self, by: str) -> None:
        withdraw_voice(
            voice=self.voice, version=self.voice.version, by=self.region.actor(by),
            now=NOW,
        )  # fmt: skip

    def is_linked(self) -> bool:
        return CandidateVoice.objects.unscoped("test").exists()

    def told(self) -> list[tuple[str, str, str]]:
        rows = IssueCandidateRevision.objects.unscoped("test").filter(
            candidate=self.row
        )
        return [
            line for one in rows.order_by("version") for line in one.changed_words()
        ]


@pytest.mark.parametrize(
    "who", ["core_staff", "secretary", "officer", "ward_officer", "assistant"]
)
def test_who_sorts_the_issues_withdraws_any_voice_too(who: str, region: Region) -> None:
    beside = Beside(region)
    beside.withdraw(who)
    kept = VoiceRecord.objects.unscoped("test").get()
    assert (kept.text, kept.withdrawn_by) == ("", region.staff[who])
    assert AuditEvent.objects.filter(action="issue_voice.withdraw").count() == 1


def test_nobody_else_withdraws_it(region: Region) -> None:
    beside = Beside(region)
    assert code(lambda: beside.withdraw(STRANGER))[0] == "ISS-015"
    with pytest.raises(AccessDenied):
        beside.withdraw("member")
    for who in ("minato_specialist", "minato_officer"):
        with pytest.raises(NotVisible):
            beside.withdraw(who)
    assert VoiceRecord.objects.unscoped("test").get().text == WORDS


def test_the_list_offers_it_to_them_and_only_the_withdrawing(
    region: Region, client_for: ClientFor
) -> None:
    voice = hear(region)
    own = hear(region, agreed=None, text="見せない声")
    listing = reverse("issue-voices")
    withdraw = reverse("issue-voice-withdraw", args=[voice.public_id])
    hidden = [
        reverse(name, args=[own.public_id])
        for name in ("issue-voice-allow", "issue-voice-withdraw")
    ]
    assert withdraw not in text(client_for(STRANGER).get(listing))
    client = client_for("secretary")
    shown = text(client.get(listing))
    assert withdraw in shown and "見せない声" not in shown
    for url in hidden:
        assert url not in shown and client.get(url).status_code == 404
        assert url in text(client_for("specialist").get(listing))
    assert client.post(withdraw, {"version": "1"})["Location"] == listing
    assert WORDS not in text(client.get(listing))


@pytest.mark.parametrize(
    ("linker", "who", "may"),
    [
        ("core_staff", "core_staff", True), ("core_staff", "officer", True),
        ("core_staff", "assistant", True), ("core_staff", STRANGER, False),
        (STRANGER, STRANGER, True), (STRANGER, "specialist", True),
    ],
)  # fmt: skip
def test_a_keeper_the_office_that_heard_it_and_who_linked_it_take_it_off(
    linker: str, who: str, may: bool, region: Region, client_for: ClientFor
) -> None:
    beside = Beside(region, linker)
    page = reverse("candidate-page", args=[beside.row.public_id])
    url = reverse(
        "issue-voice-unlink", args=[beside.row.public_id, beside.voice.public_id]
    )
    client = client_for(who)
    assert (url in text(client.get(page))) is may
    client.post(url)
    assert beside.is_linked() is not may
    if not may:
        assert code(lambda: beside.unlink(who))[0] == "ISS-017"
    events = AuditEvent.objects.filter(action="issue_voice.unlink")
    assert events.count() == (1 if may else 0)


def test_the_link_of_a_withdrawn_voice_stays(region: Region) -> None:
    beside = Beside(region)
    beside.withdraw("specialist")
    assert code(lambda: beside.unlink("core_staff"))[0] == "ISS-016"
    assert beside.is_linked()


def test_linking_and_taking_off_stand_in_the_history_without_the_words(
    region: Region,
) -> None:
    beside = Beside(region)
    beside.link("core_staff")
    beside.unlink("core_staff")
    beside.unlink("core_staff")
    heard = "令和8年11月22日に聞いた声"
    assert beside.told() == [("当事者の声", "—", heard), ("当事者の声", heard, "—")]
    fresh = LocalIssueCandidate.objects.unscoped("test").get(pk=beside.row.pk)
    assert fresh.version == beside.row.version == 3
