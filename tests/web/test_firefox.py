"""The main walk in Firefox: type, narrow, open an article, and the views of the results.

Firefox is spoken to by WebDriver BiDi, which it has built in: no driver beside it is needed.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

WAIT_S = 60


@dataclass
class Firefox:
    """A tab of a running Firefox."""

    connection: ClientConnection
    numbers: Iterator[int]
    tab: str = ""

    def call(self, method: str, **params: Any) -> Any:
        """The result of a command of the protocol."""
        id = next(self.numbers)
        self.connection.send(json.dumps({"id": id, "method": method, "params": params}))
        while (answer := json.loads(self.connection.recv(WAIT_S))).get("id") != id:
            pass
        assert answer["type"] == "success", answer
        return answer["result"]

    def go(self, url: str) -> None:
        self.call("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    def says(self, script: str) -> Any:
        """The value of an expression on the page; None while there is none."""
        answer = self.call(
            "script.evaluate",
            expression=script,
            target={"context": self.tab},
            awaitPromise=True,
            userActivation=True,
        )
        return answer.get("result", {}).get("value")

    def wait(self, script: str) -> Any:
        """The value of an expression once there is one."""
        end = time.monotonic() + WAIT_S
        while not (value := self.says(script)):
            assert time.monotonic() < end, script
            time.sleep(0.1)
        return value

    def click(self, css: str) -> None:
        """Follow a link that can be seen."""
        self.wait(f"document.querySelector({css!r})?.checkVisibility()")
        self.says(f"document.querySelector({css!r}).click()")


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Firefox]:
    program = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
    if program is None:
        pytest.skip("Firefox is not installed: apt install firefox-esr")
    (tmp_path / "user.js").write_text('user_pref("intl.accept_languages", "vi");\n')
    command = [program, "--headless", "--profile", str(tmp_path), "--remote-debugging-port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = (re.search(r"BiDi listening on (\S+)", line) for line in process.stderr)
            address = next(filter(None, said))[1]
            with connect(f"{address}/session", max_size=None) as connection:
                driven = Firefox(connection, count(1))
                driven.call("session.new", capabilities={})
                driven.tab = driven.call("browsingContext.getTree")["contexts"][0]["context"]
                yield driven
        finally:
            process.terminate()


def test_the_main_walk(firefox: Firefox, site: str) -> None:
    total = "document.querySelector('.total')?.innerText"
    firefox.go(site)
    assert firefox.says("document.documentElement.lang") == "vi"
    firefox.says("document.getElementById('q').value = 'sekong'")
    firefox.says("document.getElementById('q').form.requestSubmit()")
    firefox.wait("location.search === '?q=sekong' && document.readyState === 'complete'")
    assert firefox.says(total) == "3 bài viết"
    # Beside the results the filters show without a click.
    firefox.click("#facet-date a.choice[href*='date=2022']")
    firefox.wait("location.search.includes('date=2022') && document.readyState === 'complete'")
    assert firefox.says(total) == "1 bài viết"
    firefox.click(".result h3 a")
    firefox.wait("document.querySelector('.story mark')?.checkVisibility()")
    assert "Sekong" in firefox.says("document.querySelector('.story h1').innerText")
    for view, shown in (("timeline", ".plot .bar"), ("places", ".map circle")):
        firefox.go(f"{site}/?q=sekong")
        firefox.click(f".tabs a[href^='/{view}']")
        firefox.wait(f"document.querySelector({shown!r})?.getBoundingClientRect().height > 0")
        assert firefox.says("document.documentElement.scrollWidth <= innerWidth")
