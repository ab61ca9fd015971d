"""Passwords of the demo: argon2, but cheap."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class PublishedPasswordHasher(Argon2PasswordHasher):
    """The demo prints its passwords: to make them hard to guess would protect nobody, and
    for sixty accounts it was a third of the first start."""

    time_cost = 1
    memory_cost = 1024
    parallelism = 1
