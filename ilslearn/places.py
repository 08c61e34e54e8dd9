"""Where the facts, the lessons and the assignments stand: in the repository, or inside the installed package."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent
_IN_CHECKOUT = (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "datasets").is_dir()


def place(name: str) -> Path:
    """Folder ``datasets``, ``notebooks`` or ``assignments``: the repository's own, else the wheel's copy."""
    return (_CHECKOUT if _IN_CHECKOUT else _PACKAGE / "_files") / name
