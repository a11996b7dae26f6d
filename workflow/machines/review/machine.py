"""The review (local, learning or national): from the decision to a signed-off report, or to the Panel's."""

from workflow.machines.review.back.steps import WaysBack
from workflow.machines.review.filing.steps import FilingSteps
from workflow.machines.review.holding.steps import HoldSteps
from workflow.machines.review.national.steps import NationalSteps
from workflow.machines.review.scoping.steps import ScopingSteps
from workflow.machines.review.stages.steps import StageSteps
from workflow.machines.review.standing.steps import StandingSteps


class Review(ScopingSteps, FilingSteps, NationalSteps, StageSteps, HoldSteps, WaysBack, StandingSteps):
    """One review of a case: its record, and its steps in the order in which they are shown."""

    class Meta:
        ordering = ["-commissioned_on"]
