"""An error's sentence, in English and as what another language is made of."""

from __future__ import annotations

import pickle

from search import QueryError


def test_its_values_stand_in_its_sentence() -> None:
    error = QueryError("%(word)r has %(amount)s letters", word="Huế", amount=1234)
    assert str(error) == "'Huế' has 1,234 letters"
    assert error.template == "%(word)r has %(amount)s letters"
    assert error.values == {"word": "Huế", "amount": 1234}


def test_without_values_a_percent_sign_is_one() -> None:
    assert str(QueryError("100 % of %(x)s")) == "100 % of %(x)s"


def test_what_stands_in_it_is_no_template() -> None:
    assert str(QueryError("no %(word)s", word="%(x)s %d")) == "no %(x)s %d"


def test_it_passes_between_processes() -> None:
    error = QueryError("no %(word)s", word="a")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.template, copy.values) == ("no a", "no %(word)s", {"word": "a"})
