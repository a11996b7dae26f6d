"""These tests, too, ask the report desk that keeps no pages."""

from tests.workflow.reviews.conftest import report_desk as report_desk
