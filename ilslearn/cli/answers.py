"""Commands that answer from the record: what bound, what was decided, what a memorial cites."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from ilslearn.catalogues import _, label, word
from ilslearn.cli.app import app, in_english, json_option, print_json
from ilslearn.errors import UnusableFile
from ilslearn.places import replacing


@app.command(epilog="Example: ilslearn binding Brazil C158 --on 1997-06-01")
def binding(
    country: Annotated[str, typer.Argument(help="English name or ISO 3166 code: Brazil, BRA, br.")],
    instrument: Annotated[str, typer.Argument(help="Code, number or title: C158, 'Convention No. 158'.")],
    on: Annotated[str | None, typer.Option("--on", help="The day, YYYY-MM-DD (today if left out).")] = None,
    as_json: Annotated[bool, json_option("the answer")] = False,
) -> None:
    """Was an instrument binding on a State that day? Exit code 0 if it was in force, 1 if not or uncertain."""
    from ilslearn.dates import as_read
    from ilslearn.law.ratification import binding as ask

    answer = ask(country, instrument, on=on)
    if as_json:
        print_json(answer.to_dict())
    else:
        print(answer)
        for source in answer.sources:
            print(f"  {label(word(source.verified))} {source.url} ({source.table})")
        print(f"  {_('Record as of {as_of}.', as_of=as_read(answer.as_of))} {_('Not legal advice.')}")
    raise typer.Exit(0 if answer.status == "in_force" else 1)


@app.command("find-citations", epilog="Example: ilslearn find-citations memorial.md --json")
def find_citations(
    file: Annotated[Path, typer.Argument(help="A text file in English, French or Spanish; - reads what is piped in.")],
    as_json: Annotated[bool, json_option("the citations")] = False,
) -> None:
    """Find references to ILO material in a text. Exit code 1 if there is none."""
    from dataclasses import asdict

    from ilslearn.law.citations import find_citations as find

    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except OSError:
        raise UnusableFile(f"{file} cannot be read: name a text file, or - to read what is piped in.") from None
    except UnicodeDecodeError:
        raise UnusableFile(f"{file} is not a text in UTF-8: save it as plain text first.") from None
    found = find(text)
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        for one in found:
            line = text.count("\n", 0, one.start) + 1
            pinpoints = f" {', '.join(one.pinpoints)}" if one.pinpoints else ""
            print(f"line {line}: {one.code}{pinpoints} ({one.kind}): {' '.join(one.text.split())}")
    raise typer.Exit(0 if found else 1)


@app.command(epilog="Example: ilslearn search essential services strike --country Kenya")
def search(
    words: Annotated[list[str], typer.Argument(help="Words, and instruments as lawyers name them.")],
    kind: Annotated[
        str | None, typer.Option("--kind", help="decision, comment, cfa_case, inquiry, instrument.")
    ] = None,
    country: Annotated[str | None, typer.Option("--country", help="English name or ISO 3166 code.")] = None,
    subject: Annotated[str | None, typer.Option("--subject", help="A subject of the register of decisions.")] = None,
    role: Annotated[str | None, typer.Option("--role", help="A role of international law.")] = None,
    n: Annotated[int, typer.Option("-n", min=1, max=100, help="How many hits at most.")] = 10,
    as_json: Annotated[bool, json_option("the hits")] = False,
) -> None:
    """Search decisions, the supervisory record and instruments. Exit code 1 if nothing fits."""
    from dataclasses import asdict

    from ilslearn.law.search import search as find

    found = find(" ".join(words), kind=kind, country=country, subject=subject, role=role, n=n)
    if as_json:
        print_json([asdict(hit) for hit in found.hits])
    else:
        print(found)
    raise typer.Exit(0 if found.hits else 1)


def _in_a_language(form: str) -> str:
    in_english(form == "json")
    return form


@app.command(epilog="Example: ilslearn compare can-scc-2011-fraser zaf-cc-2002-bader-bop --format markdown")
def compare(
    decisions: Annotated[list[str], typer.Argument(help="Two to six decisions: ids, names or citations.")],
    form: Annotated[
        str, typer.Option("--format", help="text, markdown, html or json.", callback=_in_a_language)
    ] = "text",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A .md, .txt, .html or .docx to write.")] = None,
) -> None:
    """Put decisions side by side: what they say, what bound there and then, where they part."""
    from ilslearn.comparison.decisions import compare as put

    compared = put(*decisions)
    if output is not None:
        print(f"Written to {compared.save(output)}.")
        return
    written: dict[str, Callable[[], str]] = {
        "text": lambda: str(compared),
        "markdown": compared.to_markdown,
        "html": compared.to_html,
        "json": lambda: json.dumps(compared.to_dict(), indent=2, ensure_ascii=False),
    }
    if form not in written:
        raise typer.BadParameter(f"'{form}' is no format: write text, markdown, html or json.")
    print(written[form]())


@app.command("check-brief", epilog="Example: ilslearn check-brief memorial.docx --country Kenya --on 2026-03-01")
def check_brief(
    file: Annotated[Path, typer.Argument(help="The memorial: .md, .txt or .docx (footnotes are read too).")],
    country: Annotated[str, typer.Option("--country", help="The State of the forum: English name or ISO 3166 code.")],
    on: Annotated[str | None, typer.Option("--on", help="The day of the memorial, YYYY-MM-DD (today).")] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write the report (.md, .txt, .docx), or the marked text (.html)."),
    ] = None,
    as_json: Annotated[bool, json_option("the findings")] = False,
) -> None:
    """Check the authorities in a memorial. Exit code 1 if a finding is an error."""
    from ilslearn.brief.check import check_brief as check
    from ilslearn.brief.reading import read_memorial

    report = check(read_memorial(file), country=country, on=on)
    if output is not None and output.suffix.lower() == ".html":
        with replacing(output) as page:
            page.write(report.marked())
    elif output is not None:
        report.save(output)
    if as_json:
        print_json(report.to_dict())
    elif output is not None:
        print(f"Written to {output}.")
    else:
        print(report)
    raise typer.Exit(1 if report.counts["error"] else 0)


@app.command(epilog="Example: ilslearn cite C098 zaf-cc-2002-bader-bop CFA-2654 --style bibtex -o refs.bib")
def cite(
    names: Annotated[list[str], typer.Argument(help="Codes, ids or names: C098, CFA-2654, 'Bader Bop'.")],
    style: Annotated[str, typer.Option("--style", help="oscola, oscola-markdown, bibtex or csl.")] = "oscola",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write.")] = None,
) -> None:
    """Write references to instruments, decisions and supervisory work: OSCOLA, BibTeX or CSL-JSON for Zotero."""
    from ilslearn.references import bibliography

    written = bibliography(names, style=style)
    if output is None:
        print(written)
        return
    with replacing(output) as file:
        file.write(f"{written}\n")
    print(f"References written to {output}.")
