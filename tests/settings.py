"""The product's own settings in the mode for tests."""

import os

os.environ.setdefault("TSUNAGI_MODE", "test")

from config.settings import *  # noqa: F403
