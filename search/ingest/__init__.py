"""Files become raw articles: one pass over folders and files, in a stable order.

    tally = Tally()
    total = total_bytes(paths)
    for item in read_articles(paths, max_bytes=settings.file_bytes, tally=tally):
        ...  # a RawArticle, or a Skipped; tally.bytes_read of total is how far it has come

One bad file or record stops nothing: a Skipped says what was left out, and why.
"""

from search.ingest.files import total_bytes
from search.ingest.read import read_articles
from search.ingest.tally import Skipped, Tally

__all__ = ["Skipped", "Tally", "read_articles", "total_bytes"]
