"""What can be set on the page of settings: sections of fields, each with its label and what it means."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["text", "url", "number", "secret", "choice"]


class Field(NamedTuple):
    """A setting, by its name in the file, as a person sees it."""

    name: str
    label: str
    hint: str = ""
    kind: Kind = "text"
    choices: tuple[tuple[str, str], ...] = ()  # what the file has, and what the reader sees
    offers: tuple[tuple[str, str], ...] = ()  # values to pick from beside those that are typed, with their names
    is_rare: bool = False  # folded
    placeholder: str = ""


class Section(NamedTuple):
    """Settings that are saved and tested together."""

    key: str
    title: str
    lead: str
    fields: tuple[Field, ...]
    test: str  # what the button is called that tests them


_SERVERS = (
    ("https://api.openai.com/v1", "OpenAI"),
    ("http://localhost:11434/v1", "Ollama on this computer"),
    ("http://localhost:1234/v1", "LM Studio on this computer"),
    ("http://localhost:8000/v1", "vLLM on this computer"),
)
_KEY = "Readable by you alone, and not shown again."

MODEL = Section(
    "model",
    "Model",
    "Who writes the answers. Without a model they are the abstracts’ own sentences, quoted. Any server that speaks "
    "OpenAI’s language will do: OpenAI itself, or one on your own computer, such as Ollama.",
    (
        Field(
            "base_url",
            "Address",
            "Empty: OpenAI, once there is a key.",
            "url",
            offers=_SERVERS,
            placeholder="https://…",
        ),
        Field("api_key", "Key", f"{_KEY} A server on your own computer needs none.", "secret"),
        Field("model", "Name of the model", "Empty: gpt-4o-mini at OpenAI, elsewhere the first one offered."),
        Field(
            "judge",
            "Who checks the sentences",
            "Every sentence that a model writes is compared with the sentence of the abstract that it cites.",
            "choice",
            (
                ("endpoint", "The model reads each sentence beside its source"),
                ("off", "Nobody; only figures and names are looked up"),
            ),
        ),
        Field("judge_model", "Another model for checking", "Empty: the one that writes.", is_rare=True),
        Field(
            "prompt_tokens", "Longest question with its sources", "In tokens, some ¾ of a word.", "number", is_rare=True
        ),
        Field("answer_tokens", "Longest answer", "In tokens.", "number", is_rare=True),
    ),
    "Test the model",
)

SEARCH = Section(
    "search",
    "Search",
    "Papers are found by their words, and by their meaning. For the meaning each abstract is turned into a list of "
    "numbers; this says by what. Another choice reads all papers again, once.",
    (
        Field(
            "embedder",
            "What meaning is measured with",
            kind="choice",
            choices=(
                ("static", "Built in: at once, on this computer"),
                ("minilm", "A small neural network on this computer: slower to read papers in"),
                ("endpoint", "A model at an address, as set below"),
            ),
        ),
        Field("embedding_model", "Name of that model", "Such as nomic-embed-text or text-embedding-3-small."),
        Field(
            "embedding_base_url",
            "Its address",
            "Empty: that of the model which writes.",
            "url",
            offers=_SERVERS,
        ),
        Field(
            "embedding_api_key",
            "Its key",
            f"{_KEY} Empty: that of the model, at the same address.",
            "secret",
        ),
    ),
    "Test the search",
)

SOURCES = Section(
    "sources",
    "Sources",
    "Where new papers come from: the daily lists of Hugging Face, and arXiv.",
    (
        Field(
            "fetch_lists",
            "When new daily lists are fetched",
            "Once there are some of the last 30 days: a library without them asks for nothing.",
            kind="choice",
            choices=(
                ("opened", "When Today is opened, at most once an hour"),
                ("asked", "Only when the button is pressed"),
            ),
        ),
        Field(
            "contact",
            "How you can be reached",
            "A mail address or a page. arXiv asks programs to say it; it is sent along when papers are fetched.",
            placeholder="name@example.org",
        ),
        Field(
            "hf_endpoint", "Address of Hugging Face", "Another one only where a mirror is used.", "url", is_rare=True
        ),
        Field("arxiv_endpoint", "Address of arXiv’s search", "", "url", is_rare=True),
        Field("arxiv_listing_endpoint", "Address of arXiv’s list of today", "", "url", is_rare=True),
        Field("arxiv_oai_endpoint", "Address of arXiv’s records", "", "url", is_rare=True),
    ),
    "Test the sources",
)

MAIL = Section(
    "mail",
    "Mail",
    "The server through which briefs are sent by mail, as your mail program has it. The test sends a letter to you.",
    (
        Field("mail_from", "From", "Your own address; the test writes to it.", placeholder="name@example.org"),
        Field("smtp_host", "Mail server", placeholder="smtp.example.org"),
        Field("smtp_port", "Port", "Most often 587, or 465 with TLS from the start.", "number"),
        Field(
            "smtp_security",
            "Encryption",
            kind="choice",
            choices=(
                ("starttls", "STARTTLS: begun in the clear, then encrypted"),
                ("tls", "TLS from the start"),
                ("none", "None: only for a server on this computer"),
            ),
        ),
        Field("smtp_user", "User name", "Empty: no login."),
        Field("smtp_password", "Password", _KEY, "secret"),
    ),
    "Send me a test",
)

_ONE_PERSON = "For each who has a login, within what all may spend. Empty: no limit."
BUDGET = Section(
    "budget",
    "Budget",
    "What the model may cost a day, which ends at midnight UTC. When it is spent, answers are quotes until the next.",
    (
        Field("budget_usd", "US dollars a day", "Empty: no limit. Only for models whose price is known.", "number"),
        Field(
            "budget_tokens", "Tokens a day", "Empty: no limit. A question with its answer takes some 5,000.", "number"
        ),
        Field("person_budget_usd", "US dollars a day for one person", _ONE_PERSON, "number", is_rare=True),
        Field("person_budget_tokens", "Tokens a day for one person", _ONE_PERSON, "number", is_rare=True),
    ),
    "See what is spent",
)

LANGUAGE = Section(
    "language",
    "Language",
    "Of the pages. Papers, answers and what tests find stay in English.",
    (
        Field(
            "language",
            "Language of the pages",
            kind="choice",
            choices=(("auto", "That of the browser"), ("en", "English"), ("de", "Deutsch")),
        ),
    ),
    "",
)

INTERESTS = Section("interests", "Interests", "", (), "")  # changed on another page
SECTIONS = (MODEL, SEARCH, SOURCES, MAIL, BUDGET, LANGUAGE)
LABELS = {field.name: field.label for section in SECTIONS for field in section.fields}
