"""The mutants. What a source text names may move: then it is mended here, too."""

from __future__ import annotations

from collections.abc import Iterator

from tests.mutants import Mutant

_WHOOSH = "search/engines/whoosh"
_SEARCHING = f"{_WHOOSH}/searching"
_CONTRACT = "tests/engines/test_contract.py"
_REFERENCE = f"{_CONTRACT}::test_agrees_with_the_reference"
_PINNED = f"{_CONTRACT}::test_a_searcher_keeps_its_generation_while_others_are_published"
_OWN_CHOICE = f"{_CONTRACT}::test_the_counts_of_a_facet_leave_out_its_own_choice"
_SAMPLE = f"{_CONTRACT}::test_a_sample_is_of_those_that_match_as_they_stand"
_COUNT = f"{_CONTRACT}::test_a_plan_is_counted_by_its_filters_and_not_by_its_page"
_FACET = f"{_CONTRACT}::test_a_facet_counts_no_deleted_article"
_PASSAGES = f"{_CONTRACT}::test_only_the_best_articles_are_looked_into_for_passages"
_SHORT_PAGE = f"{_CONTRACT}::test_a_short_page_begins_as_a_long_one"
_MAIN_PLACES = f"{_CONTRACT}::test_a_place_in_passing_is_no_main_place"
_PAIRS = f"{_CONTRACT}::test_pairs_of_places_within_each_other"
_DAYS = f"{_CONTRACT}::test_days_of_events_that_last"
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
            "found.page.ids.tolist(), found.page.scores.tolist(), strict=True",
            "np.roll(found.page.ids, 1).tolist(), found.page.scores.tolist(), strict=True",
        ),
    ),
    *_each(
        f"{_SEARCHING}/top_k.py",
        _REFERENCE,
        offset_ignored=(
            "return page.taken(slice(plan.offset, None))",
            "return page.taken(slice(0, plan.size))",
        ),
        offset_ignored_by_date=("stop)[plan.offset :]]", "stop)[: plan.size]]"),
        ties_by_date_reversed=(
            "np.flatnonzero(found.mask)\n        page_ids",
            "np.flatnonzero(found.mask)\n        ids = ids[::-1]\n        page_ids",
        ),
        undated_first=("np.where(days == 0, -np.inf,", "np.where(days == 0, np.inf,"),
        more_than_the_best_rescored=("least * np.float32(1 - ROUNDING))", "least * 0)"),
        fewer_than_the_best_rescored=(">= least * np.float32(1 - ROUNDING))", "> least)"),
        only_the_rescored_on_a_page=("if len(reranked) and len(page) < stop:", "if False:"),
    ),
    *_each(
        f"{_SEARCHING}/top_k.py",
        _SCORES,
        nothing_rescored=("if (plan.proximity_terms or plan.bigrams) and", "if False and"),
        rescored_for_words_alone=("(plan.proximity_terms or plan.bigrams)", "plan.proximity_terms"),
        rescored_for_bigrams_alone=("(plan.proximity_terms or plan.bigrams)", "plan.bigrams"),
    ),
    *_each(
        f"{_SEARCHING}/rerank.py",
        _SCORES,
        language_weight_left_out=("np.float32(settings.language_weight)", "np.float32(1)"),
        language_weighs_passages=(
            "best_passages(plan.proximity_terms, window, best, statistics)",
            "best_passages(plan.proximity_terms, window, best, statistics) * np.where(\n"
            "            own[best] if plan.language else False, settings.language_weight, 1.0)",
        ),
        bigrams_dropped=("scores += _bigrams(plan, window, statistics)", "pass"),
        bigrams_the_other_way_round=(
            "for left, right in plan.bigrams:\n        doc_freq = "
            "_bigram_doc_freq(snapshot, left, right)\n        if not doc_freq:",
            "for right, left in plan.bigrams:\n        doc_freq = "
            "_bigram_doc_freq(snapshot, left, right)\n        if not doc_freq:",
        ),
        english_bigrams_weigh_as_others=(
            "settings.english_pairs_weight if is_english else settings.pairs_weight",
            "settings.pairs_weight",
        ),
        k1_of_words_for_bigrams=("settings.bigram_k1, limit", "settings.k1, limit"),
        bigrams_of_bodies_alone=(
            "statistics.field_weights(field)[window.ids] for field in TEXT_FIELDS}",
            'statistics.field_weights(field)[window.ids] for field in ("body",)}',
        ),
        bigrams_of_titles_weigh_as_of_bodies=(
            "occurrences += count * weights",
            'occurrences += count * field_weights["body"]',
        ),
        bigrams_by_the_field_where_fewest_are=(
            'return max(snapshot.doc_freq(field_name(field, "bigrams")',
            'return min(snapshot.doc_freq(field_name(field, "bigrams")',
        ),
        lead_and_title_dropped=("scores += _lead_and_title(plan, window, statistics)", "pass"),
        lead_and_title_of_english=(
            "if not is_english:\n        scores += _lead",
            "if True:\n        scores += _lead",
        ),
        lead_dropped=("settings.lead_weight * idf", "0.0 * idf"),
        lead_of_bigrams_dropped=("settings.lead_pairs_weight * statistics", "0.0 * statistics"),
        lead_of_one_word_more=("& _POSITION) < words]", "& _POSITION) <= words]"),
        lead_of_half_a_bigram=("settings.lead_words - 1)", "settings.lead_words)"),
        title_dropped=("np.float32(in_title * idf)", "np.float32(0)"),
        title_of_any_number_of_words=("min(1.0, settings.title_words / len(counts))", "1.0"),
        title_of_few_words_weighs_more=(
            "min(1.0, settings.title_words / len(counts))",
            "settings.title_words / len(counts)",
        ),
        title_by_words_and_not_by_different_ones=(
            "settings.title_words / len(counts)",
            "settings.title_words / len(plan.proximity_terms)",
        ),
        words_asked_for_twice_count_once=(
            "statistics.idf(doc_freq) * count",
            "statistics.idf(doc_freq)",
        ),
        words_by_the_field_where_fewest_are=(
            "doc_freq = max(snapshot.doc_freq(field, word)",
            "doc_freq = min(snapshot.doc_freq(field, word)",
        ),
        passages_dropped=("if not is_english and len(scores):", "if False:"),
        passages_of_english=("if not is_english and len(scores):", "if len(scores):"),
        passages_of_the_best_by_words_alone=(
            "np.argsort(-scores,",
            "np.argsort(-candidates.scores,",
        ),
    ),
    *_each(
        f"{_SEARCHING}/rerank.py",
        _REFERENCE,
        bigrams_count_once=(
            "count = np.bincount(slots,",
            "count = np.bincount(np.unique(slots),",
        ),
    ),
    *_each(
        f"{_SEARCHING}/rerank.py",
        _PASSAGES,
        passages_of_all=("[: settings.passage_candidates]", "[:]"),
    ),
    *_each(
        f"{_SEARCHING}/window.py",
        _SCORES,
        phrases_of_the_window_backwards=("word) - shift)", "word) + shift)"),
    ),
    *_each(
        "search/engines/bm25.py",
        _SCORES,
        idf_without_one=("math.log(1 + (size", "math.log(0 + (size"),
        idf_of_shares=(
            "1 + (size - doc_freq + 0.5) / (doc_freq + 0.5)",
            "1 + size / doc_freq",
        ),
    ),
    *_each(
        f"{_SEARCHING}/bm25.py",
        _SCORES,
        lengths_ignored=("longer = settings.b /", "longer = 0 * settings.b /"),
        lengths_added=("np.float32(1 - settings.b)", "np.float32(1)"),
        lengths_of_bodies_alone=("[snapshot.lengths(field)]", '[snapshot.lengths("body")]'),
        average_length_of_bodies_alone=("average_length(field)", 'average_length("body")'),
        titles_weigh_as_bodies=('settings.title_weight if field == "title" else 1.0', "1.0"),
    ),
    *_each(
        f"{_SEARCHING}/docsets.py",
        _SCORES,
        k1_ignored=("occurrences + np.float32(k1)", "occurrences + np.float32(2)"),
        no_saturation=(
            "np.divide(occurrences, scores, out=scores)",
            "np.divide(occurrences, np.float32(1 + k1), out=scores)",
        ),
    ),
    *_each(
        f"{_SEARCHING}/docsets.py",
        _SHORT_PAGE,
        terms_without_slack=("DenseMatches(size, most, 1,", "DenseMatches(size, most, 0,"),
    ),
    *_each(
        f"{_SEARCHING}/boolean.py",
        _SHORT_PAGE,
        slack_of_one_term=("sum(m.slack for m in dense) + len(sparse)", "dense[0].slack"),
    ),
    *_each(
        f"{_SEARCHING}/top_k.py",
        _SHORT_PAGE,
        slack_left_out=("int(least * ROUNDING) - found.slack", "int(least * ROUNDING)"),
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
    ),
    *_each(
        f"{_SEARCHING}/execute.py",
        _MAIN_PLACES,
        main_places_ignored=(
            "field = facet_field(facet, main=filters.main_places)",
            "field = facet_field(facet, main=False)",
        ),
        main_places_not_counted=(
            "[facet_field(facet, main=filters.main_places) for facet in facets]",
            "[facet_field(facet, main=False) for facet in facets]",
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
        stems_dropped=(
            'self._term(word.field, term.stem, "stems", settings.stems_weight, power),',
            "",
        ),
        stems_weigh_one=("settings.stems_weight, power)", "1.0, power)"),
        words_of_stems_dropped=(
            'self._term(word.field, term.folded, "folded", settings.folded_weight, power),',
            "",
        ),
        words_of_stems_weigh_one=("settings.folded_weight, power)", "1.0, power)"),
        english_idf_power_one=("power = settings.english_idf_power", "power = 1.0"),
        english_ignored=("if term.stem:", "if False:"),
        marks_ignored_in_an_exact_word=("if word.exact and term.accented:", "if False:"),
        marks_typed_ignored=("return self._disjunction([found, accented])", "return found"),
        marks_typed_weigh_one=('"accented", settings.marked_weight)', '"accented", 1.0)'),
        marks_ignored_in_a_phrase=(
            'if exact and term.accented else ("folded"',
            'if False else ("folded"',
        ),
        fields_saturated_apart_where_few=(
            "scores = saturated(occurrences.scores, k1, limit)\n",
            "sparse = [SparseMatches(m.ids, saturated(m.scores, k1, limit)) for m in sparse]\n"
            "                return _sized(merged(sparse))\n",
        ),
        fields_saturated_apart_where_many=(
            "found = scored.to_dense()",
            "found = self._disjunction("
            "[TermScores((own,), NOTHING, k1, limit).to_dense() for own in dense]"
            " + [SparseMatches(m.ids, saturated(m.scores, k1, limit)) for m in sparse])",
        ),
        titles_left_out_where_many=(
            "TermScores(tuple(dense), occurrences, k1, limit)",
            "TermScores(tuple(dense), NOTHING, k1, limit)",
        ),
        idf_of_all_fields_together=("idf(max(doc_freqs))", "idf(sum(doc_freqs))"),
        phrases_without_order=(
            "self._snapshot.adjacent(words, ",
            "self._snapshot.adjacent(words[:1], ",
        ),
        phrases_score_their_first_word=(
            "for stream, term in wanted:\n                scores",
            "for stream, term in wanted[:1]:\n                scores",
        ),
        all_that_have_a_prefix_but_one=("for term in terms])", "for term in terms[:1]])"),
        half_of_the_words_wanted=("settings.minimum_share * total", "0.5 * total"),
        more_than_the_share_wanted=("ids[held >= least], size)", "ids[held > least], size)"),
        share_rounded_up=(
            "settings.minimum_share * total - 1e-9",
            "settings.minimum_share * total + 1",
        ),
        minimum_matches_ignored=("< settings.minimum_matches:", "< 0:"),
        one_match_fewer_than_the_minimum=(
            "min(settings.minimum_matches,",
            "min(settings.minimum_matches - 1,",
        ),
        all_words_weigh_the_same=("max(1, round(100 * idf(size, doc_freq)))", "1"),
        words_that_none_has_weigh=(
            "round(100 * idf(size, doc_freq))) if doc_freq else 0",
            "round(100 * idf(size, doc_freq)))",
        ),
        weights_of_rare_words_mixed_up=(
            "np.repeat(weights, [len",
            "np.repeat(weights[::-1], [len",
        ),
        what_else_is_asked_scores_nothing=(
            "within=chosen(found)), found])",
            "within=chosen(found)), unscored(masked(found, self._size))])",
        ),
        deleted_articles_weigh=(
            "weights = [self._weight(len(matches)) for matches in live]",
            "weights = [self._weight(len(matches)) for matches in found.values()]",
        ),
        deleted_articles_have_words=(
            "live = [self._live(matches) for matches in found.values()]",
            "live = list(found.values())",
        ),
        words_weigh_by_what_else_is_asked=(
            "weights = [self._weight(len(matches)) for matches in live]\n"
            "        if within is not None:\n"
            "            live = [filtered(matches, within, size) for matches in live]\n",
            "if within is not None:\n"
            "            live = [filtered(matches, within, size) for matches in live]\n"
            "        weights = [self._weight(len(matches)) for matches in live]\n",
        ),
        enough_whatever_else_is_asked=("if within is not None:", "if False:"),
        enough_whatever_is_excluded=(
            "found = exclusion(found, self.match(child), self._size)\n        for words in most:\n"
            "            found = self._all_of([self._most(words, within=chosen(found)), found])",
            "wider, found = found, exclusion(found, self.match(child), self._size)\n"
            "            most = most if child is refused[-1] else ()\n"
            "        for words in most:\n"
            "            within = chosen(wider if refused else found)\n"
            "            found = self._all_of([self._most(words, within=within), found])",
        ),
        two_words_are_never_all_needed=("<= settings.all_words:", "<= 1:"),
        three_words_are_all_needed=("<= settings.all_words:", "<= 3:"),
        all_words_fixed=("<= settings.all_words:", "<= 2:"),
        two_words_that_none_has_find_nothing=(
            "self._all_of(operands) if len(every) else self._disjunction(operands)",
            "self._all_of(operands)",
        ),
        words_asked_for_twice_weigh_twice=(
            "live = [self._live(matches) for matches in found.values()]",
            "live = [self._live(matches) for matches in operands]",
        ),
        words_asked_for_twice_are_two=("if len(found) <= settings", "if len(operands) <= settings"),
        words_asked_for_twice_score_once=(
            "operands = [found[child] for child in node.children]",
            "operands = list(found.values())",
        ),
        complete_is_enough=(
            "self.complete = ids[held == total] if all(weights) else ids[:0]\n"
            "        least = math.ceil(settings.minimum_share * total - 1e-9)",
            "least = math.ceil(settings.minimum_share * total - 1e-9)\n"
            "        self.complete = ids[held >= least] if all(weights) else ids[:0]",
        ),
        complete_without_a_word_that_none_has=(
            "ids[held == total] if all(weights) else ids[:0]",
            "ids[held == total]",
        ),
        complete_unknown_of_two=("self.complete = chosen(every)", "pass"),
    ),
    *_each(
        f"{_SEARCHING}/matcher.py",
        f"{_CONTRACT}::test_deleted_articles_do_not_count_for_what_is_enough",
        deleted_articles_count_as_articles=(
            "size = self._snapshot.live_count",
            "size = self._snapshot.size",
        ),
    ),
    *_each(
        f"{_SEARCHING}/execute.py",
        _SCORES,
        filters_say_what_is_enough=(
            "matcher = Matcher(statistics)\n",
            "matcher = Matcher(statistics)\n"
            "    matcher._live = lambda found: _filtered(\n"
            "        found, plan.filters, Matcher(statistics), snapshot)\n",
        ),
        complete_whatever_the_filters=(
            "complete=_complete(found,",
            "complete=_complete(everything,",
        ),
    ),
    *_each(
        f"{_SEARCHING}/proximity.py",
        _SCORES,
        passages_of_common_words=("0 < 2 * doc_freq <=", "0 < doc_freq <="),
        passages_without_words_of_a_half=("0 < 2 * doc_freq <=", "0 < 2 * doc_freq <"),
        passages_of_one_word_more=(
            "starts + settings.passage_words)",
            "starts + settings.passage_words + 1)",
        ),
        passages_weigh_one=("settings.passage_weight * best", "1.0 * best"),
        words_count_twice_in_a_passage=("in dict.fromkeys(terms):", "in terms:"),
        words_of_titles_in_passages=(
            'window.occurrences("body", word)',
            'window.occurrences("title", word)',
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
            "evaluate(bare, self._statistics).total",
            "evaluate(bare, self._statistics).total if not plan.offset else plan.size",
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
        f"{_WHOOSH}/searcher.py",
        _PAIRS,
        pairs_of_all_mentions=(
            'field = facet_field("place", main=plan.filters.main_places)',
            'field = facet_field("place", main=False)',
        ),
        pairs_kept_for_other_columns=(
            'key = ("co-occurrences", field, tuple(rows), tuple(columns))',
            'key = ("co-occurrences", field, tuple(rows))',
        ),
        pairs_in_deleted_articles=(
            "return table.count(masked(found, snapshot.max_doc))",
            "return table.count(np.ones(snapshot.max_doc, dtype=np.bool_))",
        ),
    ),
    *_each(
        f"{_WHOOSH}/reading/co_occurrences.py",
        _PAIRS,
        pairs_in_one_order=("one_way + one_way.T", "one_way"),
        articles_of_one_place_counted_twice=(
            "np.fill_diagonal(both_ways, one_way.diagonal())",
            "pass",
        ),
    ),
    *_each(
        f"{_SEARCHING}/execute.py",
        _REFERENCE,
        tables_ignore_filters=(
            "return _filtered(everything, plan.filters, matcher, snapshot)",
            "return everything",
        ),
    ),
    *_each(
        f"{_WHOOSH}/reading/dates.py",
        _DAYS,
        coarse_dates_fall_on_days=("(self._last >= low) & ~self._coarse", "(self._last >= low)"),
        events_fall_on_their_first_day=(
            "ends = np.minimum(self._last[among], high) + 1 - low",
            "ends = np.minimum(self.first[among].clip(low), high) + 1 - low",
        ),
        days_before_the_first_are_left_out=(
            "dated = (self.first <= high) & (self._last >= low)",
            "dated = (self.first <= high) & (self.first >= low)",
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
            "newest != self._seen or served.integrity.damage:\n            with",
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
