"""The facts as typed, read-only tables: one function a table of ``datasets/``.

Types come from the Table Schemas in ``datasets/datapackage.json``: closed vocabularies become categoricals, days become
timestamps, lists become tuples. A date that may be known to the year alone stays text (``"1958"``), so that nothing
looks more precise than it is; beside it stand ``<column>_earliest`` and ``<column>_latest``.

Every call returns a frame of its own: what a user changes in it changes no fact.
"""

import io
import json
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from ilslearn.catalogues import N_, _
from ilslearn.dates import as_read, partial
from ilslearn.places import place
from ilslearn.table_files import text_of

# Courts above the States: the decisions of one have its code in place of a country's.
COURTS = {
    "CJEU": N_("Court of Justice of the European Union"),
    "ECTHR": N_("European Court of Human Rights"),
    "IACTHR": N_("Inter-American Court of Human Rights"),
    "ICJ": N_("International Court of Justice"),
    "PCIJ": N_("Permanent Court of International Justice"),
}


@cache
def _descriptor() -> Mapping[str, Any]:
    package: dict[str, Any] = json.loads((place("datasets") / "datapackage.json").read_text(encoding="utf-8"))
    return package


def data_package() -> dict[str, Any]:
    """The descriptor of the Data Package: tables, fields, sources, licence and ``as_of``, as a dictionary."""
    return deepcopy(dict(_descriptor()))


def as_of() -> str:
    """The day of the facts as a whole, in ISO 8601; each row may have one of its own."""
    return str(_descriptor()["as_of"])


def facts_as_of() -> str:
    """How old the facts are, as a sentence in the language that is spoken."""
    return _("Facts as of {day}.", day=as_read(as_of()))


def fields(table: str) -> list[dict[str, Any]]:
    """The Table Schema's fields of one table, in order."""
    resource = next(r for r in _descriptor()["resources"] if r["name"] == table)
    listed: list[dict[str, Any]] = resource["schema"]["fields"]
    return listed


def read_raw(table: str, folder: Path | None = None) -> pd.DataFrame:
    """One table as text, just as the file has it; an empty cell is an empty text."""
    text = text_of(folder or place("datasets"), f"{table}.csv")
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, na_filter=False)


def items(cell: str) -> tuple[str, ...]:
    """The items of a list as a cell of a table has them, separated by semicolons; none for an empty cell.

    >>> items("C087;C098")
    ('C087', 'C098')
    """
    return tuple(filter(None, cell.split(";")))


@cache
def _typed(table: str) -> pd.DataFrame:
    raw = read_raw(table)
    columns: dict[str, Any] = {}
    for field in fields(table):
        name, kind = field["name"], field.get("kind")
        text = raw[name]
        filled = text.where(text != "", None)
        if kind == "list":
            columns[name] = pd.Series([items(cell) for cell in text], dtype=object)
        elif kind == "partial_date":
            columns[name] = filled.astype("str")
            windows = [partial(cell) if cell else None for cell in text]
            columns[f"{name}_earliest"] = pd.to_datetime([w and w.earliest for w in windows])
            columns[f"{name}_latest"] = pd.to_datetime([w and w.latest for w in windows])
        elif field["type"] == "date":
            columns[name] = pd.to_datetime(filled, format="%Y-%m-%d")
        elif field["type"] in ("integer", "year"):
            columns[name] = pd.to_numeric(filled).astype("Int64")
        elif field["type"] == "boolean":
            columns[name] = filled.map({"true": True, "false": False}).astype("boolean")
        elif "enum" in field.get("constraints", {}):
            columns[name] = pd.Categorical(filled, categories=field["constraints"]["enum"])
        else:
            columns[name] = filled.astype("str")
    frame = pd.DataFrame(columns)
    frame.attrs = {"table": table, "as_of": as_of()}
    return frame


def table(name: str) -> pd.DataFrame:
    """One table of the Data Package by its name, for example ``"ratifications"``."""
    return _typed(name).copy()


def instruments() -> pd.DataFrame:
    """Conventions, Protocols and Recommendations of the ILO, one row each.

    >>> instruments().set_index("code").loc["C158", "title"]
    'Termination of Employment Convention, 1982'
    """
    return table("instruments")


def instrument_titles() -> pd.DataFrame:
    """Titles of instruments in French (``fr``) and Spanish (``es``), those that were read at a source.

    >>> instrument_titles().set_index(["code", "language"]).loc[("C158", "fr"), "title"]
    'Convention (n° 158) sur le licenciement, 1982'
    """
    return table("instrument_titles")


def final_articles() -> pd.DataFrame:
    """For each Convention and Protocol: when it binds a State that ratifies, and how that may end."""
    return table("final_articles")


def article_counts() -> pd.DataFrame:
    """How many articles a Convention or Protocol has, and where its final articles begin."""
    return table("article_counts")


def requirements() -> pd.DataFrame:
    """What the Articles of an instrument ask for, one requirement a row, with the question to put to national law.

    >>> requirements().set_index(["instrument", "article", "item"]).loc[("C087", "4", 1), "kind"]
    'law'
    """
    return table("requirements")


def countries() -> pd.DataFrame:
    """Member States of the ILO, with region and periods of membership."""
    return table("countries")


def ratifications() -> pd.DataFrame:
    """Registered ratifications and successions with their denunciations, one row each.

    A row states what its source said on ``as_of``; whether it binds on a day is a question for ``ils.binding``.
    """
    return table("ratifications")


def ratification_coverage() -> pd.DataFrame:
    """How complete the list of ratifications of each instrument is: where partial, absence proves nothing."""
    return table("ratification_coverage")


def legal_systems() -> pd.DataFrame:
    """How each country receives treaties, their rank, and the clause that says so."""
    return table("legal_systems")


def decisions() -> pd.DataFrame:
    """Court decisions that used international labour standards, or declined to: a teaching sample, not a census."""
    return table("decisions")


def supervisory_bodies() -> pd.DataFrame:
    """The bodies that supervise the application of standards."""
    return table("supervisory_bodies")


def procedures() -> pd.DataFrame:
    """The supervisory procedures, step by step."""
    return table("procedures")


def reporting_cycle() -> pd.DataFrame:
    """When reports on ratified Conventions are due."""
    return table("reporting_cycle")


def comments() -> pd.DataFrame:
    """Observations and direct requests of the Committee of Experts: a sample."""
    return table("ceacr_comments")


def cfa_cases() -> pd.DataFrame:
    """Cases of the Committee on Freedom of Association: a sample."""
    return table("cfa_cases")


def inquiries() -> pd.DataFrame:
    """Complaints under article 26 of the Constitution and Commissions of Inquiry."""
    return table("commissions_of_inquiry")


def general_surveys() -> pd.DataFrame:
    """General Surveys of the Committee of Experts: a sample."""
    return table("general_surveys")


def conference_cases() -> pd.DataFrame:
    """Individual cases before the Conference Committee on the Application of Standards: a sample."""
    return table("cas_individual_cases")


def trade_agreements() -> pd.DataFrame:
    """Trade agreements and their labour provisions."""
    return table("trade_agreements")


def trade_disputes() -> pd.DataFrame:
    """Disputes and reviews about labour provisions."""
    return table("trade_disputes")


def mne_declaration() -> pd.DataFrame:
    """The MNE Declaration, part by part."""
    return table("mne_declaration")


def enterprise_cases() -> pd.DataFrame:
    """Cases and laws about enterprises and labour rights."""
    return table("enterprise_cases")


def inspection_modules() -> pd.DataFrame:
    """Training modules on labour inspection."""
    return table("labour_inspection_modules")


def access_points() -> pd.DataFrame:
    """Databases, guides and helpdesks: where to look for what."""
    return table("access_points")


def programmes() -> pd.DataFrame:
    """Programmes, courses and offices that help with standards."""
    return table("programmes")
