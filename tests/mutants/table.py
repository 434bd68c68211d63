"""The mutants. What a source text names may move: then it is mended here, too."""

from __future__ import annotations

from collections.abc import Iterator

from tests.mutants import Mutant

_WHOOSH = "search/engines/whoosh"
_SEARCHING = f"{_WHOOSH}/searching"
_CONTRACT = "tests/engines/test_contract.py"
_REFERENCE = f"{_CONTRACT}::test_agrees_with_the_reference"
_UPDATED = f"{_CONTRACT}::test_an_updated_index_finds_what_a_rebuilt_one_finds"
_PINNED = f"{_CONTRACT}::test_a_searcher_keeps_its_generation_while_others_are_published"
_OWN_CHOICE = f"{_CONTRACT}::test_the_counts_of_a_facet_leave_out_its_own_choice"
_SAMPLE = f"{_CONTRACT}::test_a_sample_is_of_those_that_match_as_they_stand"
_COUNT = f"{_CONTRACT}::test_a_plan_is_counted_by_its_filters_and_not_by_its_page"
_FACET = f"{_CONTRACT}::test_a_facet_counts_no_deleted_article"
_PREFIXES = f"{_CONTRACT}::test_terms_with_a_prefix_are_the_most_frequent_in_bodies"
_SCORES = "tests/engines/test_scores.py"


def _each(file: str, *tests: str, **changed: tuple[str, str]) -> Iterator[Mutant]:
    """Mutants of one file; a name's underscores are spaces."""
    for name, (source, replacement) in changed.items():
        yield Mutant(name.replace("_", " "), file, source, replacement, tests)


def _thresholds(
    file: str, source: str, tests: str, *values: str, name: str = "", value: str = ""
) -> Iterator[Mutant]:
    """A constant raised and lowered. `source` holds it as `value`, by default what follows its =."""
    name = name or source.partition(" =")[0]
    value = value or source.rpartition("= ")[2]
    for other in values:
        yield Mutant(f"{name} {other}", file, source, source.replace(value, other), (tests,))


ENGINE = (
    *_each(
        f"{_WHOOSH}/searcher.py",
        _REFERENCE,
        ids_rotated_on_a_page=(
            "for (document, score), copies in zip(found.page, found.copies, strict=True)",
            "for (document, _), (_, score), copies in "
            "zip(found.page[1:] + found.page[:1], found.page, found.copies, strict=True)",
        ),
    ),
    *_each(
        f"{_SEARCHING}/top_k.py",
        _REFERENCE,
        language_weight_left_out=("np.float32(settings.language_weight)", "np.float32(1)"),
        boosts_dropped=("for boost in plan.boosts:", "for boost in ():"),
        passages_dropped=("if plan.near and len(total):", "if False:"),
        offset_ignored=(
            "return page.taken(slice(plan.offset, None))",
            "return page.taken(slice(0, plan.size))",
        ),
        offset_ignored_by_date=("stop)[plan.offset :]]", "stop)[: plan.size]]"),
        ties_by_date_reversed=(
            "np.flatnonzero(found.mask())\n        page_ids",
            "np.flatnonzero(found.mask())\n        ids = ids[::-1]\n        page_ids",
        ),
        undated_first=("np.where(days == 0, -np.inf,", "np.where(days == 0, np.inf,"),
        more_than_the_best_rescored=("least * np.float32(1 - ROUNDING))", "least * 0)"),
        only_the_front_on_a_page=("if len(front) and len(page) < stop:", "if False:"),
    ),
    *_each(
        f"{_SEARCHING}/bm25.py",
        _SCORES,
        idf_power_one=("idf**self.settings.idf_power", "idf**1.0"),
        idf_of_one_more=("(doc_freq + 1)) + 1", "(frequency + 2)) + 1"),
        k1_left_out=("(self.settings.k1 + 1)", "2.2"),
        lengths_ignored=("settings.k1 * settings.b /", "0 * settings.b /"),
    ),
    *_each(
        f"{_SEARCHING}/execute.py",
        _FACET,
        deleted_articles_found=("if snapshot.has_deletions:", "if False:"),
    ),
    *_each(
        f"{_SEARCHING}/execute.py",
        _REFERENCE,
        own_filters_kept=(
            "if facet in filters.chosen and not filters.asks_for_all(facet)",
            "if False",
        ),
        all_places_counted_as_any=(
            "if facet in filters.chosen and not filters.asks_for_all(facet)",
            "if facet in filters.chosen",
        ),
        main_places_ignored=(
            "field = facet_field(facet, main=filters.main_places)",
            "field = facet_field(facet, main=False)",
        ),
    ),
    *_each(
        f"{_SEARCHING}/execute.py",
        _OWN_CHOICE,
        own_filter_of_places_kept=(
            "if facet in filters.chosen and not filters.asks_for_all(facet)",
            'if facet in filters.chosen and not filters.asks_for_all(facet) and facet != "place"',
        ),
    ),
    *_each(
        f"{_SEARCHING}/matcher.py",
        _SCORES,
        place_leaf_scores_one=(
            "score = weight * self.statistics.idf(doc_freq)",
            'score = float(leaf.facet == "place")',
        ),
        place_leaf_scores_nothing=(
            "self.statistics.settings.place_weight if",
            "0.0 if",
        ),
        stems_weigh_as_words=("weight *= self.statistics.settings.stems_weight", "weight *= 1"),
        titles_weigh_as_bodies=("self.statistics.settings.title_weight if", "1.0 if"),
        stems_dropped=("if term.stem:", "if False:"),
        marks_ignored_in_a_word=("if word.exact and term.accented:", "if False:"),
        marks_ignored_in_a_phrase=(
            'if exact and term.accented else ("folded"',
            'if False else ("folded"',
        ),
        boosts_weigh_one=("np.float32(weight * self._field_weight(field))", "np.float32(1)"),
        phrases_without_order=(
            "ids = self._snapshot.adjacent(words)",
            "ids = self._snapshot.adjacent(words[:1])",
        ),
        phrases_weigh_as_in_bodies=(
            "return weighted(found, self._field_weight(field))",
            "return weighted(found, 1.0)",
        ),
        all_that_have_a_prefix_but_one=("for term in terms for f", "for term in terms[:1] for f"),
    ),
    *_each(
        f"{_SEARCHING}/proximity.py",
        _SCORES,
        passages_of_common_words=("0 < 2 * doc_freq <=", "0 < frequency <="),
        pairs_in_passages_weigh_one=("settings.pairs_weight *", "1.0 *"),
    ),
    *_each(
        f"{_SEARCHING}/proximity.py",
        _REFERENCE,
        passages_of_one_word_more=(
            "starts + settings.passage_words)",
            "starts + settings.passage_words + 1)",
        ),
    ),
    *_each(
        f"{_WHOOSH}/searcher.py",
        _SAMPLE,
        sample_ignores_the_language=(
            'return ids[matcher.among("lang", language, ids)] if language else ids',
            "return ids",
        ),
        sample_of_deleted_articles=("ids = ids[self._snapshot.live[ids]]", "ids = ids[:]"),
        sample_of_one_more=("[:limit]", "[: limit + 1]"),
    ),
    *_each(
        f"{_WHOOSH}/searcher.py",
        _COUNT,
        count_ignores_filters=(
            "replace(plan, facets=(), size=0, group_copies=False)",
            "replace(plan, facets=(), size=0, group_copies=False, filters=type(plan.filters)())",
        ),
        count_of_groups=(
            "self._settings).total",
            "self._settings).total if not plan.offset else plan.size",
        ),
    ),
    *_each(
        f"{_WHOOSH}/reading/snapshot.py",
        _FACET,
        facets_count_deleted_articles=(
            "self.facets.count(self.live, [facet])",
            "self.facets.count(np.ones(self.rows, dtype=np.bool_), [facet])",
        ),
    ),
    *_each(
        f"{_WHOOSH}/reading/vocabulary.py",
        _PREFIXES,
        terms_with_a_prefix_of_the_first_segment=("others += most", "break"),
        terms_with_a_prefix_in_any_order=("(-counts[term], term)", "term"),
    ),
    *_each(
        f"{_WHOOSH}/engine.py",
        _PINNED,
        the_first_generation_is_kept_for_good=(
            "newest != self._seen:\n            with",
            "False:\n            with",
        ),
    ),
    *_each(
        "search/engines/generations.py",
        _PINNED,
        generations_in_use_are_cleaned_away=("and not _is_read(path)", "and True"),
        nothing_is_held=("fcntl.flock(self._file, fcntl.LOCK_SH)", "self._file.fileno()"),
    ),
)

_COPIES = "tests/test_near_duplicates.py"
_STORIES = "tests/assist/test_translations.py"
_PAIRS = "tests/assist/test_collocations.py"
_SALIENCE = "tests/enrich/test_salience.py"
_WEIGHING = "search/enrich/places/salience.py"

_COPYING = "search/near_duplicates.py"
_LONG = "LONG, SHORTEST = 70, 32"
_TELLING = "TELLING, FIGURES = 3.5, 1.0"
_TRANSLATING = "search/assist/translations.py"
_PAIRING = "search/assist/collocations.py"

THRESHOLDS = (
    *_thresholds(_COPYING, "ALIKE = 0.7", _COPIES, "0.65", "0.75"),
    *_thresholds(_COPYING, _LONG, _COPIES, "64", "76", name="LONG", value="70"),
    *_thresholds(_COPYING, _LONG, _COPIES, "27", "37", name="SHORTEST", value="32"),
    *_thresholds(_COPYING, "_LEAST_IN_BAND = 3", _COPIES, "4"),
    *_thresholds(_TRANSLATING, _TELLING, _STORIES, "3.0", "4.0", name="TELLING", value="3.5"),
    *_thresholds(_TRANSLATING, _TELLING, _STORIES, "0.5", "1.5", name="FIGURES", value="1.0"),
    *_thresholds(_TRANSLATING, "SHARE = 0.5", _STORIES, "0.45", "0.55"),
    *_thresholds(_TRANSLATING, "DAYS = 3", _STORIES, "2", "4"),
    *_thresholds(_PAIRING, "RARE = 0.02", _PAIRS, "0.019", "0.021"),
    *_thresholds(_PAIRING, "BY_CHANCE = 0.2", _PAIRS, "0.19", "0.21"),
    *_thresholds(_WEIGHING, "_LEAST_IN_TITLE = 1 / 3", _SALIENCE, "0.25", "0.35"),
    *_thresholds(_WEIGHING, "_LEAST_IN_LEAD = 1 / 6", _SALIENCE, "0.14", "0.18"),
    *_thresholds(_WEIGHING, "_LEAST_IN_BODY = 0.51", _SALIENCE, "0.5", "0.55"),
    *_thresholds(_WEIGHING, "_LEAST_OF_COUNTRY = 0.4", _SALIENCE, "0.37", "0.42"),
    *_thresholds(_WEIGHING, "_LEAST_BESIDE_ITS_PLACES = 1 / 4", _SALIENCE, "0.23", "0.26"),
    *_thresholds(_WEIGHING, "_OFTEN = 3", _SALIENCE, "2", "4"),
    *_thresholds(_WEIGHING, "_SHORT = 1_000", _SALIENCE, "980", "1_020"),
)

MUTANTS = ENGINE + THRESHOLDS
