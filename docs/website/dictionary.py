"""The data dictionary: a page for each table of the Data Package: its fields, how far it is confirmed, its file."""

from collections.abc import Mapping
from typing import Any

from ilslearn import tables
from website.markup import page, raw, table, text

_CONFIRMED = ("confirmed", "partial", "unconfirmed")


def dictionary_pages() -> Mapping[str, str]:
    """Every page by its place below ``data/``, the index among them."""
    package = tables.data_package()
    resources = package["resources"]
    found = {f"{one['name']}.md": _table_page(one, package["as_of"]) for one in resources}
    return found | {"index.md": _index(package)}


def _index(package: Mapping[str, Any]) -> str:
    rows = []
    for one in package["resources"]:
        count, verified = _counts(one["name"])
        link = f'<a href="{one["name"]}.html">{one["name"]}</a>'
        rows.append((link, text(one["title"]), str(count), *(str(verified.get(word, 0)) for word in _CONFIRMED)))
    columns = ("Table", "What", "Rows", *(word.capitalize() for word in _CONFIRMED))
    parts = [
        package["description"],
        f"Facts as of {package['as_of']}. Licence: [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/).",
        raw(table("Tables of the Data Package", columns, rows)),
        raw('<p><a href="datapackage.json" download>datapackage.json</a>: the descriptor (Frictionless).</p>'),
        "In Python: `ils.ratifications()` and its sisters are typed tables ([reference](../reference/tables.md)).",
        "```{toctree}\n:hidden:\n\n" + "\n".join(one["name"] for one in package["resources"]) + "\n```",
    ]
    return page("Data dictionary", parts, orphan=False)


def _table_page(resource: Mapping[str, Any], as_of: str) -> str:
    name, schema = resource["name"], resource["schema"]
    count, verified = _counts(name)
    told = ", ".join(f"{verified.get(word, 0)} {word}" for word in _CONFIRMED)
    rows = [
        (f"<code>{field['name']}</code>", _type(field), _constraints(field, schema), text(field["description"]))
        for field in schema["fields"]
    ]
    parts = [
        text(resource["description"]),
        f"**{count} rows**: {told}. Facts as of {as_of}; a row may have an earlier day of its own.",
        raw(f'<p>Download: <a href="{resource["path"]}" download>{resource["path"]}</a> (CSV, UTF-8).</p>'),
        raw(table(f"Fields of {name}", ("Field", "Type", "Constraints", "What it says"), rows)),
        *_keys(schema),
    ]
    return page(f"{name}: {resource['title']}", parts, orphan=False)


def _counts(name: str) -> tuple[int, Mapping[str, int]]:
    frame = tables.read_raw(name)
    return len(frame), frame["verified"].value_counts().to_dict() if "verified" in frame else {}


def _type(field: Mapping[str, Any]) -> str:
    kinds = {"list": "list, separated by semicolons", "partial_date": "day, month or year"}
    return text(kinds.get(field.get("kind", ""), field["type"]))


def _constraints(field: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    said = field.get("constraints", {})
    inner = field.get("items", {})
    parts = ["required"] if said.get("required") else []
    parts += ["unique"] if said.get("unique") or schema.get("primaryKey") == field["name"] else []
    if words := said.get("enum") or inner.get("enum"):
        parts.append("one of " + ", ".join(f"<code>{text(str(word))}</code>" for word in words))
    if inner.get("references"):
        parts.append(f"names rows of <code>{text(inner['references'])}</code>")
    parts += [f"at least {said['minimum']}"] if "minimum" in said else []
    parts += [f"at most {said['maximum']}"] if "maximum" in said else []
    if said.get("pattern"):
        parts.append(f"pattern <code>{text(said['pattern'])}</code>")
    return "; ".join(parts)


def _keys(schema: Mapping[str, Any]) -> list[str]:
    def named(names: Any) -> str:
        return ", ".join(f"`{name}`" for name in ([names] if isinstance(names, str) else names))

    said = [f"Each row is told from the others by {named(schema['primaryKey'])}."] if "primaryKey" in schema else []
    for key in schema.get("foreignKeys", []):
        there = key["reference"]["resource"]
        said.append(
            f"{named(key['fields'])} names a row of [{there}]({there}.md), by {named(key['reference']['fields'])}."
        )
    return said
