"""All that draws, nothing that decides: pictures with a text twin."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submodules=["draw"])
