"""The OpenSearch engine: everything that knows OpenSearch. `README.md` beside this says what is where."""

from search.engines.opensearch.engine import OpenSearchEngine

__all__ = ["OpenSearchEngine"]
