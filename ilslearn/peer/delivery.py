"""Handing a page to one student alone, by the way on which nbgrader returns feedback.

nbgrader gives each submission a secret that only the student and the instructor know. Feedback lies in a folder of the
exchange in which nobody but the instructor can list the files, under a name made from that secret. Our pages lie there
too, under names made from the same secret.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ilslearn.errors import IlsError
from ilslearn.peer.memos import secret_of
from ilslearn.places import replacing
from ilslearn.shown import Shown

TO_REVIEW, RECEIVED = "memos to review", "reviews received"


@dataclass(frozen=True, slots=True, repr=False)
class Page(Shown):
    """A page that was handed to this student: shown in a notebook, or saved to be read in a browser."""

    title: str
    html: str

    def __str__(self) -> str:
        return f"{self.title}: shown in a notebook; .save('page.html') writes it to a file."

    def _repr_html_(self) -> str:
        return self.html.partition("<main>")[2].partition("</main>")[0]

    def save(self, path: str | Path) -> Path:
        """Write the page to a file and return where it is."""
        target = Path(path)
        with replacing(target) as file:
            file.write(self.html)
        return target


def publish(config: Any, submission: Path, assignment: str, kind: str, html: str) -> bool:
    """Lay a page where one student finds it. False if nbgrader knows no secret of this student's submission."""
    secret = secret_of(submission)
    if not secret:
        return False
    folder = _folder(config)
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o711)  # as nbgrader makes it: who knows a name may read the file, and nobody may list the names
    elif os.name == "posix" and folder.stat().st_mode & 0o004:
        raise IlsError(f"{folder} can be listed by others, who could read each other's pages: chmod 711 {folder}")
    target = folder / _name(secret, assignment, kind)
    if target.exists() and target.read_text(encoding="utf-8") == html:
        return True
    with replacing(target) as file:
        file.write(html)
    target.chmod(0o644)
    return True


def memos_to_review(assignment: str) -> Page:
    """The memos that you are asked to review, without their authors' names.

    Parameters: ``assignment``, for example ``"a1-what-binds"``. Raises IlsError if there is nothing for you.
    """
    return _fetch(assignment, TO_REVIEW)


def reviews_received(assignment: str) -> Page:
    """What others wrote on your memo, without their names; parameters and errors as for ``memos_to_review``."""
    return _fetch(assignment, RECEIVED)


def _fetch(assignment: str, kind: str) -> Page:
    try:
        from nbgrader.coursedir import CourseDirectory
        from nbgrader.exchange.default import Exchange
    except ImportError:
        raise IlsError("This needs nbgrader: pip install 'ilslearn[grading]'.") from None
    config = _settings()
    exchange = Exchange(coursedir=CourseDirectory(config=config), config=config)
    course_id = str(config.CourseDirectory.course_id)
    mine = (Path(exchange.cache) / course_id).glob(f"*+{assignment}+*")  # the cache is the student's own
    for submission in sorted(mine, key=lambda path: path.name.rpartition("+")[2], reverse=True):
        secret = secret_of(submission)
        page = Path(exchange.root) / course_id / "feedback" / _name(secret, assignment, kind)
        if secret and page.is_file():
            return Page(f"{assignment}: {kind}", page.read_text(encoding="utf-8"))
    raise IlsError(f"There are no {kind} for you in {assignment}: ask your instructor whether you handed it in.")


def _settings() -> Any:
    """nbgrader's settings as Jupyter finds them."""
    from nbgrader.apps import NbGrader

    app = NbGrader()
    app.log.setLevel("CRITICAL")
    app.load_config_file()
    return app.config


def _folder(config: Any) -> Path:
    return Path(str(config.Exchange.root)) / str(config.CourseDirectory.course_id) / "feedback"


def _name(secret: str, assignment: str, kind: str) -> str:
    from nbgrader.utils import notebook_hash

    return f"{notebook_hash(secret=secret, notebook_id=f'{assignment}+{kind}')}.html"
