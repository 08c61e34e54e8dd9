"""The pictures by name: ``ils.draw.timeline("Brazil", "C158")``. Each has ``.describe()``, its content in words."""

from ilslearn.views.network import network
from ilslearn.views.roles import role_by_reception
from ilslearn.views.standing import along_time, core_matrix
from ilslearn.views.tilemap import world
from ilslearn.views.timeline import timeline
from ilslearn.views.together import together

__all__ = ["along_time", "core_matrix", "network", "role_by_reception", "timeline", "together", "world"]
