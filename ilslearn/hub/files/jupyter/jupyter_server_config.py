"""Every server of this hub."""

c = get_config()  # noqa: F821 - Jupyter provides it

# Kernels speak through files in their user's home, not through ports: whoever has an account on the machine could
# listen at a port to what another's notebook prints.
c.KernelManager.transport = "ipc"

# Memory is given back: a kernel that did nothing for an hour ends, a server that nobody used for two hours too.
c.MappingKernelManager.cull_idle_timeout = 3600
c.ServerApp.shutdown_no_activity_timeout = 7200
