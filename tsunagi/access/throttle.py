"""ログインの試行を遅くする。だれかの失敗で、ほかの人を締め出さない。

Counted per (login name, way in). A browser that has signed in as this person before
carries a signed device mark and has a counter of its own, so an attacker who guesses
from elsewhere can slow down strangers only, never the person's own computer. All other
browsers share the counter of the login name: spreading guesses over many addresses
gains nothing.

After FREE_TRIES failures the waiting time doubles, from 2 seconds to at most 4 minutes:
fewer than 20 guesses an hour get an answer. A forgotten counter starts anew after a day.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from tsunagi.access.models import LoginThrottle

FREE_TRIES = 5
LONGEST_WAIT = timedelta(minutes=4)
FORGET_AFTER = timedelta(days=1)
DEVICE_COOKIE = "known_device"
DEVICE_SALT = "tsunagi.access.known_device"
DEVICE_AGE = 180 * 86_400


def waiting_time(failures: int) -> timedelta:
    """How long after the last failure the next try is answered.

    >>> [int(waiting_time(n).total_seconds()) for n in (4, 5, 6, 9, 12, 40)]
    [0, 2, 4, 32, 240, 240]
    """
    if failures < FREE_TRIES:
        return timedelta()
    return min(timedelta(seconds=2 ** min(failures - FREE_TRIES + 1, 20)), LONGEST_WAIT)


def _name_hash(login_name: str) -> str:
    return hashlib.sha256(
        f"{settings.SECRET_KEY}|{login_name.casefold()}".encode()
    ).hexdigest()


def throttle_key(request: HttpRequest, login_name: str) -> str:
    """The counter this try belongs to: the known device's own, or the shared one."""
    name = _name_hash(login_name)
    mark = request.COOKIES.get(DEVICE_COOKIE, "")
    try:
        known = signing.loads(mark, salt=DEVICE_SALT, max_age=DEVICE_AGE)
    except signing.BadSignature:
        known = {}
    device = known.get(name) if isinstance(known, dict) else None
    return hashlib.sha256(f"{name}|{device or 'unknown'}".encode()).hexdigest()


def seconds_to_wait(key: str, *, now: datetime) -> int:
    """0 when the next try will be answered now, else whole seconds."""
    row = LoginThrottle.objects.filter(pk=key).first()
    if row is None or now - row.last_failed_at > FORGET_AFTER:
        return 0
    rest = row.last_failed_at + waiting_time(row.failures) - now
    return max(0, int(rest.total_seconds()) + (rest.microseconds > 0))


def count_failure(key: str, *, now: datetime) -> None:
    with transaction.atomic():
        LoginThrottle.objects.filter(
            pk=key, last_failed_at__lt=now - FORGET_AFTER
        ).delete()
        LoginThrottle.objects.bulk_create(
            [LoginThrottle(key=key, failures=0, last_failed_at=now)],
            ignore_conflicts=True,
        )
        LoginThrottle.objects.filter(pk=key).update(
            failures=F("failures") + 1, last_failed_at=now
        )


def forget_failures(key: str) -> None:
    LoginThrottle.objects.filter(pk=key).delete()


def mark_device(request: HttpRequest, response: HttpResponse, login_name: str) -> None:
    """Remember that this browser has signed in as this person (signed, no name)."""
    try:
        known = signing.loads(
            request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_SALT, max_age=DEVICE_AGE
        )
    except signing.BadSignature:
        known = {}
    name = _name_hash(login_name)
    if name in known:
        return
    # At most five people share one computer's mark; the oldest falls out.
    known = dict(list(known.items())[-4:])
    known[name] = hashlib.sha256(signing.dumps(name).encode()).hexdigest()[:16]
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps(known, salt=DEVICE_SALT),
        max_age=DEVICE_AGE,
        httponly=True,
        samesite="Strict",
        secure=settings.IS_PRODUCTION,
    )
