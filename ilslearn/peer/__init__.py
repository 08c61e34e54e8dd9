"""Double-blind review of memos among the students of a course, and the seminar's poll on roles.

Reviewers see no author and authors see no reviewer; the instructor sees both. What a student wrote is read as data,
never run, and shown as text in which nothing can run.
"""
