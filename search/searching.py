"""A question put to an engine: its plan, wider where hardly an article holds all that it asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from search.articles import Article
from search.engines.base import Engine, Hits
from search.errors import QuestionTooCostly
from search.gazetteer import Gazetteer
from search.query.plan import FACETS, Facet, Filters, Note, Plan, Question
from search.query.planner import any_word, make_plan
from search.query.tree import Prefix
from search.settings import Settings


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question became, what its asker should know of that, and what was found."""

    plan: Plan
    notes: tuple[Note, ...]
    hits: Hits


@dataclass(frozen=True, slots=True)
class Asker:
    """Puts questions to an engine. QuestionError for one that means nothing, IndexUnusable as it."""

    engine: Engine
    gazetteer: Gazetteer
    settings: Settings

    def ask(self, question: Question, facets: tuple[Facet, ...] = FACETS) -> Answer:
        """The hits of the question, of any of its words if hardly an article holds them all."""
        plan, notes = self._plan(question, facets)
        hits = self.engine.search(plan)
        loose = any_word(plan.tree)
        if loose is not None and (not hits.total or self._few_hold_all(plan, hits)):
            kind: Literal["any word", "few"] = "few" if hits.total else "any word"
            wider = replace(plan, tree=loose)
            found = self.engine.search(wider)
            if found.total:
                plan, hits = wider, found
                notes = (*notes, Note(kind, question.text.strip()))
        expanded = tuple(
            Note("expanded", leaf.folded + ("*" if isinstance(leaf, Prefix) else "~"), terms)
            for leaf, terms in hits.expansions.items()
        )
        return Answer(plan, notes + expanded, hits)

    def count(self, question: Question) -> int:
        """How many articles the question's page shows."""
        return self.ask(replace(question, size=1), facets=()).hits.total

    def count_all(self, question: Question) -> int:
        """How many articles hold all that the question asks; 0 if it would cost too much to tell."""
        try:
            plan, _ = self._plan(question, ())
            return self.engine.search(replace(plan, size=0)).total
        except QuestionTooCostly:
            return 0

    def first(self, question: Question) -> tuple[Article, ...]:
        """The first articles that hold all that the question asks."""
        plan, _ = self._plan(question, ())
        return self.engine.fetch([hit.id for hit in self.engine.search(plan).hits])

    def _plan(self, question: Question, facets: tuple[Facet, ...]) -> tuple[Plan, tuple[Note, ...]]:
        plan, notes = make_plan(question, self.gazetteer, self.engine.frequencies, self.settings)
        return replace(plan, facets=facets), notes

    def _few_hold_all(self, plan: Plan, hits: Hits) -> bool:
        """Whether the question is long and few articles hold all its words.

        A sentence seldom stands whole in what answers it. Those that the filters leave out count
        too, so that no filter changes what is asked, and every count stays what its choice gives.
        """
        few = min(
            self.settings.few_articles,
            self.settings.few_share * self.engine.summary().articles,
        )
        if len(plan.near) < self.settings.long_question or hits.total > few:
            return False
        if plan.filters == Filters():
            return True
        whole = replace(plan, filters=Filters(), facets=(), size=0)
        return self.engine.search(whole).total <= few
