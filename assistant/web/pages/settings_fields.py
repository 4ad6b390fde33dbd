"""What can be set on the page of settings, as `settings.toml` has it."""

import tomllib
from importlib import resources
from typing import Literal

from pydantic import BaseModel

Pairs = tuple[tuple[str, str], ...]


class Field(BaseModel, frozen=True, extra="forbid"):
    """A setting, by its name in the file, as a person sees it."""

    name: str
    label: str
    hint: str = ""
    kind: Literal["text", "url", "number", "secret", "choice"] = "text"
    choices: Pairs = ()  # what the file has, and what the reader sees
    offers: Pairs = ()  # values to pick from beside those that are typed, with their names
    is_rare: bool = False  # folded
    placeholder: str = ""


class Section(BaseModel, frozen=True, extra="forbid"):
    """Settings that are saved and tested together."""

    key: str
    title: str
    lead: str = ""
    fields: tuple[Field, ...] = ()
    test: str = ""  # what the button is called that tests them


def _sections() -> tuple[Section, ...]:
    file = tomllib.loads(resources.files(__package__).joinpath("settings.toml").read_text(encoding="utf-8"))
    for field in (each for section in file["sections"] for each in section["fields"] if "offers" in each):
        field["offers"] = file[field["offers"]]
    return tuple(map(Section.model_validate, file["sections"]))


SECTIONS = MODEL, SEARCH, SOURCES, MAIL, BUDGET, LANGUAGE = _sections()
INTERESTS = Section(key="interests", title="Interests")  # changed on another page
LABELS = {field.name: field.label for section in SECTIONS for field in section.fields}
