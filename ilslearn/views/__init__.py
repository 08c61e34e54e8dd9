"""All that draws, nothing that decides: pictures with a text twin."""

import lazy_loader

# ``ils.draw`` is a module: it must be found here even if nothing has imported it yet.
__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submodules=["draw"])
