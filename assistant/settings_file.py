"""Settings as they are changed while the app runs: what may be changed, whether it makes sense, and the file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

import tomlkit
from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import EnvSettingsSource
from tomlkit.exceptions import TOMLKitError

from assistant.config import FILE_NAME, Settings, load_settings, no_toml
from assistant.errors import ConfigurationError
from assistant.store.database import locked
from assistant.store.errors import StoreError
from index.atomic import replace_file

_PATIENCE = 5.0  # seconds for another process that writes
_HEADER = "# What the page of settings keeps. Edit it as you like: comments stay.\n\n"
_SECRETS = {"api_key": "base_url", "embedding_api_key": "embedding_base_url", "smtp_password": "smtp_host"}
_PASSED_ON = "What is kept is for the former address. Type that of the new one, or remove it."

_WRONG = {
    "int_parsing": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "float_parsing": "This must be a number.",
    "greater_than_equal": "This must be {ge} or more.",
    "less_than_equal": "This must be {le} or less.",
    "literal_error": "This is none of the choices.",
}
By = Literal["environment", "start"]


class SettingsRefused(ConfigurationError):
    """What was typed has no meaning; `errors` has what is wrong by the name of the setting."""

    def __init__(self, what: str, todo: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(what, todo)
        self.errors = errors or {}

    @classmethod
    def of(cls, errors: Mapping[str, str]) -> SettingsRefused:
        """Name the settings."""
        return cls(f"Not valid: {', '.join(errors)}.", "Correct what is typed there.", errors)


class SettingsFile(NamedTuple):
    """The file of a home, and what flags set when the program began, which no file changes."""

    home: Path
    flags: dict[str, object]
    by: dict[str, By]  # who sets what the file cannot, by the name of the setting

    @classmethod
    def of(cls, settings: Settings) -> SettingsFile:
        """Return the file behind settings that were just loaded."""
        plain = load_settings(home=settings.home)
        flags = {
            name: getattr(settings, name)
            for name in Settings.model_fields
            if name == "home" or getattr(settings, name) != getattr(plain, name)
        }
        given = EnvSettingsSource(Settings)().keys()
        named = [name for name, field in Settings.model_fields.items() if given & {name, *_aliases(field)}]
        by: dict[str, By] = dict.fromkeys(named, "environment")
        return cls(settings.home, flags, {**by, **dict.fromkeys(flags, "start")})

    def checked(self, settings: Settings, changes: Mapping[str, object]) -> Settings:
        """Return what settings become, None for a default; SettingsRefused or ConfigurationError says what is wrong."""
        errors = {name: f"It is set by the {self.by[name]}." for name in changes if name in self.by}
        errors |= _passed_on(settings, changes)
        values = {name: _default(name) if value is None else value for name, value in changes.items()}
        if errors:
            raise SettingsRefused.of(errors)
        try:
            return Settings(**{**values, **self.flags})  # type: ignore[arg-type]
        except ValidationError as error:
            typed = {_name(each): _said(each) for each in error.errors() if _name(each) in changes}
            if typed:
                raise SettingsRefused.of(typed) from None  # a key may stand in the other's text
            load_settings(**self.flags)  # says what is wrong with the file
            raise
        except ValueError as error:
            raise no_toml(error) from error

    def keep(self, settings: Settings, changes: Mapping[str, object]) -> Settings:
        """Write changes into the file, for its owner alone, and return the settings; as `checked`, or StoreError."""
        file = (self.home / FILE_NAME).resolve()  # a link stays one
        with locked(file, _PATIENCE):
            wanted = self.checked(settings, changes)
            values = {name: None if value is None else _plain(getattr(wanted, name)) for name, value in changes.items()}
            try:
                text = file.read_text(encoding="utf-8") if file.exists() else _HEADER
                replace_file(file, _edited(text, values), private=True)
            except OSError as error:
                raise StoreError.unusable(file, error) from error
            except TOMLKitError as error:
                raise no_toml(error) from error
        return wanted


def _edited(text: str, values: Mapping[str, object]) -> str:
    document = tomlkit.parse(text)
    for name, value in values.items():
        if value is not None:
            document[name] = value
        elif name in document:
            del document[name]
    return tomlkit.dumps(document)


def _passed_on(settings: Settings, changes: Mapping[str, object]) -> dict[str, str]:
    """Return what is wrong where a kept key would go to an address that it was not typed for."""
    errors = {}
    for key, address in _SECRETS.items():
        if key in changes or address not in changes or getattr(settings, key) is None:
            continue
        if (changes[address] or _default(address)) != getattr(settings, address):
            errors[key] = _PASSED_ON
    return errors


def _aliases(field: FieldInfo) -> list[str]:
    choices = getattr(field.validation_alias, "choices", ())
    return [str(choice) for choice in choices]


def _default(name: str) -> object:
    return Settings.model_fields[name].get_default(call_default_factory=True)


def _plain(value: object) -> object:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value) if isinstance(value, Path) else value


def _name(error: ErrorDetails) -> str:
    """Return the setting of an error, which pydantic may name by an alias."""
    said = str(error["loc"][0])
    return next((name for name, field in Settings.model_fields.items() if said in (name, *_aliases(field))), said)


def _said(error: ErrorDetails) -> str:
    """Return what is wrong in words for who typed it."""
    if words := _WRONG.get(error["type"]):
        return words.format(**error.get("ctx", {}))
    said = error["msg"].removeprefix("Value error, ")
    return f"This {said}." if said.startswith("must") else f"{said}."
