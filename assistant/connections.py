"""What the settings say to connect to: the endpoint of each model, the Chroma server, and what may be spent there."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.config import Settings
from assistant.judges.endpoint import EndpointJudge
from assistant.judges.judging import Vetted
from assistant.people.person import account_of, current
from assistant.store.spending import Spending
from assistant.verification.judge import Judge
from index.endpoint.address import OPENAI, Endpoint
from index.endpoint.models import FILE_NAME as PRICES
from index.endpoint.models import Prices, Thinkers, load_prices

if TYPE_CHECKING:
    from index.store.chroma_server import ChromaServer

OPENAI_MODEL = "gpt-4o-mini"  # with a key for OpenAI and no model named: small, and known to every account
OPENAI_EMBEDDING_MODEL = "text-embedding-3-small"
_EMBEDDING_RETRIES = 4  # more than of an answer, for which nobody need wait


def endpoint_of(settings: Settings) -> Endpoint:
    """Return where the settings say that the model is."""
    key = settings.api_key
    return Endpoint(
        model=settings.model or (None if settings.base_url else OPENAI_MODEL),
        base_url=settings.base_url,
        api_key=key.get_secret_value() if key else None,
        budget=settings.prompt_tokens,
        max_output=settings.answer_tokens,
        timeout=settings.timeout,
        deadline=settings.deadline,
        prices=prices_of(settings),
    )


def embeddings_of(settings: Settings) -> Endpoint | None:
    """Return where embeddings are made, the writer's endpoint or their own; None if here, or no model is named."""
    url = settings.embedding_base_url or settings.base_url
    model = settings.embedding_model or (None if url else OPENAI_EMBEDDING_MODEL)
    if settings.embedder != "endpoint" or model is None:
        return None
    same = (url or OPENAI).rstrip("/") == (settings.base_url or OPENAI).rstrip("/")
    key = settings.embedding_api_key or (settings.api_key if same else None)
    return Endpoint(
        model=model,
        base_url=url,
        api_key=key.get_secret_value() if key else None,
        dimensions=settings.embedding_dimensions,
        timeout=settings.timeout,
        retries=_EMBEDDING_RETRIES,
    )


def endpoint_judge(settings: Settings, thinkers: Thinkers | None = None) -> Judge:
    """Return the model of the endpoint as a judge of one job, which is measured before its first use."""
    endpoint = replace(judge_endpoint_of(settings), thinkers=thinkers or Thinkers())
    judge = EndpointJudge(endpoint, spending=spending_of(settings))
    return Vetted(judge, examinee_of(settings), settings.home)


def judge_endpoint_of(settings: Settings) -> Endpoint:
    """Return where the settings say that the model is that judges: the writer's endpoint, maybe another model."""
    endpoint = endpoint_of(settings)
    return replace(endpoint, model=settings.judge_model or endpoint.model)


def examinee_of(settings: Settings) -> EndpointJudge:
    """Return the judge as it is measured: every reply counts."""
    return EndpointJudge(judge_endpoint_of(settings), spending=spending_of(settings), controls=False)


def server_of(settings: Settings) -> ChromaServer | None:
    """Return the Chroma server that has the papers; None if they are in the data directory."""
    return server_at(settings.chroma_url, settings) if settings.chroma_url else None


def server_at(url: str, settings: Settings) -> ChromaServer:
    """Return the Chroma server at an address."""
    from index.store.chroma_server import ChromaServer, Place  # noqa: PLC0415  of no use without a server

    token = settings.chroma_token.get_secret_value() if settings.chroma_token else ""
    return ChromaServer(Place(url, token, settings.chroma_tenant or "", settings.chroma_database or ""))


def prices_of(settings: Settings) -> Prices:
    """Return the prices: those that the settings name, or that lie in the data directory, before the bundled ones."""
    own = settings.home / PRICES
    return load_prices(settings.prices or (own if os.path.lexists(own) else None))


def spending_of(settings: Settings) -> Spending:
    """Return the account of the day of who acts, with the limits that the settings give; it counts for all, too."""
    person, of_all = current(), spending_of_all(settings)
    if person is None or person.is_local:
        return of_all
    usd, tokens = settings.person_budget_usd, settings.person_budget_tokens
    return Spending(account_of(settings.home, person), usd=usd, tokens=tokens, of_all=of_all)


def spending_of_all(settings: Settings) -> Spending:
    """Return the account of the day of all people together."""
    return Spending(settings.home, usd=settings.budget_usd, tokens=settings.budget_tokens)
