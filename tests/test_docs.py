"""What the documentation says of the tree: every file and folder that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import settings_page

ROOT = Path(__file__).parents[1]
_PATH = re.compile(r"`((?:assistant|index|prompts|tests|docs)/[\w./*]*)`")


@pytest.mark.parametrize(
    "page", ["docs/how-it-is-built.md", "docs/measurements.md", "docs/api.md", "docs/chroma-server.md", "README.md"]
)
def test_what_is_named_is_there(page: str) -> None:
    named = set(_PATH.findall((ROOT / page).read_text(encoding="utf-8")))
    assert not {name for name in named if not list(ROOT.glob(name.rstrip("/")))}


def test_picture_of_the_tree_is_the_tree() -> None:
    picture = (ROOT / "docs" / "how-it-is-built.md").read_text(encoding="utf-8").split("```")[1]
    for package in ("assistant", "index"):
        part = picture.split(f"{package}/ ")[1].split("\nindex/ ")[0].split("\nprompts/ ")[0]
        folders = {each.name for each in (ROOT / package).iterdir() if (each / "__init__.py").exists()}
        assert folders == set(re.findall(r"(\w+)/", part)) & (folders | {"data"}) - {"data"}


def test_page_of_settings_is_current() -> None:
    assert settings_page.PAGE.read_text(encoding="utf-8") == settings_page.page()  # `python -m` its module writes it
