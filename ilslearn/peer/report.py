"""What a review shows: of each memo the scores and comments, of each reviewer how complete and how strict, and how far
reviewers agree. The instructor sees who wrote what; an author gets the comments alone.
"""

import csv
import io
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from statistics import mean, median
from typing import Any

from ilslearn.document import Document, Documented, Grid, Heading, Items, Text, page
from ilslearn.peer.agreement import Agreement, agreement
from ilslearn.peer.delivery import RECEIVED, publish
from ilslearn.peer.handout import open_round
from ilslearn.peer.reviews import begun, in_words
from ilslearn.peer.rubric import Criterion
from ilslearn.peer.safe import locked_page, shown_safely
from ilslearn.peer.state import State, alone, home_of, private, write_private

_FORMULA = ("=", "+", "-", "@", "\t")  # with which a spreadsheet begins to reckon


@dataclass(frozen=True, slots=True)
class Review:
    """One review of one memo; ``total`` is None as long as a score is lacking."""

    reviewer: str
    author: str
    number: int
    late: bool
    scores: Mapping[str, float]
    comments: Mapping[str, str]
    total: float | None


@dataclass(frozen=True, slots=True)
class MemoResult:
    """What the reviews say of one memo: the median of the totals, and the spread between highest and lowest."""

    author: str
    name: str
    reviews: int
    totals: tuple[float, ...]
    median: float | None
    spread: float | None
    masked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewerResult:
    """How one reviewer worked.

    ``leniency`` is the mean distance of the reviewer's totals from the median of the others' totals for the same memos:
    above 0 is milder than the others, below 0 stricter; None where nobody else has reviewed them.
    """

    reviewer: str
    name: str
    status: str
    late: bool
    asked: int
    done: int
    leniency: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class PeerReport(Documented):
    """The report for the instructor: with the names of both sides, not to be passed on."""

    assignment: str
    max_score: int
    memos: tuple[MemoResult, ...]
    reviewers: tuple[ReviewerResult, ...]
    reviews: tuple[Review, ...]
    agreement: Mapping[str, Agreement]

    def to_dict(self) -> dict[str, Any]:
        """The report as data, for JSON."""
        return asdict(self)

    def to_csv(self) -> str:
        """One row for each review and criterion."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["author", "reviewer", "late", "criterion", "score", "comment"])
        for one in self.reviews:
            for name in dict.fromkeys([*one.scores, *one.comments]):
                comment = one.comments.get(name, "")
                safe = f"'{comment}" if comment.startswith(_FORMULA) else comment
                writer.writerow([one.author, one.reviewer, one.late, name, one.scores.get(name, ""), safe])
        return out.getvalue()

    def document(self) -> Document:
        """The report as a document."""
        top = f"Median (of {self.max_score})"
        memos = [
            [_named(m.author, m.name), str(m.reviews), _number(m.median), _number(m.spread),
             ", ".join(m.masked) or "none"]
            for m in self.memos
        ]  # fmt: skip
        reviewers = [
            [_named(r.reviewer, r.name), f"{in_words(r.status)}{' (late)' if r.late else ''}", f"{r.done} of {r.asked}",
             _signed(r.leniency), "; ".join(r.reasons)]
            for r in self.reviewers
        ]  # fmt: skip
        parts: list[Any] = [
            Text("For the instructor alone: it names authors and reviewers. Scores of peers are advice, not marks."),
            Heading("Memos"),
            Grid("What the reviews say of each memo", ["Author", "Reviews", top, "Spread", "Masked"], memos),
            Heading("Reviewers"),
            Grid("How each reviewer worked", ["Reviewer", "Status", "Memos", "Leniency", "To be looked at"], reviewers),
            Text("Leniency: points above (+) or below (-) the median of the others, on the same memos, on average."),
            Heading("Agreement"),
            Items([f"{name}: {found}" for name, found in self.agreement.items()]),
            Text(
                "Krippendorff's alpha for ordinal scores: 1 is full agreement, 0 is what chance gives, less is worse."
            ),
            Heading("Comments"),
        ]
        for memo in self.memos:
            parts.append(Heading(_named(memo.author, memo.name), 2))
            lines = [
                f"{one.reviewer}, {name} ({_number(one.scores.get(name))}): {one.comments.get(name, 'no comment')}"
                for one in self.reviews
                if one.author == memo.author
                for name in dict.fromkeys([*one.scores, *one.comments])
            ]
            parts.append(Items(lines or ["No review came back."]))
        return Document(f"Peer review of {self.assignment}", tuple(parts), landscape=True)


def report(folder: Path, assignment: str) -> PeerReport:
    """What the collected reviews of an assignment show. Raises IlsError if none were handed out.

    Parameters: ``folder``, the course folder.
    """
    course, tasks = open_round(folder, assignment)
    state = begun(home_of(course.folder, assignment), assignment)
    with course.gradebook() as book:
        names = {one.id: " ".join(filter(None, [one.first_name, one.last_name])) for one in book.students}
    criteria = [one for task in tasks for one in task.criteria]
    return evaluate(state, criteria, names)


def evaluate(state: State, criteria: Sequence[Criterion], names: Mapping[str, str]) -> PeerReport:
    """The report on a round of review; ``names`` of the students by their ids."""
    reviews = _reviews(state, criteria)
    totals: dict[str, dict[str, float]] = {author: {} for author in sorted(state.memos)}
    for one in reviews:
        if one.total is not None:
            totals[one.author][one.reviewer] = one.total
    memos = tuple(
        MemoResult(
            author, names.get(author, ""), sum(one.author == author for one in reviews), tuple(given.values()),
            median(given.values()) if given else None, max(given.values()) - min(given.values()) if given else None,
            tuple(state.masked.get(author, ())),
        )
        for author, given in totals.items()
    )  # fmt: skip
    reviewers = tuple(
        _reviewer(state, reviewer, names.get(reviewer, ""), reviews, totals)
        for reviewer, authors in sorted(state.pairs.items())
        if authors
    )
    alphas = {one.name: agreement(_by_memo(reviews, one.name), "ordinal") for one in criteria}
    alphas["Total"] = agreement(totals, "ordinal")
    return PeerReport(state.assignment, sum(one.points for one in criteria), memos, reviewers, reviews, alphas)


def write_report(folder: Path, found: PeerReport) -> Path:
    """Write the report as HTML, Word, CSV and JSON to ``peer/ASSIGNMENT/report``, for the owner alone."""
    home = home_of(folder.resolve(), found.assignment) / "report"
    write_private(home / "report.html", page(f"Peer review of {found.assignment}", found.to_html()))
    write_private(home / "report.csv", found.to_csv())
    write_private(home / "report.json", json.dumps(found.to_dict(), indent=2, ensure_ascii=False) + "\n")
    with private(home):
        found.to_docx(home / "report.docx")
    return home


def return_comments(folder: Path, assignment: str) -> tuple[int, list[str]]:
    """Write for each author a page with the comments and without names, and lay it where the author alone finds it.

    Returns how many authors find it by themselves, and to whom it must be sent by hand.
    """
    course, tasks = open_round(folder, assignment)
    home = home_of(course.folder, assignment)
    criteria = [one for task in tasks for one in task.criteria]
    with alone(home):
        state = begun(home, assignment)
        reviews, given, by_hand = _reviews(state, criteria), 0, []
        for author in sorted(state.memos):
            html = author_page(assignment, author, reviews, criteria, state.seed)
            write_private(home / "returned" / f"{author}.html", html)
            if publish(course.config, course.folder / "submitted" / author / assignment, assignment, RECEIVED, html):
                given += 1
            else:
                by_hand.append(author)
    return given, by_hand


def author_page(
    assignment: str, author: str, reviews: Sequence[Review], criteria: Sequence[Criterion], seed: int
) -> str:
    """What an author gets: scores and comments by criterion, in an order of its own each, so that no one is told."""
    mine = [one for one in reviews if one.author == author]
    dice = random.Random(f"{seed} {author}")
    parts = [f"<h1>Reviews of your memo: {escape(assignment)}</h1>"]
    parts.append(f"<p>{len(mine)} reviews came back. They are advice, not marks. You see no reviewer's name.</p>")
    for one in criteria:
        scores = sorted(review.scores[one.name] for review in mine if one.name in review.scores)
        told = ", ".join(f"{score:g}" for score in scores) or "none"
        parts.append(f"<h2>{escape(one.name)}</h2><p>Scores, from low to high (0 to {one.points}): {told}</p>")
        comments = [review.comments[one.name] for review in mine if one.name in review.comments]
        parts += [f"<blockquote>{shown_safely(text)}</blockquote>" for text in dice.sample(comments, len(comments))]
    return locked_page(f"Reviews of your memo: {assignment}", "".join(parts))


def _reviews(state: State, criteria: Sequence[Criterion]) -> tuple[Review, ...]:
    """The reviews in which anything was written, by author."""
    found = []
    for reviewer, authors in state.pairs.items():
        back = state.reviews.get(reviewer) or {"memos": [], "late": False}
        for number, (author, given) in enumerate(zip(authors, back["memos"], strict=False), start=1):
            scores, comments = given["scores"], given["comments"]
            total = sum(scores.values()) if len(scores) == len(criteria) else None
            if scores or comments:
                found.append(Review(reviewer, author, number, back["late"], scores, comments, total))
    return tuple(sorted(found, key=lambda one: (one.author, one.reviewer)))


def _by_memo(reviews: Sequence[Review], criterion: str) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for one in reviews:
        if criterion in one.scores:
            found.setdefault(one.author, {})[one.reviewer] = one.scores[criterion]
    return found


def _reviewer(
    state: State, reviewer: str, name: str, reviews: Sequence[Review], totals: Mapping[str, Mapping[str, float]]
) -> ReviewerResult:
    distances = []
    for author in state.pairs[reviewer]:
        others = [total for one, total in totals.get(author, {}).items() if one != reviewer]
        if reviewer in totals.get(author, {}) and others:
            distances.append(totals[author][reviewer] - median(others))
    back = state.reviews.get(reviewer) or {"status": "missing", "late": False, "reasons": []}
    done = sum(one.reviewer == reviewer and one.total is not None for one in reviews)
    leniency = round(mean(distances), 2) if distances else None
    asked = len(state.pairs[reviewer])
    return ReviewerResult(reviewer, name, back["status"], back["late"], asked, done, leniency, tuple(back["reasons"]))


def _named(student: str, name: str) -> str:
    return f"{name} ({student})" if name else student


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"


def _signed(value: float | None) -> str:
    return "cannot be told" if value is None else f"{value:+g}"
