"""The learner's own country: chosen once, kept on the learner's machine, and used by every lesson."""

import contextlib

from ilslearn.course.journal import progress_file
from ilslearn.errors import UnknownCountry
from ilslearn.law.countries import country
from ilslearn.places import replacing

_UNTIL_CHOSEN = "KEN"


def my_country(name: str | None = None) -> str:
    """The name of the country that the learner works with; with a name, choose it first.

    Parameters: ``name``, an English name or ISO 3166-1 code; nothing, to be told which one is chosen. Until one is
    chosen it is Kenya. The choice is kept beside the progress (in ``$ILSLEARN_HOME`` or ``~/.ilslearn``).

    >>> country(my_country()).name == my_country()
    True

    Raises UnknownCountry if no country goes by that name; then the choice stays as it was.
    """
    path = progress_file().with_name("country")
    if name is not None:
        chosen = country(name)
        with contextlib.suppress(OSError):  # a folder that cannot be written to is no obstacle
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as file:
                file.write(chosen.code)
        return chosen.name
    try:
        return country(path.read_text(encoding="utf-8").strip()).name
    except (OSError, ValueError, UnknownCountry):
        return country(_UNTIL_CHOSEN).name
