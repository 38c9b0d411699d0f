"""The page in a real browser: painting 13,002 edges, rest, bytes and time of the first load."""

import re
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

from tests.benchmarks.rows import Row
from tests.conftest import ROOT
from tests.server import running_server

LOADS = 5
MOMENT = "#h=b300&step=300&tau=7"
MODULES = ("draw/picture.js", "protocol/frame.js", "scene/curves.js", "scene/scene.js")

# The product's painter and a naive one in turn, on the same frame and stage; a one-pixel read-back forces the pixels.
PAINTING = """async ([job, modules]) => {
    const [picture, protocol, curves, scenes] = await Promise.all(modules.map((name) => import('/static/js/' + name)));
    const socket = new WebSocket(`ws://${location.host}/api/v1/jobs/${job}/live`, 'nudge.v1');
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', after: 0 }));
    const frame = await new Promise((resolve) => {
        socket.onmessage = ({ data }) => data instanceof ArrayBuffer && resolve(protocol.decodeFrame(data));
    });
    socket.close();

    const stage = document.body.appendChild(document.createElement('div'));
    Object.assign(stage.style, { position: 'fixed', left: 0, top: 0, width: '1068px', height: '684px', zIndex: 99 });
    const product = picture.createPicture(stage, { tier: 'canvas2d' });
    product.setFrame(frame);
    const canvases = [...stage.querySelectorAll('canvas')];
    const force = (list) => list.forEach((canvas) => canvas.getContext('2d').getImageData(0, 0, 1, 1));
    const paintProduct = (share) => {
        product.setView({ tau: 6 + share, theme: 'dark' });
        product.loop.flush();
        force(canvases);
    };

    // All weights and biases: one stroke each, on the same curves.
    const layout = product.layout();
    const edges = [];
    for (const layer of frame.layers) {
        for (let to = 0; to < layer.outputs; to++) {
            for (let from = 0; from < layer.inputs; from++) {
                const ends = new Float32Array(4), curve = new Float32Array(8);
                curves.writeEnds(layout, layer.layer, to, from, ends, 0);
                curves.bend(false, layout.edge, layer.layer === 1, ends, 0, curve);
                const column = layer.columns ? layer.columns.indexOf(from) : from;
                const width = layer.columns ? layer.columns.length : layer.inputs;
                edges.push({ curve, nudge: column < 0 ? 0 : layer.dC_dW[to * width + column] });
            }
            const { x, y } = { x: layout.columns[layer.layer].x[to], y: layout.columns[layer.layer].y[to] };
            edges.push({ curve: [x, y - 20, x, y - 18, x, y - 14, x, y - 12], nudge: layer.delta[to] });
        }
    }
    const canvas = stage.appendChild(document.createElement('canvas'));
    canvas.width = 1068;
    canvas.height = 684;
    const c = canvas.getContext('2d');
    const paintNaive = () => {
        c.clearRect(0, 0, 1068, 684);
        for (const { curve: p, nudge } of edges) {
            const m = Math.min(1, Math.log(1 + Math.abs(nudge) / 1e-4) / Math.log(1 + 1e4));
            c.globalAlpha = 0.05 + 0.8 * m * m;
            c.lineWidth = 0.8 + 3 * m;
            c.strokeStyle = nudge === 0 ? '#a9a498' : nudge < 0 ? '#56b9ff' : '#ff9248';
            c.beginPath();
            c.moveTo(p[0], p[1]);
            c.bezierCurveTo(p[2], p[3], p[4], p[5], p[6], p[7]);
            c.stroke();
        }
        force([canvas]);
    };

    const times = { product: [], naive: [] };
    const timed = (list, paint) => {
        const start = performance.now();
        paint();
        list.push(performance.now() - start);
    };
    for (let i = 0; i < 16; i++) {
        timed(times.product, () => paintProduct((i + 1) / 16));
        timed(times.naive, paintNaive);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    stage.remove();
    return { edges: edges.length, product: times.product.slice(2), naive: times.naive.slice(2) };
}"""

# Tells when the page first speaks of a live frame. It is waited for, not polled: looking costs the page time.
STOPWATCH = """globalThis.firstFrame = new Promise((resolve) => addEventListener('DOMContentLoaded', () => {
    const sentence = document.querySelector('#sentence');
    const watch = new MutationObserver(() => {
        if (!/digits seen|Ready/.test(sentence.textContent)) return;
        watch.disconnect();
        requestAnimationFrame(() => resolve(performance.now()));
    });
    watch.observe(sentence, { childList: true, characterData: true, subtree: true });
}))"""


def rows() -> Iterator[Row]:
    executable = (ROOT / ".browser").read_text().strip()
    with tempfile.TemporaryDirectory() as folder, running_server(Path(folder)) as server, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        loads = [_load(browser, server.address) for _ in range(LOADS)]
        kilobytes = max(size for size, _ in loads) / 1e3
        yield Row("first load, over the wire", f"{kilobytes:.0f} kB", "under 250 kB")
        milliseconds = statistics.median(time for _, time in loads)
        yield Row(f"navigation to the first live frame, median of {LOADS}", f"{milliseconds:.0f} ms", "under 1,000 ms")
        yield from _painting(browser, server.address)
        browser.close()


def _load(browser: Browser, address: str) -> tuple[float, float]:
    """Bytes received and milliseconds until the first live frame, in a browser that has never been here."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(STOPWATCH)
    sizes: list[float] = []
    wire: CDPSession = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address, wait_until="commit")
    time: float = page.evaluate("firstFrame")
    page.wait_for_load_state("networkidle")  # what is fetched after the first frame counts as well
    # Pausing leaves the processors to the next load.
    page.locator("#picture").focus()
    page.keyboard.press("Space")
    expect(page.locator("#status")).to_contain_text("Paused")
    context.close()
    return sum(sizes), time


def _painting(browser: Browser, address: str) -> Iterator[Row]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}/{MOMENT}")
    expect(page.locator("#status")).to_contain_text("step 300", timeout=60_000)
    page.wait_for_timeout(1000)
    before = _frames(page)
    page.wait_for_timeout(3000)
    yield Row("repaints in 3 s at rest", str(_frames(page) - before), "0")
    job = re.search(r"job=(\w+)", page.url)
    assert job is not None
    found: dict[str, Any] = page.evaluate(PAINTING, [job[1], list(MODULES)])
    product, naive = (statistics.median(found[name]) for name in ("product", "naive"))
    yield Row(f"painting a frame, {found['edges']:,} edges, Canvas 2D tier", f"{product:.0f} ms", "67 ms")
    yield Row("... naive Canvas 2D, a stroke for each edge", f"{naive:.0f} ms, {naive / product:.1f} x the product's")


def _frames(page: Page) -> int:
    return int(page.locator("#picture").get_attribute("data-frames") or "0")
