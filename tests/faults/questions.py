"""The campaign of questions: whatever may be put into an address, asked of the whole web front end."""

from __future__ import annotations

import io
import logging
import random
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from search import Archive, Settings
from tests.questions import addresses
from web import create_app

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def questions(tries: int, folder: Path) -> Iterator[str]:
    """Addresses drawn anew each day: none is answered with a failure, nothing untyped is in the log.

    503 is no failure where it says that the work was more than one request may take.
    """
    archive = Archive(Settings(index=folder / "index", seeds=SEEDS))
    archive.rebuild()
    log = io.StringIO()
    logging.disable(logging.NOTSET)
    logging.getLogger().addHandler(logging.StreamHandler(log))
    client = create_app(archive).test_client()
    for address in islice(addresses(random.Random(date.today().toordinal())), tries):
        answer = client.get(address)
        status = answer.status_code
        said = ""
        if status >= 500 and not (status == 503 and "of work" in answer.text):
            said = f"{status}: {address}"
        answer.close()
        if "Traceback" in log.getvalue():
            said = f"{address}: {log.getvalue().splitlines()[-1]}"
        log.seek(0)
        log.truncate()
        yield said
    logging.disable()
