"""The home explorer: the five explorers in tabs, each built when it is opened first."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import ipywidgets as widgets

from ilslearn.catalogues import _
from ilslearn.explorers.controls import bundle


class Explorer(Protocol):
    """What all explorers have: a box of controls and answers, and a plain twin."""

    box: widgets.VBox

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]: ...


class HomeExplorer:
    """The explorers by their names on the tabs. ``opened`` holds those that were opened so far."""

    def __init__(self, explorers: Mapping[str, Callable[[], Explorer]]) -> None:
        self._make = dict(explorers)
        self.opened: dict[str, Explorer] = {}
        self.box = widgets.Tab([widgets.VBox() for _ in self._make], titles=list(self._make), selected_index=0)
        self.box.add_class("ils-home")
        self._open({"new": 0})
        self.box.observe(self._open, "selected_index")

    def _open(self, change: dict[str, Any]) -> None:
        if change["new"] is None:
            return
        name = list(self._make)[change["new"]]
        if name not in self.opened:
            self.opened[name] = self._make[name]()
            self.box.children[change["new"]].children = [self.opened[name].box]

    @property
    def shown(self) -> Explorer:
        """The explorer whose tab is open."""
        return self.opened[list(self._make)[self.box.selected_index or 0]]

    def __str__(self) -> str:
        return str(self.shown)

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        twin = self.shown._repr_mimebundle_(**options)
        others = _("Explorers: {names}.", names=", ".join(self._make))
        return bundle(self.box, (f"<p>{others}</p>", twin["text/html"]), str(self), options)
