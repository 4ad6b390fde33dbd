"""What is known of a model: whether it chats and whether it thinks, and what it costs, by a table anybody can edit."""

import datetime as dt
import ipaddress
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, ValidationError

from index.errors import ConfigurationError

_CHATS = {*"chat completion completion_chat text-generation language llm vlm".split()}
_OTHER = {*"embedding embeddings rerank reranker image audio moderation transcribe speech tts".split()}


class Thinkers:
    """The models that think before they write: known by name, or seen to, as long as this object lives."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def add(self, model: str) -> None:
        """Note that a model spent all its tokens on thinking."""
        self._seen.add(model)

    def __contains__(self, model: str) -> bool:
        return model in self._seen or bool(_named("thinks").search(model))


def chats(listed: Mapping[str, Any]) -> bool:
    """Tell whether a model chats, from its entry in a server's list, which has an `id`; else from its name.

    Mistral lists `capabilities: {"completion_chat": bool}`, llama.cpp `capabilities: ["completion"]`, LM Studio and
    Together a `type`, OpenRouter `architecture: {"output_modalities": ["text"]}`.
    """
    able, frame = listed.get("capabilities"), listed.get("architecture")
    if isinstance(able, Mapping):
        able = [name for name, has in able.items() if has] or ["embedding"]
    gives = frame.get("output_modalities") if isinstance(frame, Mapping) else None
    told = {str(each).casefold() for each in (*_listed(able), listed.get("type"))}
    if told & _CHATS or "text" in _listed(gives):
        return True
    return not (told & _OTHER or _listed(gives) or _named("no_chat").search(str(listed.get("id", ""))))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


@cache
def _named(kind: str) -> re.Pattern[str]:
    names = tomllib.loads(resources.files("index.endpoint").joinpath("models.toml").read_text(encoding="utf-8"))[kind]
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, names))})(?!(?<=[0-9])[0-9])", re.IGNORECASE)


FILE_NAME = "prices.toml"
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")  # gpt-4o-mini-2024-07-18 costs what gpt-4o-mini costs
_OURS = (".local", ".lan", ".home", ".internal", ".localhost")  # names that only one's own network knows


class Price(BaseModel, frozen=True, extra="forbid"):
    """US dollars per million tokens."""

    prompt: float = Field(ge=0)
    completion: float = Field(ge=0)

    def cost(self, prompt_tokens: int, completion_tokens: int) -> float:
        """Return what these tokens cost, in US dollars."""
        return round((self.prompt * prompt_tokens + self.completion * completion_tokens) / 1e6, 9)


FREE = Price(prompt=0, completion=0)


class Prices(BaseModel, frozen=True, extra="forbid"):
    """Prices by the names of the models, and the day they were looked up. What is not known is None, never 0."""

    updated: dt.date | None = None
    models: dict[str, Price] = {}

    def of(self, model: str, base_url: str | None) -> Price | None:
        """Return the price of a model, nothing for one on a server of one's own, or None if it is not known."""
        listed = self.models.get(model) or self.models.get(_DATED.sub("", model))
        return listed or (FREE if base_url and is_local(base_url) else None)


def is_local(base_url: str) -> bool:
    """Tell whether an address is on this machine or in one's own network."""
    try:
        host = (urlsplit(base_url).hostname or "").lower()
    except ValueError:
        return False  # it is no address at all
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return bool(host) and ("." not in host or host.endswith(_OURS))
    return address.is_private or address.is_loopback or address.is_link_local


def load_prices(file: Path | None = None) -> Prices:
    """Return the bundled prices, with those of `file` before them; raise ConfigurationError if it has none."""
    bundled = Prices.model_validate(tomllib.loads((resources.files("index.endpoint") / FILE_NAME).read_text("utf-8")))
    if file is None:
        return bundled
    try:
        own = Prices.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        todo = "Put a file there that your account can read, or rename what is there."
        raise ConfigurationError(f"The prices in {file} cannot be read ({error.strerror}).", todo) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        todo = "Correct it, or rename it to go on without it."
        raise ConfigurationError(f"{file} is not valid TOML: {error}.", todo) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        what = f"{file} is no table of prices: {where}: {first['msg']}."
        todo = 'Write lines such as "gpt-4o-mini" = { prompt = 0.15, completion = 0.60 } below [models].'
        raise ConfigurationError(what, todo) from error
    return Prices(updated=own.updated or bundled.updated, models=bundled.models | own.models)
