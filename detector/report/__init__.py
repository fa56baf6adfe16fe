"""The pages and the terminal view that show what was found."""

from detector.report.page import write_page

__all__ = ["write_page"]
