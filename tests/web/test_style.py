"""The colours of the style sheet, by WCAG 2.2."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import web

CSS = (Path(web.__file__).parent / "static" / "style.css").read_text(encoding="utf-8")
TEXT, SHAPE = 4.5, 3.0
"""The least contrast of text (1.4.3) and of what shows a control or its state (1.4.11)."""

PAIRS = [
    ("ink", "paper", TEXT),
    ("ink", "raised", TEXT),
    ("ink", "wash", TEXT),
    ("soft", "paper", TEXT),
    ("soft", "raised", TEXT),
    ("soft", "wash", TEXT),
    ("accent", "paper", TEXT),
    ("accent", "raised", TEXT),
    ("accent", "wash", TEXT),
    ("on-accent", "accent", TEXT),
    ("mark-ink", "mark", TEXT),
    ("trouble", "raised", TEXT),
    ("edge", "paper", SHAPE),
    ("edge", "raised", SHAPE),
    ("mark-line", "paper", SHAPE),
    ("bar", "paper", SHAPE),
]


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


LIGHT, DARK = CSS.split("prefers-color-scheme: dark", 1)
SCHEMES = {"light": colours(LIGHT), "dark": colours(DARK.split("/* --- ground", 1)[0])}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_contrast(scheme: str, front: str, back: str, least: float) -> None:
    shown = SCHEMES[scheme]
    assert contrast(shown[front], shown[back]) >= least


def test_both_schemes_name_the_same_colours() -> None:
    assert SCHEMES["light"].keys() == SCHEMES["dark"].keys()


def test_nothing_comes_from_elsewhere() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
