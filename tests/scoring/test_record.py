"""Records: evidence is the same JSON whatever its quotes hold."""

from __future__ import annotations

import json
from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from detector.scoring.record import as_json


@given(st.lists(st.dictionaries(st.text(max_size=5), st.integers(-(2**70), 2**70) | st.text(st.characters(exclude_categories=())), max_size=4)))
def test_evidence_is_compact_json_with_half_characters_too(evidence: list[dict[str, int | str]]) -> None:
    assert as_json(evidence) == json.dumps(evidence, ensure_ascii=False, separators=(",", ":"))


def test_any_sequence_of_evidence_will_do() -> None:
    assert as_json(deque([{"quote": "“é”"}])) == as_json(({"quote": "“é”"},)) == '[{"quote":"“é”"}]'
