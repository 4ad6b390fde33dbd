"""The client of one endpoint: its address, its key, and connections that a writer can leave behind.

Imports `openai`, which takes 0.6 s: whoever wants this module imports it late.
"""

import ssl
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx
import openai

from index.endpoint.address import OPENAI, Endpoint, is_here
from index.errors import EndpointRefused

Trace = Callable[[str, Mapping[str, Any]], None]

_LONGEST_CONNECT = 5.0  # seconds
_ONE_REQUEST_EACH = httpx.Limits(max_keepalive_connections=0)  # so that a writer can be dropped without closing it


@cache
def _trusted() -> ssl.SSLContext:
    """Return the certificates that are trusted; reading them takes 30 ms, and the calls of a table are many."""
    return httpx.create_ssl_context()


class Client:
    """A client, made when it is first used, on which no OPENAI_* variable has an influence.

    `http_client` takes the place of our own; `trace` gives what is called at each step of a new request over our own.
    """

    def __init__(
        self, endpoint: Endpoint, http_client: httpx.Client | None, trace: Callable[[], Trace] | None = None
    ) -> None:
        self._endpoint, self._given, self._trace = endpoint, http_client, trace

    @cached_property
    def api(self) -> openai.OpenAI:
        """The client of the protocol."""
        client = openai.OpenAI(
            api_key=self.key,
            admin_api_key="",  # "" and not None: None means the environment
            webhook_secret="",
            base_url=self._endpoint.base_url or OPENAI,
            timeout=httpx.Timeout(self._endpoint.timeout, connect=self.connect),
            max_retries=0,  # our own, which also know what has been shown already
            http_client=self.http,
        )
        client.organization = client.project = None
        client._custom_headers = {}  # OPENAI_CUSTOM_HEADERS, which no argument overrides (openai 2.54)
        return client

    @cached_property
    def http(self) -> httpx.Client:
        """The connections, never through a proxy to this machine; raise EndpointRefused if a proxy cannot be used."""
        if self._given:
            return self._given
        trace = self._trace
        hooks = {"request": [lambda request: request.extensions.update(trace=trace())]} if trace else {}
        try:
            return openai.DefaultHttpxClient(
                verify=_trusted(),
                limits=_ONE_REQUEST_EACH,
                follow_redirects=False,
                event_hooks=hooks,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # none: one that is not ASCII breaks httpx
                trust_env=not is_here(self._endpoint.base_url or OPENAI),
            )
        except (ImportError, ValueError) as error:
            raise EndpointRefused(f"The proxy cannot be used ({error}).", "Check HTTPS_PROXY and ALL_PROXY.") from error

    @property
    def connect(self) -> float:
        """The seconds that connecting may take."""
        return min(self._endpoint.timeout, _LONGEST_CONNECT)

    @property
    def key(self) -> str:
        """The key to send; a local server accepts anything."""
        key = self._endpoint.api_key
        if not key and self._endpoint.base_url is None:
            raise EndpointRefused(f"{OPENAI} needs an API key.", "Set OPENAI_API_KEY, or base_url for a local server.")
        if key and not (key.isascii() and key.isprintable() and " " not in key):
            raise EndpointRefused("The API key holds signs that no key has.", "Copy it again.")
        return key or "none"
