"""The settings, values only: flags, then the environment, which nobody else reads, then a TOML file, then defaults."""

import errno
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from platformdirs import user_data_path
from pydantic import AfterValidator, AliasChoices, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assistant.errors import ConfigurationError
from index.embedders import EmbedderName

FILE_NAME = "config.toml"
Language = Literal["auto", "en", "de"]
_LOCAL_TIME = Path("/etc/localtime")  # on Linux and macOS a link to the file of a zone
_HOST_NAME = re.compile(r"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")


def _either(name: str) -> AliasChoices:
    return AliasChoices(name, f"ASSISTANT_{name.upper()}", f"OPENAI_{name.upper()}")


def _address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return url


def _path(path: str) -> str:
    if path and not path.startswith(("/", "http://", "https://")):
        raise ValueError("must be a path such as /papers, or an address that begins with http:// or https://")
    return path.rstrip("/")


def _host_names(names: object) -> object:
    """Take names with commas between them from the environment; each may have a port."""
    given = names.replace(",", " ").split() if isinstance(names, str) else names
    for name in given if isinstance(given, list | tuple) else ():
        if not isinstance(name, str) or not _HOST_NAME.fullmatch(name):
            raise ValueError(f"{name!r} must be the name of a host, such as papers.example.org")
    return given


def _zone_name(name: str) -> str:
    if zone_named(name) is None:
        raise ValueError("must be a time zone such as Europe/Berlin")
    return name


Address = Annotated[str, AfterValidator(_address)]


class Settings(BaseSettings):
    """Everything that can be set. With neither `api_key` nor `base_url` the assistant is offline and extractive."""

    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_",
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        env_ignore_empty=True,
        use_attribute_docstrings=True,
    )

    home: Path = Field(default_factory=lambda: user_data_path("daily-papers-assistant", appauthor=False))
    """The data directory, `--home` too; not set, the platform's place for data."""
    embedder: EmbedderName = "static"
    """What makes vectors: ours, the encoder in the package, or an endpoint; then `assistant reindex`."""
    embedding_model: str | None = None
    """Its model of embeddings; not set, `text-embedding-3-small` at OpenAI; needed elsewhere."""
    embedding_base_url: Address | None = None
    """The endpoint of embeddings; not set, `base_url`."""
    embedding_api_key: SecretStr | None = None
    """Its key; not set, `api_key`, if the address is the same."""
    embedding_dimensions: int | None = Field(default=None, ge=1)
    """Numbers a vector; not set, as many as the model has."""
    api_key: SecretStr | None = Field(default=None, validation_alias=_either("api_key"))
    """The key of the model's endpoint. With neither a key nor an address no model is called."""
    base_url: Address | None = Field(default=None, validation_alias=_either("base_url"))
    """The address of the model's endpoint; not set, OpenAI's, if there is a key."""
    model: str | None = None
    """The model that writes; not set, `gpt-4o-mini` at OpenAI, elsewhere the first that chats."""
    prompt_tokens: int = Field(default=6000, ge=500)
    """Tokens of a prompt, at most."""
    answer_tokens: int = Field(default=800, ge=50)
    """Tokens of an answer, at most; a model that thinks has 4,000 more."""
    timeout: float = Field(default=60.0, gt=0)
    """Seconds without a word after which a model is given up."""
    deadline: float = Field(default=300.0, gt=0)
    """Seconds for one request to a model with its further tries."""
    prices: Path | None = None
    """A table of prices; not set, `prices.toml` in the data directory, before the bundled list."""
    chroma_url: Address | None = None
    """The address of a Chroma server that machines share; not set, papers are in the data directory."""
    chroma_token: SecretStr | None = None
    """Sent as `X-Chroma-Token`, and but in Chroma's Cloud also as `Authorization: Bearer`."""
    chroma_tenant: str | None = None
    """Not set, `default_tenant`; in Chroma's Cloud that of the token."""
    chroma_database: str | None = None
    """Not set, `default_database`; in Chroma's Cloud that of the token, if it is of one."""
    chroma_archive_url: Address | None = None
    """The address of Chroma's Cloud, for papers that are kept and searched there alone; token likewise."""
    budget_usd: float | None = Field(default=None, ge=0)
    """US dollars a day (UTC), then the extractive writer goes on; not set, no limit."""
    budget_tokens: int | None = Field(default=None, ge=0)
    """Tokens a day, likewise."""
    person_budget_usd: float | None = Field(default=None, ge=0)
    """US dollars a day for each person with a login, within `budget_usd`, which is for all."""
    person_budget_tokens: int | None = Field(default=None, ge=0)
    """Tokens a day for each, likewise."""
    person_questions: int = Field(default=300, ge=1)
    """Questions, searches, comparisons and briefs an hour for each."""
    unsupported: Literal["mark", "drop"] = "drop"
    """What the judge calls not stated and cannot correct is left out, with a notice, or marked."""
    judge: Literal["endpoint", "off"] = "endpoint"
    """Who reads sentences against what they cite: the endpoint's model, or nobody."""
    judge_model: str | None = None
    """Another model of the same endpoint as the judge; not set, that of `model`."""
    hf_endpoint: Address = Field(
        default="https://huggingface.co", validation_alias=AliasChoices("ASSISTANT_HF_ENDPOINT", "HF_ENDPOINT")
    )
    """Where the daily lists of Hugging Face are."""
    fetch_lists: Literal["opened", "asked"] = "opened"
    """When Today fetches new daily lists: when it is opened, if some are of the last 30 days, or only when asked."""
    arxiv_endpoint: Address = "https://export.arxiv.org/api/query"
    """Where arXiv is searched."""
    arxiv_listing_endpoint: Address = "https://rss.arxiv.org/atom"
    """Where today's list of arXiv is."""
    arxiv_oai_endpoint: Address = "https://oaipmh.arxiv.org/oai"
    """Where arXiv is harvested in bulk."""
    contact: str | None = None
    """An address of mail or a page, told to the sites that are asked."""
    mail_from: str | None = None
    """Who sends the mail, such as `Briefs <briefs@example.org>`."""
    smtp_host: str | None = None
    """The server that mail is handed to."""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    """Its port; with `tls` most servers have 465."""
    smtp_user: str | None = None
    """The login there; not set, none."""
    smtp_password: SecretStr | None = None
    """Its password."""
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection to it is made safe."""
    site_url: Address | None = None
    """Where the static site of briefs will be read; its feeds name it."""
    time_zone: Annotated[str, AfterValidator(_zone_name)] | None = None
    """A name such as `Europe/Berlin`; not set, that of the machine, else UTC."""
    root_path: Annotated[str, AfterValidator(_path)] = ""
    """The path, or whole address, under which a proxy in front of `serve` shows it, such as `/papers`."""
    allowed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_host_names)] = ()
    """The names under which a proxy shows `serve`, with commas between them; others are refused."""
    language: Language = "auto"
    """The language of the pages; `auto` is that of the browser."""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that is set, else that of this machine, by `TZ` or by the file of its clock, else UTC."""
        _, _, local = _LOCAL_TIME.resolve().as_posix().partition("/zoneinfo/")
        names = self.time_zone or "", os.environ.get("TZ", "").removeprefix(":"), local
        return next(filter(None, map(zone_named, names)), ZoneInfo("UTC"))

    @property
    def has_endpoint(self) -> bool:
        """Whether a model is to write."""
        return self.api_key is not None or self.base_url is not None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put one TOML file, in the data directory, behind flags and environment."""
        given = init_settings().get("home") or os.environ.get("ASSISTANT_HOME")
        home = Path(given) if given else user_data_path("daily-papers-assistant", appauthor=False)
        file = home / FILE_NAME
        if os.path.lexists(file):  # a link to nothing, or a folder, pydantic would take for no file
            file.stat()
        if file.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(file))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, file)


def zone_named(name: str) -> ZoneInfo | None:
    """Return the time zone of a name of the IANA's database; None if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # a folder of the database, such as Europe, is an OSError
        return None


def load_settings(**flags: object) -> Settings:
    """Return the settings; a flag that is None was not given. A ConfigurationError names what has no meaning."""
    settings = _read(flags)
    path = str(settings.home.absolute())
    try:
        path.encode()
    except UnicodeEncodeError as error:  # a byte that is no UTF-8 is a lone surrogate
        shown = path.encode(errors="backslashreplace").decode()
        raise ConfigurationError(
            f"The data directory {shown} has a name that databases cannot open: it is not UTF-8.",
            "Rename it: nothing in it changes by that. Or choose another with --home or ASSISTANT_HOME.",
        ) from error
    return settings


def no_toml(error: Exception) -> ConfigurationError:
    """Return what is told of a file of settings that cannot be parsed."""
    what = f"{FILE_NAME} is not valid TOML: {error}."
    return ConfigurationError(what, "Correct it, or rename it to go on without it.")


def _read(flags: Mapping[str, object]) -> Settings:
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        what = f"The setting {'.'.join(map(str, first['loc']))} is not valid: {first['msg']}."
        raise ConfigurationError(what, f"Correct it in the flags, the environment or {FILE_NAME}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise no_toml(error) from error
    except OSError as error:
        what = f"{error.filename or FILE_NAME} cannot be read ({error.strerror})."
        match error.errno:
            case errno.EISDIR | errno.ENOENT | errno.ELOOP:
                todo = "Put a file in its place, or rename it to go on without it."
            case errno.ENAMETOOLONG | errno.ENOTDIR:
                todo = "Choose another directory with --home."
            case _:
                todo = "Give your account the right to read it."
        raise ConfigurationError(what, todo) from error
