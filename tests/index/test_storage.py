"""What is said of files to who is not at this machine."""

import errno
from pathlib import Path

import pytest

from assistant.api.problems import problem_of
from assistant.api.protocol import error_of
from assistant.store.errors import StoreDamaged
from assistant.web.wording import in_browser
from index.errors import AssistantError
from index.storage import told, without_folders

HOMES = [Path("/home/eve/data"), Path("/Users/Eve Lee/Library/Application Support/daily-papers")]
FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("home", HOMES, ids=["plain", "with spaces"])
@pytest.mark.parametrize("say", [lambda file: told(file, FULL), lambda file: StoreDamaged.of(file, "it is empty")])
def test_programs_and_pages_hear_of_a_file_and_not_of_its_folders(home: Path, say: object) -> None:
    error: AssistantError = say(home / "app.sqlite")  # type: ignore[operator]
    assert str(home / "app.sqlite") in str(error)
    for said in (problem_of(error).detail, str(error_of(error)["message"]), in_browser(str(error))):
        assert "app.sqlite" in said
        assert not any(part in said for part in ("Eve", "eve/", "/data", "Support"))


@pytest.mark.parametrize(
    "text",
    [
        "There is a page at https://example.org/a/b.",
        "No paper '10.1000/a/b' is in the library.",
        "It reads and/or writes; it must be a path such as /papers.",
    ],
)
def test_what_is_no_folder_stays(text: str) -> None:
    assert without_folders(text) == text


def test_windows_folders_are_left_out_too() -> None:
    assert without_folders(r"C:\Users\Ann Lee\data\app.sqlite is damaged.") == "app.sqlite is damaged."
