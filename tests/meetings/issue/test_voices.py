"""当事者の声: だれの声かを持たず、本人がよいと言ったものだけが見え、取り下げると言葉はその場で消える。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tests.meetings.issue.test_candidates import code, new, text, values_of, write
from tests.meetings.issue.test_rises import Ladder
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.meetings.issue.actions import From, raise_candidate
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.issue.rules import Source
from tsunagi.meetings.issue.voice_actions import (
    Agreed,
    NewVoice,
    allow_voice,
    link_voice,
    record_voice,
    unlink_voice,
    withdraw_voice,
)
from tsunagi.meetings.issue.voice_models import CandidateVoice, VoiceRecord
from tsunagi.meetings.issue.voice_queries import voices, voices_beside
from tsunagi.meetings.issue.voice_rules import AgreedHow, Heard, may_be_shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ClientFor = Callable[[str], Client]
WORDS = "夜に電話できるところがあると、朝まで待てる"
YES = Agreed(TODAY, AgreedHow.SPOKEN)


def hear(
    region: Region, *, by: str = "specialist", agreed: Agreed | None = YES,
    area: str = "east", **values: Any,
) -> VoiceRecord:  # fmt: skip
    told: dict[str, Any] = {
        "text": WORDS, "how": Heard.INTERVIEW, "heard_on": TODAY, "topic": "crisis",
        **values,
    }  # fmt: skip
    return record_voice(
        new=NewVoice(area=region.areas[area], agreed=agreed, **told),
        by=region.actor(by), now=NOW, today=TODAY,
    )  # fmt: skip


def seen_by(region: Region, who: str) -> list[str]:
    return [one.text for one in voices(actor=region.actor(who), now=NOW)]


@pytest.mark.parametrize(
    ("is_shown", "has_agreed", "is_withdrawn", "expected"),
    [
        (True, True, False, True), (True, True, True, False),
        (True, False, False, False), (False, True, False, False),
    ],
)  # fmt: skip
def test_shown_only_with_a_consent_that_stands(
    is_shown: bool, has_agreed: bool, is_withdrawn: bool, expected: bool
) -> None:
    assert may_be_shown(
        is_shown=is_shown, has_agreed=has_agreed, is_withdrawn=is_withdrawn
    ) is expected  # fmt: skip


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"text": " "}, ("ISS-011", "text")),
        ({"text": "すずきさんに会えない"}, ("MTG-013", "text")),
        ({"area": "minato"}, ("ISS-006", "area")),
        ({"heard_on": TODAY + timedelta(days=1)}, ("ISS-012", "heard_on")),
        (
            {"agreed": Agreed(TODAY + timedelta(days=1), AgreedHow.SPOKEN)},
            ("ISS-012", "agreed_on"),
        ),
        (
            {"agreed": Agreed(TODAY - timedelta(days=1), AgreedHow.SPOKEN)},
            ("ISS-013", "agreed_on"),
        ),
    ],
)
def test_what_is_refused(
    values: dict[str, Any], expected: tuple[str, str], region: Region
) -> None:
    assert code(lambda: hear(region, **values)) == expected
    assert not VoiceRecord.objects.unscoped("test").exists()


def test_who_hears_it_and_nothing_of_it_in_the_audit(region: Region) -> None:
    for who in ("member", "trainee"):
        with pytest.raises(AccessDenied):
            hear(region, by=who)
    hear(region)
    event = AuditEvent.objects.get(action="issue_voice.record")
    assert "夜に" not in str(event.details)


def test_without_consent_it_stays_with_the_own_office(region: Region) -> None:
    hear(region, agreed=None)
    assert seen_by(region, "assistant") == [WORDS]
    for who in ("alone", "core_staff", "officer", "member"):
        assert seen_by(region, who) == [], who
    hear(region, text="バスがない")
    for who in ("alone", "member", "adviser"):
        assert seen_by(region, who) == ["バスがない"], who
    for who in ("minato_specialist", "trainee"):
        assert seen_by(region, who) == [], who


def test_the_database_shows_nothing_without_consent_and_keeps_no_withdrawn_word(
    region: Region,
) -> None:
    rows = VoiceRecord.objects.unscoped("test").filter(pk=hear(region, agreed=None).pk)
    for change in ({"is_shown": True}, {"withdrawn_at": NOW}, {"text": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    assert rows.update(text="", withdrawn_at=NOW) == 1


def test_the_office_that_heard_it_writes_a_later_consent(region: Region) -> None:
    voice = hear(region, agreed=None)

    def allow(by: str, version: int = 1) -> None:
        allow_voice(
            voice=voice, agreed=YES, version=version, by=region.actor(by), now=NOW,
            today=TODAY,
        )  # fmt: skip

    assert code(lambda: allow("core_staff"))[0] == "ISS-015"
    assert code(lambda: allow("assistant", 7))[0] == "ACC-008"
    allow("assistant")
    assert seen_by(region, "alone") == [WORDS]


def test_withdrawing_erases_the_words_at_once_and_keeps_the_fact(
    region: Region,
) -> None:
    voice, row = hear(region), write(region)
    link_voice(candidate=row, voice=voice, by=region.actor("alone"), now=NOW)

    def withdraw(by: str) -> None:
        withdraw_voice(voice=voice, version=voice.version, by=region.actor(by), now=NOW)

    assert code(lambda: withdraw("alone"))[0] == "ISS-015"
    withdraw("assistant")
    assert seen_by(region, "alone") == [""]
    kept = VoiceRecord.objects.unscoped("test").get()
    assert (kept.text, kept.heard_on, kept.is_shown) == ("", TODAY, True)
    beside = voices_beside(actor=region.actor("alone"), now=NOW, candidate=row)
    assert (beside.links, beside.withdrawn, beside.proposed) == ([], 1, [])
    assert code(lambda: withdraw("assistant"))[0] == "ISS-016"
    other = write(region)
    assert code(
        lambda: link_voice(
            candidate=other, voice=voice, by=region.actor("alone"), now=NOW
        )
    )[0] == "ISS-014"  # fmt: skip
    assert AuditEvent.objects.filter(action="issue_voice.withdraw").count() == 1


def test_only_a_shown_voice_is_put_beside_and_only_once(region: Region) -> None:
    row = write(region)
    by = region.actor("alone")
    hidden = hear(region, by="alone", agreed=None)
    assert code(
        lambda: link_voice(candidate=row, voice=hidden, by=by, now=NOW)
    )[0] == "ISS-014"  # fmt: skip
    voice = hear(region)
    for _ in range(2):
        link_voice(candidate=row, voice=voice, by=by, now=NOW)
    assert CandidateVoice.objects.unscoped("test").count() == 1
    assert AuditEvent.objects.filter(action="issue_voice.link").count() == 1
    with pytest.raises(NotVisible):
        link_voice(
            candidate=row, voice=voice, by=region.actor("minato_specialist"), now=NOW
        )
    with pytest.raises(AccessDenied):
        unlink_voice(candidate=row, voice=voice, by=region.actor("member"), now=NOW)
    unlink_voice(candidate=row, voice=voice, by=by, now=NOW)
    assert not CandidateVoice.objects.unscoped("test").exists()


def test_voices_of_the_same_topic_around_and_within_the_area_are_proposed(
    region: Region,
) -> None:
    row = write(region)
    for area, words in (("east", "東"), ("tsunagi", "市"), ("west", "西")):
        hear(region, area=area, text=f"{words}の声")
    hear(region, topic="moving", text="別の話題")
    hear(region, agreed=None, text="見せない声")
    linked = hear(region, text="結んだ声")
    link_voice(candidate=row, voice=linked, by=region.actor("alone"), now=NOW)
    beside = voices_beside(actor=region.actor("specialist"), now=NOW, candidate=row)
    assert [one.voice.text for one in beside.links] == ["結んだ声"]
    assert {one.text for one in beside.proposed} == {"東の声", "市の声"}


def test_a_candidate_that_is_written_from_a_voice_has_it_beside(region: Region) -> None:
    voice = hear(region)

    def from_it(by: str = "alone") -> LocalIssueCandidate:
        return raise_candidate(
            item=None, new=new(region), by=region.actor(by), now=NOW,
            origin=From(Source.VOICES, voice.public_id),
        )  # fmt: skip

    row = from_it()
    assert CandidateVoice.objects.unscoped("test").get().candidate == row
    assert row.version == 2, "what is edited next is the version with its voice"
    assert code(from_it)[0] == "ISS-007"
    hidden = hear(region, agreed=None)
    with pytest.raises(NotVisible):
        raise_candidate(
            item=None, new=new(region), by=region.actor("specialist"), now=NOW,
            origin=From(Source.VOICES, hidden.public_id),
        )  # fmt: skip


def form_values(region: Region, **values: Any) -> dict[str, Any]:
    return {
        "text": WORDS, "how": "interview", "heard_on": "2026-11-22",
        "area": str(region.areas["east"].public_id), "topic": "crisis",
        "consent": "yes", "agreed_on": "2026-11-22", "agreed_how": "spoken",
        "key": str(uuid4()), **values,
    }  # fmt: skip


def test_the_candidate_page_says_none_yet_and_leads_to_the_first(
    region: Region, client_for: ClientFor
) -> None:
    row = write(region)
    page = reverse("candidate-page", args=[row.public_id])
    client = client_for("alone")
    shown = text(client.get(page))
    url = f"{reverse('issue-voice-new')}?candidate={row.public_id}"
    assert "まだ声を聞いていません。" in shown and url in shown
    assert url not in text(client_for("member").get(page))
    form = text(client.get(url))
    assert "この言葉を会議で見せてよいと、本人は言いましたか" in form
    unasked = client.post(url, form_values(region, consent=""))
    assert unasked.status_code == 422 and WORDS in text(unasked)
    undated = client.post(url, form_values(region, agreed_on="", agreed_how=""))
    assert undated.status_code == 422 and "よいと言った日を書いてください" in text(
        undated
    )
    assert not VoiceRecord.objects.unscoped("test").exists()
    done = client.post(url, form_values(region))
    assert done["Location"] == f"{page}#voices"
    assert WORDS in text(client_for("member").get(page))
    client.post(url, form_values(region, text="休みの日の声", consent="no"))
    assert "休みの日の声" not in text(client.get(page)), "no consent, not shown"
    assert client_for("minato_specialist").get(url).status_code == 404
    assert client_for("member").get(url).status_code == 403


def test_list_link_unlink_allow_and_withdraw_on_the_screen(
    region: Region, client_for: ClientFor
) -> None:
    row, voice = write(region), hear(region, agreed=None)
    client = client_for("specialist")
    listing = reverse("issue-voices")
    allow = reverse("issue-voice-allow", args=[voice.public_id])
    assert allow in text(client.get(listing))
    assert WORDS not in text(client_for("alone").get(listing))
    assert client_for("alone").get(allow).status_code == 404
    assert client.post(allow, {"version": "1"}).status_code == 422
    agreed = {"agreed_on": "2026-11-22", "agreed_how": "written", "version": "1"}
    assert client.post(allow, agreed)["Location"] == listing
    page = reverse("candidate-page", args=[row.public_id])
    link = reverse("issue-voice-link", args=[row.public_id, voice.public_id])
    assert link in text(client.get(page)), "proposed by topic and area"
    client.post(link)
    assert link not in text(client.get(page)) and WORDS in text(client.get(page))
    client.post(reverse("issue-voice-unlink", args=[row.public_id, voice.public_id]))
    assert link in text(client.get(page))
    client.post(link)
    candidate = f"{reverse('candidate-write')}?source=voices&key={voice.public_id}"
    form = client_for("alone").get(candidate).context["form"]
    assert (form["topic"].value(), form["viewpoint"].value()) == ("crisis", "person")
    client.post(
        reverse("issue-voice-withdraw", args=[voice.public_id]), {"version": "2"}
    )
    for who, url in (("specialist", page), ("alone", page), ("specialist", listing)):
        assert WORDS not in text(client_for(who).get(url)), (who, url)
    assert "取り下げられた声が1つ" in text(client.get(page))
    assert "言葉は残っていません" in text(client_for("alone").get(listing))
    assert (
        client.post(candidate, values_of(region, key=str(uuid4()))).status_code == 404
    )
    assert client.get(f"{listing}?area=x&topic=crisis").status_code == 200


def test_the_agenda_and_the_paper_of_a_raised_candidate_show_its_voices(
    region: Region, client_for: ClientFor
) -> None:
    ladder = Ladder(region)
    ladder.up()
    pages = [
        reverse(name, args=[ladder.above.public_id])
        for name in ("meeting-page", "meeting-pack")
    ]
    client = client_for("core_staff")
    for page in pages:
        assert "まだ声を聞いていません。" in text(client.get(page)), page
    voice = hear(region)
    link_voice(
        candidate=ladder.row, voice=voice, by=region.actor("core_staff"), now=NOW
    )
    for page in pages:
        assert f"「{WORDS}」" in text(client.get(page)), page
    withdraw_voice(
        voice=voice, version=voice.version, by=region.actor("specialist"), now=NOW
    )
    for page in pages:
        assert WORDS not in text(client.get(page)), page


def test_the_number_of_queries_does_not_grow(
    region: Region, client_for: ClientFor
) -> None:
    ladder = Ladder(region)
    ladder.up()
    client = client_for("core_staff")
    pages = [
        reverse("issue-voices"),
        reverse("candidate-page", args=[ladder.row.public_id]),
        reverse("meeting-pack", args=[ladder.above.public_id]),
    ]

    def counts() -> list[int]:
        found = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as made:
                client.get(page)
            found.append(len(made))
        return found

    def add(number: int) -> None:
        one = hear(region, text=f"架空の声{number}")
        hear(region, text=f"架空の案{number}")
        link_voice(candidate=ladder.row, voice=one, by=region.actor("alone"), now=NOW)

    add(0)
    before = counts()
    for number in range(1, 5):
        add(number)
    assert counts() == before
