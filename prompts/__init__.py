"""The prompts: one Jinja2 template a prompt, with the blocks `system` and `user`.

A prompt is not HTML, so nothing is escaped; instead everything from outside passes `fence`, which keeps
a title or an abstract from closing the element that holds it, and from posing as a chat role.
"""

import re
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateNotFound, meta

# What could end the fence, or be taken for a turn of the conversation by a chat template.
_DELIMITER = re.compile(
    r"</?\s*(?:abstract|paper|question|system|user|assistant|model|tool_call|s>|bos>|eos>|(?:start|end)_of_)|[<＜]\s*[|｜]"
    r"|\[\s*/?\s*INST\s*\]|<<\s*/?\s*SYS\s*>>",
    re.IGNORECASE,
)
# What cannot be seen could hide one of these from the pattern above; halves of a character cannot be sent.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    r"\U000e0000-\U000e007f]"
)
_OPENINGS = str.maketrans("<＜[", "(((")
_ENDING = ".md.jinja"
_MARK = re.compile(r"\[(?=P\d+\s*[.,]\s*S\d+)", re.IGNORECASE)


class Prompt(NamedTuple):
    """What is sent: the instructions, and the material with the question."""

    system: str
    user: str


def _fence(text: str) -> str:
    """Make text from outside unable to close its element, to open a chat role, or to look like a citation of ours."""
    one_line = " ".join(_UNSEEN.sub("", text).split())
    opened = _DELIMITER.sub(lambda found: found[0].translate(_OPENINGS), one_line)
    return _MARK.sub("(", opened)


_environment = Environment(
    loader=PackageLoader("prompts", "."),
    undefined=StrictUndefined,  # a missing value is an error here, not an empty string in a prompt
    autoescape=False,  # noqa: S701  a prompt is not HTML; what comes from outside passes `fence`
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["fence"] = _fence


def render(name: str, **values: object) -> Prompt:
    """Fill the prompt `name`.

    Raises:
        LookupError: there is no such prompt.
    """
    try:
        template = _environment.get_template(f"{name}{_ENDING}")
    except TemplateNotFound as error:
        raise LookupError(f"No prompt called {name!r}.") from error
    context = template.new_context(dict(values))
    system, user = ("".join(template.blocks[block](context)).strip() for block in Prompt._fields)
    return Prompt(system, user)


def names() -> set[str]:
    """Return the names of all prompts."""
    return {file.removesuffix(_ENDING) for file in _environment.list_templates(extensions=["jinja"]) if file[0] != "_"}


def variables(name: str) -> set[str]:
    """Return the names of the values that the prompt `name` uses, with those of what it includes."""
    return _variables(f"{name}{_ENDING}")


def _variables(file: str) -> set[str]:
    loader = _environment.loader
    assert loader is not None  # noqa: S101  set above; for the type checker
    parsed = _environment.parse(loader.get_source(_environment, file)[0])
    included = (_variables(other) for other in meta.find_referenced_templates(parsed) if other)
    return meta.find_undeclared_variables(parsed).union(*included)
