"""記録の次の版。どの部屋も使うので、`tsunagi/access/versions.py` に置いてある。"""

from __future__ import annotations

from tsunagi.access.versions import next_version

__all__ = ["next_version"]
