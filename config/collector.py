"""How often Python looks for objects that only hold on to each other."""

from __future__ import annotations

import gc


def collect_rarely() -> None:
    """After tens of thousands of new objects, not after every few hundred.

    A page or a command makes many objects and few circles; looking so often is a tenth
    of an ordinary page's CPU, and of every start.
    """
    gc.set_threshold(50_000, 20, 100)


def keep_what_is_loaded() -> None:
    """What is here now stays for good: the collector need not walk over it again."""
    gc.collect()
    gc.freeze()
    collect_rarely()
    gc.enable()
