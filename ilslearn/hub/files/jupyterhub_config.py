"""The hub: who may log in, what runs for whom, and where. `ilslearn hub start` runs it, as root."""

import tomllib
from pathlib import Path

c = get_config()  # noqa: F821 - JupyterHub provides it

here = Path(__file__).resolve().parent
hub = tomllib.loads((here / "hub.toml").read_text(encoding="utf-8"))
students = (here / "students.txt").read_text(encoding="utf-8").split()
instructor, port = hub["instructor"], hub["port"]

# Who: users of this machine, with their passwords of this machine. Nobody is an administrator of the hub, so nobody can
# open another's server; whoever keeps the machine changes these files instead.
c.JupyterHub.authenticator_class = "pam"
c.Authenticator.allowed_users = {instructor, *students}
c.Authenticator.admin_users = set()
c.LocalAuthenticator.create_system_users = False

# Where: on loopback alone. A reverse proxy with a certificate stands in front of it (README.md).
c.JupyterHub.bind_url = f"http://127.0.0.1:{port}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{port + 1}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{port + 2}"
c.ConfigurableHTTPProxy.command = [str(here / "node_modules/.bin/configurable-http-proxy")]
c.ConfigurableHTTPProxy.pid_file = str(here / "secrets" / "proxy.pid")

# Secrets: made at the first start, in a folder that root alone can read.
c.JupyterHub.cookie_secret_file = str(here / "secrets" / "cookie_secret")
c.ConfigurableHTTPProxy.auth_token = (here / "secrets" / "proxy_token").read_text(encoding="utf-8").strip()
c.JupyterHub.db_url = f"sqlite:///{here / 'secrets' / 'jupyterhub.sqlite'}"

# What: each person's JupyterLab is a process of their own user. This spawner limits neither memory nor processor time;
# `systemdspawner` does, on a machine with systemd.
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.env_keep = ["LANG", "LC_ALL", "TZ"]
c.Spawner.notebook_dir = "~/ilslearn"
c.Spawner.default_url = "/lab/tree/notebooks/00-welcome.ipynb"
c.Spawner.start_timeout = c.Spawner.http_timeout = 600  # twenty at once, on a small machine


def serve(spawner):
    """The instructor has the library with the model answers, and formgrader; a student has neither."""
    role = "instructor" if spawner.user.name == instructor else "students"
    python = hub["instructor_python"] if role == "instructor" else str(here / hub["student_python"])
    spawner.cmd = [python, "-P", "-m", "ilslearn.hub.server"]
    spawner.environment = {
        "PATH": f"{Path(python).parent}:/usr/local/bin:/usr/bin:/bin",
        "JUPYTER_CONFIG_PATH": f"{here / 'jupyter' / role}:{here / 'jupyter'}",
        "ILSLEARN_EXCHANGE": str(here / "exchange"),
    }


c.Spawner.pre_spawn_hook = serve
