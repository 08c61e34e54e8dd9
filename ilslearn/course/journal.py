"""A learner's progress through the self-checks: kept in one small file on the learner's own machine, sent nowhere."""

import contextlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from ilslearn.course.questions import all_questions
from ilslearn.places import replacing


def progress_file() -> Path:
    """Where progress is kept: ``progress.json`` in ``$ILSLEARN_HOME``, or in ``~/.ilslearn``."""
    return Path(os.environ.get("ILSLEARN_HOME") or Path.home() / ".ilslearn") / "progress.json"


def _kept() -> dict[str, dict[str, Any]]:
    """What was kept; none yet, or damaged, and a learner starts afresh rather than being stopped."""
    try:
        kept = json.loads(progress_file().read_text(encoding="utf-8"))
        return {
            name: {**entry, "tries": int(entry["tries"]), "right": entry["right"] is True}
            for name, entry in kept.items()
        }
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return {}


def record(question: str, right: bool) -> None:
    """Keep that a self-check was tried, and whether it was right; a folder that cannot be written to is no obstacle."""
    kept = _kept()
    before = kept.get(question, {"tries": 0, "right": False})
    kept[question] = {
        "tries": before["tries"] + 1,
        "right": before["right"] or right,
        "last": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    with contextlib.suppress(OSError):
        progress_file().parent.mkdir(parents=True, exist_ok=True)
        with replacing(progress_file()) as file:
            json.dump(kept, file, indent=1)


def progress() -> pd.DataFrame:
    """How far the learner has come: one row for each self-check of the lessons.

    Columns: ``lesson``, ``question``, ``right`` (answered rightly at least once) and ``tries``.
    """
    kept = _kept()
    rows = [
        {
            "lesson": one.lesson,
            "question": one.id,
            "right": bool(kept.get(one.id, {}).get("right", False)),
            "tries": int(kept.get(one.id, {}).get("tries", 0)),
        }
        for one in all_questions().values()
        if not one.graded
    ]
    return pd.DataFrame(rows, columns=["lesson", "question", "right", "tries"])
