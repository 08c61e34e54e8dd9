"""A kernel for each visitor, and no more visitors at once than the machine can bear."""

from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets import Integer


class Visitors(AsyncMappingKernelManager):
    """Voilà starts a kernel for each page that is opened; this refuses one more than ``most``."""

    most = Integer(20, min=1, help="How many pages may be open at once.").tag(config=True)
    _starting = 0

    async def start_kernel(self, *args: Any, **options: Any) -> str:  # type: ignore[override]
        """Start the kernel of a page, unless too many are open."""
        if len(self) + self._starting >= self.most:
            raise HTTPError(503, reason="Too many visitors at once: try again in some minutes")
        self._starting += 1
        try:
            return await super().start_kernel(*args, **options)
        finally:
            self._starting -= 1
