"""ログインの試行は遅くなり、だれかの失敗でほかの人は締め出されない。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from tests.conftest import NOW
from tsunagi.access import throttle
from tsunagi.access.models import LoginThrottle

KEY = "k" * 64


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [
        (0, 0), (1, 0), (4, 0), (5, 2), (6, 4), (7, 8), (8, 16), (9, 32), (10, 64),
        (11, 128), (12, 256), (13, 480), (14, 480), (1_000, 480),
    ],
)  # fmt: skip
def test_the_waiting_time_doubles_up_to_eight_minutes(
    failures: int, seconds: int
) -> None:
    assert throttle.waiting_time(failures) == timedelta(seconds=seconds)


def answered(seconds: int, *, start: Any = NOW) -> int:
    """How many guesses get an answer when each comes as soon as it may."""
    now, end, count = start, start + timedelta(seconds=seconds), 0
    while now < end:
        wait = throttle.take_try(KEY, now=now)
        if wait:
            now += timedelta(seconds=wait)
        else:
            count += 1
    return count


@pytest.mark.django_db
def test_an_hour_of_guessing_gets_at_most_twenty_answers() -> None:
    assert 15 <= answered(3_600) <= 20


@pytest.mark.django_db
def test_a_whole_day_gets_few_answers() -> None:
    assert answered(86_400) < 200


@pytest.mark.django_db
def test_a_try_while_waiting_does_not_prolong_the_wait() -> None:
    for _ in range(throttle.FREE_TRIES):
        assert throttle.take_try(KEY, now=NOW) == 0
    assert throttle.take_try(KEY, now=NOW) == 2
    assert throttle.take_try(KEY, now=NOW + timedelta(seconds=1)) == 1
    assert throttle.take_try(KEY, now=NOW + timedelta(seconds=1, microseconds=1)) == 1
    assert throttle.take_try(KEY, now=NOW + timedelta(seconds=2)) == 0
    assert throttle.take_try(KEY, now=NOW + timedelta(seconds=2)) == 4


@pytest.mark.django_db
def test_a_counter_is_forgotten_after_a_day() -> None:
    answered(3_600)
    last = LoginThrottle.objects.get().last_failed_at
    assert throttle.take_try(KEY, now=last + timedelta(minutes=1)) > 0
    later = last + timedelta(days=1, seconds=1)
    assert throttle.take_try(KEY, now=later) == 0
    assert LoginThrottle.objects.get().failures == 1


@pytest.mark.django_db
def test_success_forgets_one_counter_only() -> None:
    for key in ("a", "b"):
        throttle.take_try(key, now=NOW)
    throttle.forget_failures("a")
    assert list(LoginThrottle.objects.values_list("key", flat=True)) == ["b"]


# --- whose counter ---------------------------------------------------------------
def browser(**cookies: str) -> Any:
    request = RequestFactory().get("/login/")
    request.COOKIES.update(cookies)
    return request


def marked_for(*names: str) -> Any:
    """A browser in which these people have signed in, one after the other."""
    from django.http import HttpResponse

    request = browser()
    for name in names:
        response = HttpResponse()
        throttle.mark_device(request, response, name)
        if throttle.DEVICE_COOKIE in response.cookies:
            value = response.cookies[throttle.DEVICE_COOKIE].value
            request.COOKIES[throttle.DEVICE_COOKIE] = value
    return request


def test_strangers_share_one_counter_for_each_name() -> None:
    first, second = browser(), browser()
    first.META["REMOTE_ADDR"], second.META["REMOTE_ADDR"] = "10.0.0.1", "10.0.0.2"
    key = throttle.throttle_key(first, "suzuki")
    assert throttle.throttle_key(second, "suzuki") == key
    assert throttle.throttle_key(second, "SUZUKI") == key
    assert throttle.throttle_key(first, "sato") != key


def test_a_known_device_has_a_counter_of_its_own() -> None:
    stranger = throttle.throttle_key(browser(), "suzuki")
    own, other = marked_for("suzuki"), marked_for("suzuki")
    assert throttle.throttle_key(own, "suzuki") != stranger
    assert throttle.throttle_key(own, "suzuki") != throttle.throttle_key(
        other, "suzuki"
    )
    assert throttle.throttle_key(own, "sato") == throttle.throttle_key(
        browser(), "sato"
    )


def test_a_forged_mark_is_a_stranger() -> None:
    own = marked_for("suzuki")
    stranger = throttle.throttle_key(browser(), "suzuki")
    for value in ("", "x", own.COOKIES[throttle.DEVICE_COOKIE][:-1] + "x"):
        forged = browser(**{throttle.DEVICE_COOKIE: value})
        assert throttle.throttle_key(forged, "suzuki") == stranger


def test_the_mark_does_not_tell_the_name() -> None:
    import base64

    value = marked_for("suzuki").COOKIES[throttle.DEVICE_COOKIE]
    payload = value.split(":")[0]
    plain = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    assert b"suzuki" not in plain
    assert b"suzuki" not in value.encode()


def test_a_shared_computer_remembers_the_last_five() -> None:
    names = [f"person{number}" for number in range(6)]
    shared = marked_for(*names)
    known = [
        throttle.throttle_key(shared, name) != throttle.throttle_key(browser(), name)
        for name in names
    ]
    assert known == [False, True, True, True, True, True]


@pytest.mark.django_db
def test_the_free_tries_are_answered_at_once() -> None:
    """Also a hundredth of a second after the one before."""
    for number in range(throttle.FREE_TRIES):
        now = NOW + timedelta(milliseconds=10 * number)
        assert throttle.take_try(KEY, now=now) == 0
