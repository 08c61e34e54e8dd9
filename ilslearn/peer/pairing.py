"""Who reviews whom: at random, balanced, and, once handed out, changed as little as possible."""

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

SPARE = 2  # memos that a reviewer may get on top of k when others join late or drop out

Pairs = dict[str, tuple[str, ...]]


def pair(students: Sequence[str], k: int, seed: int, kept: Mapping[str, Sequence[str]] | None = None) -> Pairs:
    """For each reviewer the authors whose memos are to be reviewed, in order; what was handed out stays first.

    Parameters: ``students``, those who have a memo and take part; ``k``, reviews for each memo; ``seed``, the same one
    gives the same pairs; ``kept``, what was handed out before, also to those who take part no more.

    Nobody reviews their own memo, or one memo twice. The first time everybody gives and gets ``k`` reviews, or, in a
    class of at most ``k``, one from everybody else. Later each memo that lacks reviews gets them from whoever has least
    to do, and whoever is new gives as many as the others. Nobody gets more than ``k + SPARE`` memos in all.

    >>> pairs = pair(["ada", "ben", "cem", "dot"], k=2, seed=1)
    >>> [len(authors) for authors in pairs.values()]
    [2, 2, 2, 2]
    >>> pair(["ada", "ben", "cem"], k=2, seed=1, kept={"ada": ("ben",)})["ada"]
    ('ben', 'cem')
    """
    there = sorted(set(students))
    dice = random.Random(seed)
    wanted = min(k, len(there) - 1)
    pairs: Pairs = {reviewer: tuple(authors) for reviewer, authors in (kept or {}).items()}
    if wanted < 1:
        return pairs
    if not pairs:
        return _round(there, wanted, dice)
    order, active = dice.sample(there, len(there)), frozenset(there)  # the order decides between equals
    for author in order:
        while _reviews(pairs, there)[author] < wanted:
            free = [one for one in order if _may(pairs, one, author, k)]
            if not free:
                break
            least = min(free, key=lambda one: _duties(pairs, one, active))
            pairs[least] = (*pairs.get(least, ()), author)
    for newcomer in (one for one in order if one not in (kept or {})):
        while _duties(pairs, newcomer, active) < wanted:
            free = [one for one in order if _may(pairs, newcomer, one, k)]
            if not free:
                break
            counts = _reviews(pairs, there)
            fewest = min(free, key=lambda one: counts[one])
            pairs[newcomer] = (*pairs.get(newcomer, ()), fewest)
    return pairs


def short(students: Sequence[str], k: int, pairs: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many reviews are still lacking to a memo, for those to which some are.

    >>> short(["ada", "ben"], 3, {"ada": ["ben"], "ben": []})
    {'ada': 1}
    """
    there = sorted(set(students))
    wanted, counts = min(k, len(there) - 1), _reviews(pairs, there)
    return {author: wanted - counts[author] for author in there if counts[author] < wanted}


def _round(there: Sequence[str], wanted: int, dice: random.Random) -> Pairs:
    """Everybody in a circle at random reviews those who sit at the same ``wanted`` distances."""
    circle = dice.sample(there, len(there))
    steps = dice.sample(range(1, len(circle)), wanted)
    found = {one: [circle[(k + step) % len(circle)] for step in steps] for k, one in enumerate(circle)}
    return {one: tuple(dice.sample(found[one], wanted)) for one in there}


def _reviews(pairs: Mapping[str, Sequence[str]], there: Sequence[str]) -> Counter[str]:
    """How many of those who take part review each memo."""
    return Counter(author for reviewer in there for author in pairs.get(reviewer, ()))


def _duties(pairs: Mapping[str, Sequence[str]], reviewer: str, there: Collection[str]) -> int:
    """How many memos that still count a reviewer has."""
    return sum(author in there for author in pairs.get(reviewer, ()))


def _may(pairs: Mapping[str, Sequence[str]], reviewer: str, author: str, k: int) -> bool:
    mine = pairs.get(reviewer, ())
    return reviewer != author and author not in mine and len(mine) < k + SPARE
