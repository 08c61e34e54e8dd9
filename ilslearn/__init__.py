"""International labour standards before domestic courts: sourced facts, dated answers, a graded course.

The public names stand in ``__init__.pyi``. Each is loaded when it is first used, so that ``import ilslearn as ils``
costs next to nothing:

>>> import ilslearn as ils
>>> ils.binding("Brazil", "C158", on="1997-06-01").status
'in_force'
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
