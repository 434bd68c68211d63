"""Files become raw articles: one pass over folders and files, in a stable order.

    counts = IngestCounts()
    total = total_bytes(paths)
    for item in read_articles(paths, max_bytes=settings.file_bytes, counts=counts):
        ...  # a RawArticle, or a Skipped; counts.bytes_read of total is how far it has come

One bad file or record stops nothing: a Skipped says what was left out, and why. What was taken, but not as
it is written, is a Remark: `counts.remark` counts it and gives it to `counts.on_remark`.
"""

from search.ingest.counts import IngestCounts, Remark, Skipped
from search.ingest.files import total_bytes
from search.ingest.read import read_articles

__all__ = ["IngestCounts", "Remark", "Skipped", "read_articles", "total_bytes"]
