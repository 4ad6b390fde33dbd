"""A proxy as people put one before a server: it takes a prefix off the path, and passes streams on as they come."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_OWN = {"transfer-encoding", "connection", "keep-alive"}


@contextmanager
def prefix_proxy(url: str, prefix: str) -> Iterator[str]:
    """Pass what is asked under a prefix on to the server at an address; yield the address of the proxy."""
    behind = urlsplit(url)

    class Passing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith(prefix):
                self.send_error(404)
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            connection = http.client.HTTPConnection(behind.hostname or "", behind.port, timeout=60)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _OWN}
            try:
                connection.request(self.command, self.path.removeprefix(prefix) or "/", body, headers)
                reply = connection.getresponse()
                self.send_response(reply.status)
                for name, value in reply.getheaders():
                    if name.lower() not in _OWN:
                        self.send_header(name, value)
                self.end_headers()
                while block := reply.read1(65536):
                    self.wfile.write(block)
                    self.wfile.flush()
            except OSError:
                self.close_connection = True
            finally:
                connection.close()

        do_POST = do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{prefix}"
    server.shutdown()
    server.server_close()
    thread.join()
