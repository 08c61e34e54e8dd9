"""nbgrader on this hub, for everybody: one course, one exchange, and the safe way to hand in and to collect."""

from pathlib import Path

c = get_config()  # noqa: F821 - nbgrader provides it

c.CourseDirectory.course_id = "ilslearn"
c.Exchange.root = str(Path(__file__).resolve().parents[1] / "exchange")
c.Exchange.assignment_dir = str(Path.home() / "ilslearn" / "assignments")
c.ExchangeFactory.submit = "ilslearn.hub.exchange.Submit"
c.ExchangeFactory.collect = "ilslearn.hub.exchange.Collect"
c.CourseDirectory.max_dir_size = c.CourseDirectory.max_file_size = 50_000  # kilobytes of one submission
