"""The Whoosh engine: everything that knows Whoosh. `README.md` beside this says what is where."""

from search.engines.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
