"""International labour standards before domestic courts: sourced facts, dated answers, a graded course.

The public names are loaded when they are first used, so that ``import ilslearn as ils`` costs next to nothing:

>>> import ilslearn as ils
>>> ils.binding("Brazil", "C158", on="1997-06-01").status
'in_force'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Public name -> the module that defines it. One line a room, in the order of the rooms (docs: DESIGN, "Rooms").
_PUBLIC = {
    "errors": (
        "IlsError",
        "UnknownAnswer",
        "UnknownCountry",
        "UnknownDate",
        "UnknownInstrument",
        "UnknownQuestion",
    ),
    "tables": (
        "access_points",
        "cfa_cases",
        "comments",
        "conference_cases",
        "countries",
        "data_package",
        "decisions",
        "enterprise_cases",
        "final_articles",
        "general_surveys",
        "inquiries",
        "inspection_modules",
        "instruments",
        "legal_systems",
        "mne_declaration",
        "procedures",
        "programmes",
        "ratification_coverage",
        "ratifications",
        "reporting_cycle",
        "supervisory_bodies",
        "trade_agreements",
        "trade_disputes",
    ),
    "dates": ("Window",),
    "law.countries": ("Country", "country"),
    "law.instruments": ("Instrument", "instrument"),
    "law.ratification": ("Binding", "Ground", "Source", "binding", "binding_table"),
    "views": ("explore",),
    "course": ("check", "progress"),
}
_HOME = {name: module for module, names in _PUBLIC.items() for name in names}

__all__ = ["__version__", *sorted(_HOME)]  # noqa: PLE0604 - the names are strings built above

if TYPE_CHECKING:
    from ilslearn.law.countries import Country, country
    from ilslearn.course import check, progress
    from ilslearn.dates import Window
    from ilslearn.errors import (
        IlsError,
        UnknownAnswer,
        UnknownCountry,
        UnknownDate,
        UnknownInstrument,
        UnknownQuestion,
    )
    from ilslearn.law.instruments import Instrument, instrument
    from ilslearn.law.ratification import Binding, Ground, Source, binding, binding_table
    from ilslearn.tables import (
        access_points,
        cfa_cases,
        comments,
        conference_cases,
        countries,
        data_package,
        decisions,
        enterprise_cases,
        final_articles,
        general_surveys,
        inquiries,
        inspection_modules,
        instruments,
        legal_systems,
        mne_declaration,
        procedures,
        programmes,
        ratification_coverage,
        ratifications,
        reporting_cycle,
        supervisory_bodies,
        trade_agreements,
        trade_disputes,
    )
    from ilslearn.views import explore


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use, and keep it."""
    if name not in _HOME:
        raise AttributeError(f"module 'ilslearn' has no attribute {name!r}")
    value = getattr(import_module(f"ilslearn.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
