"""The page of settings in the documentation, made from `assistant/config.py`.

python -m tests.support.settings_page   # writes docs/settings.md
"""

from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from assistant.config import Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
_HEAD = """# Settings

<!-- Made from assistant/config.py by `python -m tests.support.settings_page`. -->

Flags come first, then the environment, then `config.toml` in the data directory, then the defaults. The page *Settings*
of the web app writes that file, and tests what is set; keys are kept readable by their owner only, and not shown again.

![The page of settings](pictures/settings-light.webp#only-light)
![The page of settings](pictures/settings-dark.webp#only-dark)

| setting | environment | default | what it is |
|---|---|---|---|
"""


def page() -> str:
    """Return the page as Markdown."""
    return _HEAD + "".join(map(_row, Settings.model_fields, Settings.model_fields.values()))


def _row(name: str, field: FieldInfo) -> str:
    alias = field.validation_alias
    names = alias.choices if isinstance(alias, AliasChoices) else [f"ASSISTANT_{name.upper()}"]
    environment = ", ".join(f"`{each}`" for each in names if str(each).isupper())
    choices = _choices(field.annotation)
    told = f"{field.description} One of {', '.join(f'`{each}`' for each in choices)}." if choices else field.description
    return f"| `{name}` | {environment} | {_default(field)} | {told} |\n"


def _choices(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _default(field: FieldInfo) -> str:
    if field.default_factory or field.default in (None, "", ()):
        return "not set"
    return f"`{field.default:g}`" if isinstance(field.default, float) else f"`{field.default}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
