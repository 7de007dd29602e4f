"""How large a page is and how soon it can be used, in a headless Chromium on this machine.

    python benchmarks/page_load.py results/**/report.html

Prints for every page its size, when its text can be read (DOMContentLoaded) and when its charts and the
series that its scripts unpack are there; the median of five loads, by the browser's own clock.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

REPEAT = 5
PROBE = b"""<script>
(() => {
  const root = document.documentElement;
  const wanted = ["ready", ...(document.getElementById("play-data") ? ["played"] : []),
    ...(document.getElementById("explore-plot") ? ["explored"] : [])];
  const timer = setInterval(() => {
    if (!wanted.every((key) => key in root.dataset)) return;
    clearInterval(timer);
    const [entry] = performance.getEntriesByType("navigation");
    fetch(`/measured/${entry.domContentLoadedEventEnd}/${performance.now()}`);
  }, 5);
})();
</script></body>"""


class Handler(BaseHTTPRequestHandler):
    """Gives the page, and takes what the browser measured."""

    def __init__(self, page: bytes, measured: list[float], *args: object) -> None:
        self.page, self.measured = page, measured
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer one request."""
        if self.path.startswith("/measured/"):
            self.measured += [float(value) for value in self.path.split("/")[2:]]
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page if self.path == "/page" else b"")

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def load_ms(browser: str, page: bytes) -> list[float]:
    """Return (text readable, all there) of one load [ms]."""
    measured: list[float] = []
    with (
        HTTPServer(("127.0.0.1", 0), partial(Handler, page, measured)) as server,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
    ):
        server.timeout = 30.0
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
        flags += ["--disable-background-networking", "--remote-debugging-port=0"]
        address = f"http://127.0.0.1:{server.server_port}/page"
        running = subprocess.Popen(  # noqa: S603 - the browser that was found, on our own page
            [browser, *flags, f"--user-data-dir={folder}", address], stderr=subprocess.DEVNULL
        )
        try:
            for _ in range(10):
                if not measured:
                    server.handle_request()
        finally:
            running.terminate()
            running.wait()
    if not measured:
        raise SystemExit("the page did not become ready")
    return measured


def main() -> None:
    """Measure the pages named on the command line."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("no Chromium here")
    print(f"{'MB':>6} {'readable ms':>12} {'all there ms':>13}  page")
    for name in sys.argv[1:]:
        page = Path(name).read_bytes()
        probed = page.replace(b"</body>", PROBE)
        loads = [load_ms(browser, probed) for _ in range(REPEAT)]
        readable, there = (statistics.median(values) for values in zip(*loads, strict=True))
        print(f"{len(page) / 1e6:6.2f} {readable:12.0f} {there:13.0f}  {name}")


if __name__ == "__main__":
    main()
