"""Commands for translators: the catalogues of the interface, and the lessons in other languages."""

from pathlib import Path
from typing import Annotated

import typer

from ilslearn.cli.course import course

_LANGUAGE = typer.Option("--language", help="The language: fr or es.")


@course.command("translate", epilog="Example: ilslearn course translate --language fr")
def translate(
    language: Annotated[str, _LANGUAGE],
    lessons: Annotated[list[Path] | None, typer.Argument(help="English lessons (all that were begun).")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say what is not translated or changed.")] = False,
) -> None:
    """Renew the catalogues of lessons, make the lessons in that language and run them. Exit code 1 if any is stale."""
    from ilslearn.errors import UnknownLanguage
    from ilslearn.translation.interface import OTHERS

    if language not in OTHERS:
        raise UnknownLanguage(f"Lessons are written in English and translated into {' and '.join(OTHERS)}.")
    from ilslearn.course.notebooks import rerun
    from ilslearn.translation.lessons import begun
    from ilslearn.translation.lessons import stale as left
    from ilslearn.translation.lessons import translate as make

    chosen = [path.resolve() for path in lessons] if lessons else begun(language)
    if not check:
        for path in rerun([make(lesson, language) for lesson in chosen]):
            print(path)
    stale = [f"{lesson.stem}, {sentence}" for lesson in chosen for sentence in left(lesson, language)]
    print("\n".join(stale) or f"Every block of {len(chosen)} lessons is translated.")
    raise typer.Exit(1 if stale else 0)


@course.command("catalogues", epilog="Example: ilslearn course catalogues")
def catalogues() -> None:
    """Renew and compile the catalogues of the interface and of the questions. Exit code 1 if any text is left."""
    from ilslearn.translation.interface import DOMAINS, OTHERS, faults, interface, path_of, updated, write

    for language in OTHERS:
        for domain in DOMAINS:
            print(*write(language, domain), sep="\n")
    template = interface()
    left = [
        f"{language}: {fault}"
        for language in OTHERS
        for fault in faults(updated(path_of(language, "ilslearn"), language, template))
    ]
    print("\n".join(left) or "Every text of the interface is translated.")
    raise typer.Exit(1 if left else 0)
