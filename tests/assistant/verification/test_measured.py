"""The verdicts on sentences that others wrote: retellings with their false twins, and near-copies, of real abstracts.

The abstracts are no part of the repository, so these tests read them beside it, and skip where they are not. The halves
put aside were not read while the checks were built; their bounds are what was measured on them once, and a little more.
"""

from collections.abc import Sequence
from typing import Any

import pytest

from assistant.evals.verdicts import LabelledClaim, evaluate
from tests.bench.verdict_sets import Row, daily_papers, pairs
from tests.conftest import DATA


@pytest.fixture(scope="module")
def abstracts() -> dict[str, Row]:
    folder = DATA / "hf_daily_api"
    if not folder.exists():
        pytest.skip("the abstracts are not beside the project")
    return daily_papers(folder)


def measured(rows: Sequence[Row]) -> dict[str, Any]:
    return evaluate([LabelledClaim.model_validate(row) for row in rows])


@pytest.mark.parametrize(("half", "refused"), [("dev", 0.02), ("test", 0.05)])
def test_true_retellings_are_not_called_unsupported(abstracts: dict[str, Row], half: str, refused: float) -> None:
    result = measured(list(pairs(f"verdict_pairs_{half}", abstracts)))
    assert result["n"] == 360
    assert result["true"]["unsupported"] <= refused


@pytest.mark.parametrize(("half", "refused"), [("dev", 0.03), ("test", 0.08)])
def test_near_copies_that_were_made_false_are_found(abstracts: dict[str, Row], half: str, refused: float) -> None:
    result = measured(list(pairs(f"near_copies_{half}", abstracts)))
    assert result["n"] >= 160
    assert result["true"]["unsupported"] <= refused
    assert result["false"]["unsupported"] >= 0.7
    assert result["false"]["supported"] <= 0.08
