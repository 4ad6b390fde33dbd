"""Where a model is, and how far we go with it."""

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from index.endpoint.models import Prices, Thinkers

OPENAI = "https://api.openai.com/v1"
DOCTOR = "`assistant doctor` tells more."


@dataclass(frozen=True)
class Endpoint:
    """Where the model is and how far we go with it. `model=None` takes the first listed one that chats."""

    model: str | None = None
    base_url: str | None = None  # None: OpenAI
    api_key: str | None = field(default=None, repr=False)
    budget: int = 6000  # tokens of a prompt
    max_output: int = 800  # tokens of an answer
    timeout: float = 60.0  # seconds without a word
    deadline: float = 300.0  # seconds for one request with its further tries
    retries: int = 2
    dimensions: int | None = None  # of a model that embeds; None: as many as it has
    prices: Prices = field(default_factory=Prices, repr=False)
    thinkers: Thinkers = field(default_factory=Thinkers, repr=False)

    @property
    def url(self) -> str:
        """The address without what may be secret in it: user, password, query."""
        return shown(self.base_url or OPENAI)


def told_by_doctor(todo: str) -> str:
    """Return what is to be done without the advice to ask the doctor, who is telling it."""
    if todo == DOCTOR:
        return "Look at what the server logs."
    return todo.removesuffix(DOCTOR).rstrip(" ;,.") + "." if todo.endswith(DOCTOR) else todo


def shown(url: str) -> str:
    """Return an address without what may be secret in it: user, password, query."""
    scheme, slashes, rest = url.partition("://")
    address = re.split(r"[?#]", rest if slashes else scheme)[0].rpartition("@")[2].rstrip("/")
    return f"{scheme}://{address}" if slashes else address


def is_here(url: str) -> bool:
    """Tell whether an address is of this machine, so that nothing that is sent there has to pass a proxy."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name, or no address
        return False
