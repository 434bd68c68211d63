"""Makes the picture of the README: python -m tests.web.screenshot"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from search import Archive, Settings
from tests.web.conftest import BROWSERS, SEEDS, serving
from web import create_app

PICTURE = Path(__file__).with_name("screenshot.png")


def main() -> None:
    """Write the picture: a search of the seeds, 1,280 px wide."""
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Settings(index=Path(folder), seeds=SEEDS))
        archive.rebuild()
        with serving(create_app(archive)) as site, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=program)
            page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-GB")
            page.goto(f"{site}/?q=quang+nam")
            page.screenshot(path=PICTURE)
            browser.close()


if __name__ == "__main__":
    main()
