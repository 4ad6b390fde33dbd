"""What stands for Chroma's Cloud: it remembers each request, keeps the rows, and answers in the Cloud's form.

It finds whatever a collection has, in the order in which it came: how the Cloud ranks is not known here. What is over
the Cloud's limits it refuses.
"""

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

_ROWS, _DOCUMENT, _VALUE, _KEYS = 300, 16_384, 4096, 32  # https://docs.trychroma.com/cloud/quotas-limits


class Sent(NamedTuple):
    """A request: its method, its path behind that of the collections, and its body."""

    method: str
    path: str
    body: Any


class CloudServer:
    def __init__(self, url: str) -> None:
        self.url = url
        self.sent: list[Sent] = []
        self.collections: dict[str, dict[str, Any]] = {}  # by name
        self.rows: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {}  # document and metadata by id, by collection
        self.away = False

    def of(self, end: str) -> list[Any]:
        """Return the bodies that were sent to paths with an end."""
        return [one.body for one in self.sent if one.path.endswith(end)]

    def months_asked(self) -> set[str]:
        """Return the names of the collections that were searched."""
        names = {collection["id"]: name for name, collection in self.collections.items()}
        return {names[one.path.split("/")[1]] for one in self.sent if one.path.endswith("/search")}

    def reply(self, sent: Sent) -> tuple[int, Any]:
        if not sent.path:  # of no database: what the server is able to
            return 200, {"max_batch_size": _ROWS, "supports_base64_encoding": True}
        self.sent.append(sent)
        if self.away:
            return 503, {"error": "Unavailable", "message": "away"}
        _, id, action = (*sent.path.split("/"), "", "")[:3]
        if not id:
            return 200, list(self.collections.values()) if sent.method == "GET" else self._made(sent.body)
        return self._put(id, sent.body) if action == "upsert" else (200, self._found(id, sent.body["searches"]))

    def _made(self, body: dict[str, Any]) -> dict[str, Any]:
        made = {"id": str(uuid.uuid4()), "tenant": "default_tenant", "database": "default_database", "version": 0}
        made |= {"name": body["name"], "metadata": body["metadata"], "schema": body["schema"], "log_position": 0}
        made |= {"configuration_json": {"hnsw": None, "spann": None, "embedding_function": None}, "dimension": None}
        return self.collections.setdefault(body["name"], made)

    def _put(self, id: str, body: dict[str, Any]) -> tuple[int, Any]:
        rows = dict(zip(body["ids"], zip(body["documents"], body["metadatas"], strict=True), strict=True))
        fits = all(
            len(document.encode()) <= _DOCUMENT and len(row) <= _KEYS and _fits(row) for document, row in rows.values()
        )
        if len(rows) > _ROWS or not fits:
            return 422, {"error": "InvalidArgumentError", "message": "over the limits"}
        self.rows.setdefault(id, {}).update(rows)
        return 200, {}

    def _found(self, id: str, searches: list[dict[str, Any]]) -> dict[str, Any]:
        found = [list(self.rows.get(id, {}).items())[: each["limit"]["limit"]] for each in searches]
        return {
            "ids": [[key for key, _ in each] for each in found],
            "documents": [[document for _, (document, _) in each] for each in found],
            "metadatas": [[row for _, (_, row) in each] for each in found],
            "embeddings": [None for _ in found],
            "scores": [None for _ in found],
            "select": [each["select"]["keys"] for each in searches],
        }


def _fits(row: dict[str, Any]) -> bool:
    return all(len(value.encode()) <= _VALUE for value in row.values() if isinstance(value, str))


@contextmanager
def cloud_server() -> Iterator[CloudServer]:
    """Run it at a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version, wbufsize = "HTTP/1.1", -1

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path = self.path.partition("?")[0].partition("/databases/default_database/")[2]
            status, answer = cloud.reply(Sent(self.command, path, json.loads(body) if body else None))
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    cloud = CloudServer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield cloud
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
