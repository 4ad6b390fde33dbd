"""A model's server that does not even keep to HTTP: it reads a request, sends bytes as they are, and closes.

with RawServer(reply=b"HTTP/1.1 200 OK\\r\\n...") as server:
    ...  # a client of server.url
"""

from __future__ import annotations

import gzip
import json
import socket
import threading
from contextlib import suppress

SAYS = "The sampler needs no training [P1.S3]."
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nConnection: close\r\n%s\r\n"
_MODELS = {"object": "list", "data": [{"id": "tiny", "object": "model"}]}


class RawServer:
    """The server; it runs between `with` and its end. `models` is what it says of its models, in place of a list."""

    def __init__(self, reply: bytes, *, reset: bool = False, models: bytes = b"") -> None:
        self._reply, self._reset = reply, reset
        self._models = models or document(_MODELS)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> RawServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        threads = []
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threads.append(threading.Thread(target=self._answer, args=(connection,)))
                threads[-1].start()
        for thread in threads:
            thread.join()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            asked = _read(connection)
            connection.sendall(self._models if asked.startswith(b"GET") else self._reply)
            if self._reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
                return
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(1 << 16):
                """Let the client close first."""


def _read(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(1 << 16)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(1 << 16)
    return head


def plain(body: bytes, headers: bytes = b"", kind: bytes = b"application/json") -> bytes:
    return _HEAD % (kind, headers) + body


def document(value: object) -> bytes:
    return plain(json.dumps(value).encode())


def stream(*events: bytes, headers: bytes = b"") -> bytes:
    return plain(b"".join(b"data: " + event + b"\n\n" for event in events), headers, b"text/event-stream")


def delta(content: object, **more: object) -> bytes:
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": None}
    return json.dumps({"id": "c", "choices": [choice], **more}).encode()


def completion(content: object = SAYS, **more: object) -> bytes:
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return document({"id": "c", "choices": [choice]} | more)


def status(line: bytes, headers: bytes = b"", body: bytes = b"{}") -> bytes:
    return b"HTTP/1.1 " + line + b"\r\nConnection: close\r\n" + headers + b"\r\n" + body


def error(value: object) -> bytes:
    return status(b"400 Bad Request", b"Content-Type: application/json\r\n", json.dumps({"error": value}).encode())


def wait(after: bytes) -> bytes:
    return status(b"429 Too Many Requests", b"Retry-After: " + after + b"\r\n")


WIRE: dict[str, bytes] = {
    "nothing at all": b"",
    "half a status line": b"HTTP/1.",
    "no HTTP": b"SSH-2.0-OpenSSH_9.2p1\r\n",
    "bytes": bytes(range(256)) * 4,
    "TLS alert": b"\x15\x03\x01\x00\x02\x02\x46",
    "status 999": status(b"999 Odd"),
    "status 000": status(b"000 "),
    "status without a number": status(b"OK fine"),
    "204": status(b"204 No Content", body=b""),
    "304": status(b"304 Not Modified", body=b""),
    "101": status(b"101 Switching Protocols", b"Upgrade: websocket\r\n"),
    "103 without an end": b"HTTP/1.1 103 Early Hints\r\n\r\n" * 200,
    "header of 200 KB": status(b"200 OK", b"X: " + b"y" * 200_000 + b"\r\n"),
    "5,000 headers": status(b"200 OK", b"".join(b"X-%d: y\r\n" % n for n in range(5000))),
    "header without a colon": status(b"200 OK", b"what is this\r\n"),
    "header of bytes": status(b"200 OK", b"X: \xff\xfe\x00\r\n"),
    "length too long": status(b"200 OK", b"Content-Length: 5000\r\n"),
    "length too short": status(b"200 OK", b"Content-Length: 1\r\n", b'{"choices": []}'),
    "negative length": status(b"200 OK", b"Content-Length: -5\r\n"),
    "two lengths": status(b"200 OK", b"Content-Length: 2\r\nContent-Length: 9\r\n"),
    "chunk of no size": status(b"200 OK", b"Transfer-Encoding: chunked\r\n", b"ZZ\r\nhello\r\n0\r\n\r\n"),
    "chunk of any size": status(b"200 OK", b"Transfer-Encoding: chunked\r\n", b"FFFFFFFFFFFFFFFFF\r\nhello"),
    "chunks without an end": status(b"200 OK", b"Transfer-Encoding: chunked\r\n", b"5\r\nhello\r\n"),
    "gzip that is none": plain(b"this is no gzip", b"Content-Encoding: gzip\r\n"),
    "half a gzip": plain(gzip.compress(completion() * 50)[:60], b"Content-Encoding: gzip\r\n"),
    "gzip of 100 MB": plain(gzip.compress(b"x" * 100_000_000), b"Content-Encoding: gzip\r\n"),
    "brotli that is none": plain(b"\xff\xff\xff", b"Content-Encoding: br\r\n"),
    "unknown encoding": plain(b"{}", b"Content-Encoding: rot13\r\n"),
    "redirect to a file": status(b"302 Found", b"Location: file:///etc/passwd\r\n"),
    "redirect to nowhere": status(b"302 Found", b"Location: http://[::1\r\n"),
    "redirect without a place": status(b"307 Temporary Redirect"),
    "redirect to itself": status(b"308 Permanent Redirect", b"Location: /v1/chat/completions\r\n"),
    "wait of less than nothing": wait(b"-5"),
    "wait of any size": wait(b"1e300"),
    "wait of NaN": wait(b"nan"),
    "infinite wait": wait(b"inf"),
    "wait of 5,000 digits": wait(b"9" * 5000),
    "wait until a day that is none": wait(b"Wed, 99 Foo 20155 07:28:00 GMT"),
    "two waits": status(b"503 Busy", b"Retry-After: 999\r\nRetry-After: soon\r\n"),
}
TEXT: dict[str, bytes] = {
    "no UTF-8": stream(b'{"choices": [{"delta": {"content": "\xff\xfe\xc3 is it [P1.S3]."}}]}'),
    "UTF-16": plain(completion().partition(b"\r\n\r\n")[2].decode().encode("utf-16")),
    "NaN": stream(b'{"choices": [{"delta": {"content": NaN}}], "usage": {"prompt_tokens": NaN}}'),
    "infinite usage": completion(usage={"prompt_tokens": 1e999, "completion_tokens": -1e999}),
    "number of 10,000 digits": stream(b'{"choices": [], "usage": {"prompt_tokens": ' + b"9" * 10_000 + b"}}"),
    "usage as text": completion(usage="many"),
    "usage of lists": completion(usage={"prompt_tokens": [1], "completion_tokens": {"a": None}}),
    "content as a number": completion(7),
    "content as an object": completion({"text": [None]}),
    "content as a list of junk": completion([None, 3, {"type": "image"}, {"text": 5}]),
    "content true": stream(delta(True), b"[DONE]"),
    "choices as an object": document({"choices": {"0": SAYS}}),
    "choices as text": document({"choices": SAYS}),
    "choice as a list": document({"choices": [[SAYS]]}),
    "message as text": document({"choices": [{"message": SAYS}]}),
    "finish reason as a list": document({"choices": [{"message": {"content": SAYS}, "finish_reason": [1, None]}]}),
    "only tool calls": document({"choices": [{"message": {"content": None, "tool_calls": [{"function": 3}]}}]}),
    "keys twice": plain(b'{"choices": [], "choices": [{"message": {"content": "x", "content": null}}]}'),
    "10,000 brackets": stream(b"[" * 10_000),
    "10,000 objects": stream(b'{"a":' * 10_000),
    "halves of signs": stream(rb'{"choices": [{"delta": {"content": "\ud83d is \udc00 it [P1.S3]."}}]}', b"[DONE]"),
    "zero bytes": stream(delta("\0\0\x1b]52;c;aGk=\x07 is it [P1.S3]."), b"[DONE]"),
    "turned round": stream(delta("\u202eThe sampler\u202c \u2066is it\u2069 [P1.S3]."), b"[DONE]"),
    "names of 200 KB": completion(model="m" * 200_000, id="i" * 200_000),
    "one line of 5 MB": plain(b"data: " + b"x" * 5_000_000, kind=b"text/event-stream"),
    "event of 5 MB": stream(delta("word " * 1_000_000), b"[DONE]"),
    "comments only": plain(b": hm\n\n" * 100_000, kind=b"text/event-stream"),
    "events without data": plain(b"event: error\nid: 7\nretry: x\n\n" * 1000, kind=b"text/event-stream"),
    "the same event a thousand times": stream(*[delta("So it is [P1.S3]. ")] * 1000),
    "an audio file": plain(b"RIFF\x24\x08\x00\x00WAVEfmt ", kind=b"audio/wav"),
    "a kind that is none": plain(b"{}", kind=b"\xff/;;=,"),
    "XML": plain(b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", kind=b"text/xml"),
    "error null": error(None),
    "error of lists": error([["oops"]]),
    "error with an object for words": error({"message": {"x": 1}, "code": [1], "type": None}),
    "error of 1 MB": error({"message": "why " * 250_000}),
    "error with lines and orders": error({"message": "Bad\nTraceback\r\n\x1b[2J\x1b]0;x\x07 thing\u2028end"}),
    "error as a page with a key": status(b"401 No", b"Content-Type: text/html\r\n", b"<h1>KEY</h1><script>x</script>"),
    "error of half a sign": status(b"400 Bad", b"", rb'{"error": {"message": "\ud83d oops"}}'),
}
COOKIE = completion().replace(b"Connection", b"Set-Cookie: \xff=\xfe; Path=/\r\nConnection")
MODELS: dict[str, bytes] = {
    "null": document({"data": None}),
    "an object": document({"data": {"id": "tiny"}}),
    "numbers": document({"data": [1, None, [], {"id": 7}, {"id": None}, {"id": ["x"]}]}),
    "the same twice": document({"data": [{"id": "tiny"}, {"id": "tiny"}]}),
    "100,000 models": document({"data": [{"id": f"m{n}"} for n in range(100_000)]}),
    "names with orders": document({"data": [{"id": "\x1b[2Jtiny\n\ud83d"}]}),
    "no JSON": plain(b"<html>"),
    "NaN": plain(b'{"data": NaN}'),
    "nothing": b"",
    "contexts of nonsense": document({"data": [{"id": "tiny", "max_model_len": -1, "context_length": "many"}]}),
    "contexts without an end": plain(b'{"data": [{"id": "tiny", "max_model_len": 1e999}]}'),
}
