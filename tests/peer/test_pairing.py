"""Who reviews whom: balance, nobody alone with their own memo, the same for the same seed, and little changed later."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilslearn.peer.pairing import SPARE, pair, short

CLASSES = st.lists(st.text("abcdefgh", min_size=1, max_size=4), min_size=2, max_size=25, unique=True)
REVIEWS = st.integers(1, 5)
SEEDS = st.integers(0, 2**32)


def received(pairs, students):
    return Counter(author for reviewer in students for author in pairs.get(reviewer, ()))


@given(CLASSES, REVIEWS, SEEDS)
def test_everybody_gives_and_gets_the_same_number(students, k, seed):
    pairs = pair(students, k, seed)
    wanted = min(k, len(students) - 1)
    assert {one: len(authors) for one, authors in pairs.items()} == dict.fromkeys(students, wanted)
    assert received(pairs, students) == Counter(dict.fromkeys(students, wanted))
    assert short(students, k, pairs) == {}


@given(CLASSES, REVIEWS, SEEDS)
def test_nobody_reviews_their_own_memo_or_one_twice(students, k, seed):
    for reviewer, authors in pair(students, k, seed).items():
        assert reviewer not in authors
        assert len(set(authors)) == len(authors)


@given(CLASSES, REVIEWS, SEEDS, st.randoms())
def test_the_same_seed_gives_the_same_pairs_whatever_the_order(students, k, seed, dice):
    assert pair(students, k, seed) == pair(dice.sample(students, len(students)), k, seed)


@given(CLASSES, REVIEWS, SEEDS)
def test_a_second_run_changes_nothing(students, k, seed):
    pairs = pair(students, k, seed)
    assert pair(students, k, seed, pairs) == pairs


@given(CLASSES, REVIEWS, SEEDS)
def test_who_joins_late_gives_and_gets_as_many_and_nothing_is_taken_back(students, k, seed):
    before = pair(students, k, seed)
    there = [*students, "late"]
    after = pair(there, k, seed, before)
    wanted = min(k, len(there) - 1)
    assert all(after[one][: len(authors)] == authors for one, authors in before.items())
    assert len(after["late"]) == wanted
    assert received(after, there)["late"] == wanted
    assert all(len(after[one]) <= len(before[one]) + 2 for one in students)
    assert "late" not in after["late"]
    assert short(there, k, after) == {}


@given(CLASSES.filter(lambda students: len(students) > 2), REVIEWS, SEEDS)
def test_who_drops_out_is_replaced_and_no_more_than_that(students, k, seed):
    before = pair(students, k, seed)
    lost, there = students[0], students[1:]
    after = pair(there, k, seed, before)
    wanted = min(k, len(there) - 1)
    lacking = sum(max(0, wanted - n) for n in (received(before, there)[one] for one in there))
    new = sum(len(after[one]) - len(before[one]) for one in there)
    assert after[lost] == before[lost]
    assert all(after[one][: len(before[one])] == before[one] for one in there)
    assert all(lost not in after[one][len(before[one]) :] for one in there)
    assert new == lacking
    assert short(there, k, after) == {}


@given(CLASSES, REVIEWS, SEEDS, st.integers(0, 6))
def test_nobody_gets_more_memos_than_the_notebook_has_places(students, k, seed, many):
    before = pair(students, k, seed)
    there = [*students[many:], *(f"late-{n}" for n in range(many))]
    after = pair(there, k, seed, before)
    assert all(len(authors) <= k + SPARE for authors in after.values())
    assert all(reviewer not in authors for reviewer, authors in after.items())


@pytest.mark.parametrize("students", [[], ["ada"]])
def test_one_alone_reviews_nobody(students):
    assert pair(students, 3, 0) == {}
