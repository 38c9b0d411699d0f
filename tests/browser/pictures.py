"""Comparing screenshots: how much of one picture differs visibly from another. Knows pixels, not the lab."""

import base64
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page

DECODE = """async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let letters = '';
    for (let i = 0; i < data.length; i += 32768) letters += String.fromCharCode(...data.subarray(i, i + 32768));
    return [image.width, image.height, btoa(letters)];
}"""

BLOCK = 6
VISIBLE = 22.0


def pixels(page: Page, png: bytes) -> np.ndarray[Any, Any]:
    """Height, width, three channels; decoded by the browser, which wrote it."""
    width, height, data = page.evaluate(DECODE, base64.b64encode(png).decode())
    return np.frombuffer(base64.b64decode(data), np.uint8).reshape(height, width, 4)[:, :, :3].astype(float)


def blocks(picture: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Means of small squares: one pixel's difference in a letter's edge is no difference."""
    height, width = (size // BLOCK * BLOCK for size in picture.shape[:2])
    cut = picture[:height, :width]
    return cut.reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK, 3).mean(axis=(1, 3))


def share_that_differs(page: Page, one: bytes, other: Path, hidden: dict[str, float] | None) -> float:
    """The share of squares, outside a box, whose mean colour differs visibly; 1 for another size."""
    now, before = pixels(page, one), pixels(page, other.read_bytes())
    if now.shape != before.shape:
        return 1.0
    if hidden:
        left, top = int(hidden["x"]), int(hidden["y"])
        for picture in (now, before):
            picture[top : top + int(hidden["height"]) + 1, left : left + int(hidden["width"]) + 1] = 0
    return float((np.abs(blocks(now) - blocks(before)).max(axis=2) > VISIBLE).mean())
