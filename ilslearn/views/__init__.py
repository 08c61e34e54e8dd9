"""All that draws, nothing that decides: pictures with a text twin."""

import lazy_loader

# ``ils.draw`` is the module ``draw`` itself, loaded when the first picture is asked for.
__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submodules=["draw"])
