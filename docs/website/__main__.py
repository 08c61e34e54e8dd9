"""Build the website into ``build/site`` with warnings as errors, and check its links: ``make site``."""

import argparse
import sys
import time
from pathlib import Path

from sphinx.cmd.build import build_main

from ilslearn.course.contents import MODULES
from ilslearn.errors import IlsError
from website.checking import followed, loaded_from_elsewhere, unsound_links
from website.staging import ROOT, Selection, stage


def main() -> int:
    """Stage, build, check; returns the exit code."""
    parser = argparse.ArgumentParser(prog="make site", description="Build the website and check its links.")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "site", help="where the site is built")
    parser.add_argument("--modules", nargs="+", default=list(MODULES), help="modules of lessons, for a quick look")
    parser.add_argument("--instruments", nargs="+", default=[], help="codes, for a quick look")
    parser.add_argument("--decisions", nargs="+", default=[], help="ids, for a quick look")
    parser.add_argument("--quick", action="store_true", help="look links up, but do not follow them with LinkChecker")
    asked = parser.parse_args()
    begun = time.monotonic()
    out = asked.out.resolve()
    staged = out.with_name(f"{out.name}-source")
    selection = Selection(tuple(asked.modules), tuple(asked.instruments), tuple(asked.decisions))
    try:
        pages = stage(staged, selection)
    except IlsError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{pages} pages staged in {time.monotonic() - begun:.0f} s; building ...", flush=True)
    options = [
        "-b",
        "html",
        "-j",
        "2",
        "-n",
        "-W",
        "--keep-going",
        "--quiet",
        "-D",
        f"html_extra_path={staged / 'files'}",
    ]
    folders = ["-c", str(ROOT / "docs"), "-d", str(staged / "doctrees"), str(staged / "pages"), str(out)]
    if failed := build_main([*options, *folders]):
        return int(failed)
    print(f"Built after {time.monotonic() - begun:.0f} s; checking links ...", flush=True)
    told = [*unsound_links(out), *(f"Loaded from elsewhere: {one}" for one in loaded_from_elsewhere(out))]
    report, links = ("", 0) if asked.quick else followed(out)
    if told or report or not (links or asked.quick):
        print("\n".join([*told, report]), file=sys.stderr)
        return 1
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file()) / 1e6
    followed_links = "" if asked.quick else f" LinkChecker followed {links}."
    print(
        f"All links and anchors within the site are there.{followed_links} Links that lead out of it were not followed:"
        f" no network. {pages} pages, {size:.0f} MB, {time.monotonic() - begun:.0f} s: open {out / 'index.html'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
