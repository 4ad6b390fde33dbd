"""The pictures of the documentation: the real pages over the bundled sample, light and dark.

    python -m tests.bench.pictures [--out docs/pictures] [--only ask today]

Serves a new data directory, drives Chromium, and writes `NAME-light.webp` and `NAME-dark.webp`.
"""

import argparse
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.ingest.files import ingest, read_sample, sample_file
from assistant.web.app import launch
from tests.web.conftest import CHROMIUM, FLAGS

SIZE = {"width": 1200, "height": 760}
SCALE = 1.25  # pixels of the picture for one of the page, so that text is sharp
QUALITY = 60  # of WebP: a page is mostly flat, and its text stays clean
PATIENCE = 120_000  # ms, on a busy machine
QUESTION = "What makes attention cheaper on long inputs?"

COMPARED = "arxiv:2004.12832,arxiv:2004.04906"  # ColBERT, DPR


def today(tab: Page, url: str) -> None:
    tab.goto(f"{url}?day=2025-06")
    tab.locator("#day h1").wait_for()
    tab.locator("p.engine").wait_for()  # the end of the brief, which is written now


def ask(tab: Page, url: str) -> None:
    tab.goto(f"{url}ask")
    field = tab.locator("#question textarea")
    field.wait_for()
    tab.wait_for_timeout(2000)
    field.fill(QUESTION)
    field.press("Enter")
    tab.locator(".reply .engine").wait_for()
    tab.wait_for_timeout(2000)
    tab.evaluate("scrollTo(0, 0)")


def compare(tab: Page, url: str) -> None:
    tab.goto(f"{url}compare?papers={COMPARED}")
    tab.locator(".paper-text .engine").wait_for()


def library(tab: Page, url: str) -> None:
    tab.goto(f"{url}library")
    tab.locator("h1").wait_for()


def settings(tab: Page, url: str) -> None:
    tab.goto(f"{url}settings")
    shown = tab.get_by_text(tempfile.gettempdir()).first  # where a reader keeps the data, not we for this minute
    shown.evaluate("part => { part.innerHTML = part.innerHTML.replace(/\\S*tmp\\S*$/, '~/daily-papers') }")


PICTURES: dict[str, Callable[[Page, str], None]] = {
    each.__name__: each for each in (today, ask, compare, library, settings)
}


def write(shot: bytes, path: Path) -> None:
    Image.open(io.BytesIO(shot)).convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)


def taken(browser: Any, url: str, name: str, scheme: str) -> bytes:
    context = browser.new_context(
        viewport=SIZE, device_scale_factor=SCALE, color_scheme=scheme, reduced_motion="reduce", locale="en-GB"
    )
    tab = context.new_page()
    tab.set_default_timeout(PATIENCE)
    PICTURES[name](tab, url)
    tab.wait_for_timeout(3000)  # what comes in a second step
    shot = tab.screenshot()
    context.close()
    return shot  # type: ignore[no-any-return]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"))
    parser.add_argument("--only", choices=list(PICTURES), nargs="+", default=list(PICTURES))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        assistant = Assistant.open(Settings(home=Path(home), time_zone="UTC"))
        with sample_file() as path:
            ingest([path], read_sample, assistant.library)
        running, url = launch(assistant, host="127.0.0.1", port=0, block=False)
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        for name in options.only:
            for scheme in ("light", "dark"):
                path = options.out / f"{name}-{scheme}.webp"
                write(taken(browser, url, name, scheme), path)
                print(path, path.stat().st_size)
        browser.close()
        running.close()


if __name__ == "__main__":
    main()
