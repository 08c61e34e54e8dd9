"""nbgrader's settings for this course: found by the command line here, and by formgrader in JupyterLab (`make lab`).

Everything stays inside the course folder. A seminar's server sets ILSLEARN_EXCHANGE to a folder that students share.
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821 - nbgrader provides it

here = Path(__file__).resolve().parent

c.CourseDirectory.course_id = "ilslearn"
c.CourseDirectory.root = str(here)

# The exchange: where assignments are released to and handed in. Students need to write there: our own folder is opened
# to them; whoever names a folder of a seminar's server has set its permissions already.
shared = os.environ.get("ILSLEARN_EXCHANGE")
exchange = Path(shared).expanduser().resolve() if shared else here / "exchange"
if not exchange.is_dir():
    exchange.mkdir(parents=True)
    exchange.chmod(0o777)
c.Exchange.root = str(exchange)
c.Exchange.assignment_dir = str(here / "work")  # where a student's fetched assignments are put on a single machine
(here / "work").mkdir(exist_ok=True)

# What a student finds in place of a solution: nothing. The empty answer stands in the line above it.
c.ClearSolutions.code_stub = {"python": ""}
c.ClearSolutions.enforce_metadata = False

# Answers are read as data and never run; nbgrader's commands and formgrader's button go through the same grader.
# An assignment whose answers are code is named here and runs in a sandbox: c.IlsGrade.code_assignments = ["a7-code"]
c.Autograde.exporter_class = "ilslearn.grading.inside_nbgrader.Engine"

# Feedback shows what each test says and not its hidden code; what a student wrote is shown and never run.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "ilslearn.grading.inside_nbgrader.HideTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
c.GenerateFeedback.exporter_class = "ilslearn.grading.feedback_page.FeedbackPage"  # readable by everyone, and offline
c.HTMLExporter.filters = {"markdown2html": "ilslearn.grading.inside_nbgrader.clean_markdown"}

# What Jupyter and Python leave behind is not part of a submission.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".pytest_cache"]
