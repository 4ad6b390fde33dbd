"""Which server answers behind an OpenAI-compatible address, and how long a context it has loaded.

All of them list their models at /v1/models, and each says there who owns a model: Ollama `library` (or the
publisher's name), vLLM `vllm`, llama.cpp `llamacpp`, LM Studio `organization_owner`, SGLang `sglang`. What a
proxy rewrites, a path of the server's own tells: /api/version (Ollama), /props (llama.cpp), /version (vLLM),
/api/v0/models (LM Studio, which answers 200 with an `error` on every path that it does not know).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

Kind = Literal["OpenAI", "Ollama", "vLLM", "SGLang", "llama.cpp", "LM Studio", "unknown"]
Document = Mapping[str, Any]
Get = Callable[[str], Document | None]  # a path below the server's root -> its JSON object, None if there is none

_OWNERS: dict[str, Kind] = {
    "vllm": "vLLM",
    "sglang": "SGLang",
    "llamacpp": "llama.cpp",
    "library": "Ollama",
    "organization_owner": "LM Studio",
}
_LONGER: dict[Kind, str] = {
    "Ollama": "Set OLLAMA_CONTEXT_LENGTH={tokens} where Ollama is started",
    "vLLM": "Start vLLM with --max-model-len {tokens}",
    "SGLang": "Start SGLang with --context-length {tokens}",
    "llama.cpp": "Start llama-server with -c {tokens} for each slot",
    "LM Studio": "Load the model with a context length of {tokens}",
}


class Server(NamedTuple):
    """What answers, its version, and the tokens that prompt and answer may have together. "" and None: not told."""

    kind: Kind = "unknown"
    version: str = ""
    context: int | None = None

    def __str__(self) -> str:
        name = "an OpenAI-compatible server" if self.kind == "unknown" else self.kind
        return f"{name} {self.version}".strip()

    def longer(self, tokens: int) -> str:
        """Say how the server is given a longer context."""
        return _LONGER.get(self.kind, "Choose a model with a context of {tokens} tokens").format(tokens=tokens)


def identify(host: str, listed: Sequence[Document], model: str, get: Get) -> Server:
    """Return what the server at `host` is, from the models that it lists and, where needed, from its own paths."""
    if host == "api.openai.com":
        return Server("OpenAI")
    entry = _entry(listed, model)
    owners = {str(entry.get("owned_by", "")).lower() for entry in listed}
    kind = next((_OWNERS[owner] for owner in sorted(owners) if owner in _OWNERS), None) or _by_path(get, entry)
    match kind:
        case "Ollama":
            running = (get("/api/ps") or {}).get("models")
            return Server(kind, _version(get("/api/version")), _number(_entry(running, model).get("context_length")))
        case "llama.cpp":
            props = get("/props") or {}
            settings = props.get("default_generation_settings")
            context = settings.get("n_ctx") if isinstance(settings, Mapping) else None
            return Server(kind, str(props.get("build_info") or ""), _number(context))
        case "LM Studio":
            loaded = _entry((get("/api/v0/models") or {}).get("data"), model)
            return Server(kind, "", _number(loaded.get("loaded_context_length")))
        case "vLLM" | "SGLang":
            version = _version(get("/version")) if kind == "vLLM" else ""
            return Server(kind, version, _number(entry.get("max_model_len")))
        case _:
            return Server("unknown", "", _number(entry.get("max_model_len")))


def _by_path(get: Get, entry: Document) -> Kind:
    if _version(get("/api/version")):
        return "Ollama"
    if "default_generation_settings" in (get("/props") or {}):
        return "llama.cpp"
    listed = (get("/api/v0/models") or {}).get("data")
    if isinstance(listed, list) and any(isinstance(entry, Mapping) and "state" in entry for entry in listed):
        return "LM Studio"
    return "vLLM" if "max_model_len" in entry and _version(get("/version")) else "unknown"


def _entry(listed: object, model: str) -> Document:
    """Return what a list of models says of one, under whichever name the server calls it; {} if nothing."""
    entries = [entry for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, Sequence) else []
    wanted = {model, f"{model}:latest"}
    return next((entry for entry in entries if wanted & {entry.get(key) for key in ("id", "name", "model")}), {})


def _version(document: Document | None) -> str:
    version = (document or {}).get("version")
    return version if isinstance(version, str) else ""


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and value > 0 else None
