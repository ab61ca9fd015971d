"""URL に出す番号。"""

from tsunagi.common.ids import new_public_id


def test_public_ids_are_random_and_never_repeat() -> None:
    ids = {new_public_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert {public_id.version for public_id in ids} == {4}
