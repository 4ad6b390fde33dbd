"""What the documentation says of the tree: every file and folder that it names is there."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from assistant.cli.commands import app
from tests.support import settings_page

ROOT = Path(__file__).parents[1]
_PATH = re.compile(r"`((?:assistant|index|prompts|tests|docs)/[\w./*]*)`")


PAGES = sorted(each.name for each in (ROOT / "docs").glob("*.md"))
COMMANDS = sorted(
    {
        line.split("  #")[0].split(" > ")[0].strip()
        for page in PAGES
        for line in (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
        if line.startswith("assistant ")
    }
)


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


@pytest.mark.parametrize("command", COMMANDS)
def test_command_of_a_page_is_one_of_ours(command: str) -> None:
    step, words = typer.main.get_command(app), shlex.split(command)[1:]
    while hasattr(step, "resolve_command"):
        name, step, words = step.resolve_command(step.make_context("assistant", [*words]), words)
    step.make_context(name, words)  # a usage error fails


def _outside(page: str) -> list[str]:
    """Return what a page fetches from elsewhere: scripts, styles, fonts, pictures; not where its links lead."""
    fetched = re.findall(r"<(?:script|img|iframe|source|link)\b[^>]*?(?:src|href)=\"?(https?://[^\s\">]+)", page)
    return fetched + re.findall(r"@import\s+url\((https?:[^)]+)", page)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as strictly as CI does; with `-q` a warning would be no failure."""
    folder = tmp_path_factory.mktemp("site")
    command = ["-m", "mkdocs", "build", "--strict", "-f", ROOT / "docs" / "site" / "mkdocs.yml", "-d", folder]
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_site_has_every_page_and_fetches_nothing_from_elsewhere(site: Path) -> None:
    built = {path.name: path.read_text(encoding="utf-8") for path in site.glob("*.html")}
    assert {page.replace(".md", ".html") for page in PAGES} <= set(built)
    assert not {name: _outside(page) for name, page in built.items() if _outside(page)}
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert not re.findall(r"url\([\"']?https?:", styles)


def test_pictures_are_light() -> None:
    sizes = {path.name: path.stat().st_size for path in (ROOT / "docs").rglob("*") if path.suffix in {".webp", ".png"}}
    assert sum(sizes.values()) < 1_500_000, sizes
