"""A line of Markdown for a source."""

import pytest

from assistant.export.text import reference
from assistant.types import Source


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a.example/x y [z](javascript:1)", ""])
def test_source_without_an_address_to_follow_has_its_id(url: str) -> None:
    source = Source(number=1, id="arxiv:2401.00001", title="Folds", url=url or None)
    assert reference(source).strip() == "[1] Folds, arxiv:2401.00001"
