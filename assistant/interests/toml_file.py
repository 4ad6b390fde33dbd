"""The file of the interests: TOML, one table an interest, that people edit by hand beside us.

What is changed here changes nothing else: comments, order and spacing stay (tomlkit). A file that cannot be read is
never written over. What was written is read again first, and only then put in the place of the old file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError

from assistant.interests.edits import Change, changed, edited, head_of, without_table
from assistant.interests.errors import InterestsUnreadable
from assistant.interests.profile import KEYS, Interest
from assistant.store.locks import locked
from index.atomic import replace_file
from index.storage import stored, told

FILE_NAME = "interests.toml"
_PATIENCE = 5.0  # seconds for another process that writes
_HEADER = """\
# What you want to read of. Edit this file as you like: comments stay. Deleted, every brief is in the plain order again.
# Each table is an interest of its own; the one called default is used where none is named.

"""
_PLACE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column \d+|end of document)\)")


class InterestsFile:
    """The file in a data directory; it may not be there."""

    def __init__(self, home: Path) -> None:
        self.file = home / FILE_NAME

    def read(self) -> dict[str, Interest]:
        """Return the interests by name, in the order of the file; none if there is no file."""
        return self._read(self._text())

    def change(self, name: str, changes: Sequence[Change]) -> None:
        """Change lists of an interest, which is made if it is not there."""
        with locked(self.file, _PATIENCE):
            text = self._text()
            wanted = changed(self._read(text), name, changes)
            self._write(lambda: edited(text or _HEADER, name, changes), wanted)

    def remove(self, name: str) -> bool:
        """Take an interest out, and return whether it was there."""
        with locked(self.file, _PATIENCE):
            text = self._text()
            wanted = self._read(text)
            if wanted.pop(name, None) is None:
                return False
            self._write(lambda: without_table(text, name), wanted)
            return True

    def _text(self) -> str:
        try:
            content = self.file.read_bytes()
        except FileNotFoundError:
            return ""
        except OSError as error:
            said = told(self.file, error)
            raise InterestsUnreadable(said.what, said.todo) from error
        try:
            return content.decode("utf-8-sig")  # some editors put a mark before UTF-8
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise InterestsUnreadable.at(self.file, line, "it is not in UTF-8") from error

    def _read(self, text: str) -> dict[str, Interest]:
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            place = _PLACE.search(str(error))
            line = int(place["line"]) if place and place["line"] else text.count("\n") + 1
            raise InterestsUnreadable.at(self.file, line, _PLACE.sub("", str(error))) from error
        return {name: self._interest(name, table, text) for name, table in tables.items()}

    def _interest(self, name: str, table: object, text: str) -> Interest:
        if not isinstance(table, dict):
            why = f"{name!r} belongs to no interest; put a line such as [default] before it"
            raise InterestsUnreadable.at(self.file, _line_of(text, name), why)
        try:
            return Interest.model_validate(table)
        except ValidationError as error:
            (first, *_) = error.errors()
            key = str(first["loc"][0]) if first["loc"] else ""
            known = f"is not one of {', '.join(KEYS)}"
            why = known if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
            raise InterestsUnreadable.at(self.file, _line_of(text, key, name), f"{key!r} {why}") from error

    def _write(self, edit: Callable[[], str], wanted: Mapping[str, Interest]) -> None:
        try:
            text = edit()
        except TOMLKitError as error:
            raise InterestsUnreadable.at(self.file, None, f"it cannot be changed ({error})") from error
        if self._read(text) != wanted:
            raise InterestsUnreadable.at(self.file, None, "it cannot be changed without losing something")
        with stored(self.file):
            replace_file(self.file.resolve(), text)  # it may be a link into a folder that is kept elsewhere


def _line_of(text: str, key: str, table: str = "") -> int | None:
    """Return the line, counted from 1, on which a key stands, behind the head of its table; None if it is not seen."""
    begun = not table
    for number, line in enumerate(text.splitlines(), start=1):
        begun = begun or head_of(line) == table
        if begun and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return number
    return None
