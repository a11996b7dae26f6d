"""A genuine event follows the tampering: before heads were looked at, it signed for all of it."""

from tests.workflow.engine.tampering.beside import set_state
from tests.workflow.engine.tampering.rows import closed_up, everything, forged_with_head, rolled_back, truncated
from tests.workflow.engine.tampering.scene import Scene, laundering
from tests.workflow.reviews.steps import take
from workflow.models import Case

# --- The launderings: a genuine event follows ------------------------------------------------------------------------


@laundering("rows cut off, then a genuine event")
def _launder_cut(scene: Scene) -> None:
    truncated(scene)


@laundering("rows cut off and the genuine head of then put back, then a genuine event")
def _launder_rolled_back(scene: Scene) -> None:
    rolled_back(scene)


@laundering("a row forged with the right digest, then a genuine event")
def _launder_forged(scene: Scene) -> None:
    forged_with_head(scene)


@laundering("a row deleted and the rest chained anew, then a genuine event")
def _launder_rechained(scene: Scene) -> None:
    closed_up(scene)


@laundering("a row changed in place, then a genuine event")
def _launder_changed(scene: Scene) -> None:
    scene.set(kind="case.read")


@laundering("everything deleted, then a genuine event")
def _launder_everything(scene: Scene) -> None:
    everything(scene)


@laundering("the state of a machine changed, then a genuine step from there")
def _launder_state(scene: Scene) -> None:
    set_state(scene.rapid_review.case, Case.CLOSED_STATE)
    take(Case.objects.get(pk=scene.rapid_review.case.pk), "reopen", scene.table.officer, reason="Once more.")
