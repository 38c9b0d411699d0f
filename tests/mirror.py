"""A mirror of MNIST's files on this machine, over real HTTP: it can break off, and it can be slow."""

import http.server
import re
import threading

BLOCK = 64 * 1024  # bytes that the download counts at a time


class Mirror:
    """Serves `contents`, bytes by name; `asked` is what was asked of it, each with its Range.

    `breaks_after` cuts the next answer of a name short. One that is `slow` sends as many blocks as it is told to.
    """

    def __init__(self, contents: dict[str, bytes], slow: bool = False) -> None:
        self.contents, self.asked, self.breaks_after = contents, [], {}
        self._blocks = threading.Semaphore(0) if slow else None
        mirror = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.lstrip("/")
                mirror.asked.append((name, self.headers.get("Range")))
                if name not in mirror.contents:
                    self.send_error(503)
                    return
                body, start = mirror.contents[name], 0
                if given := self.headers.get("Range"):
                    start = int(re.fullmatch(r"bytes=(\d+)-", given)[1])
                    if start >= len(body):
                        self.send_error(416)
                        return
                self.send_response(206 if given else 200)
                self.send_header("Content-Length", str(len(body) - start))
                self.end_headers()
                end = mirror.breaks_after.pop(name, len(body))
                for at in range(start, end, BLOCK):
                    if mirror._blocks:
                        mirror._blocks.acquire()
                    self.wfile.write(body[at : min(at + BLOCK, end)])

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def send(self, blocks: int) -> None:
        """Let a slow mirror send so many blocks more."""
        self._blocks.release(blocks)

    def close(self) -> None:
        """End it; a slow one sends what is left."""
        if self._blocks:
            self.send(100_000)
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
