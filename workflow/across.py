"""What one machine asks of another before it moves: the one table of guards across machines, taken over at start-up.

A key is "<machine>.<transition>". What a step asks of its own record stands with the step; what it asks of other
records of the case stands here. One rule more holds for every machine and stands at the door itself
(workflow.transitions): in a closed case nothing is opened or taken up again before the case is reopened.
"""

from workflow.declaring import Guard
from workflow.guards import case, notification, publication, rapid_review, rapid_review_audit, referral

ACROSS: dict[str, tuple[Guard, ...]] = {
    # No rapid review without a submitted notification (D5).
    "case.open_rapid_review": (case.notification_submitted,),
    # No review without a decision, and none while the partners reconsider it (D1, D12, D14, D16).
    "case.commission_review": (case.review_decided, case.partners_not_reconsidering),
    "case.drop_learning_review": (case.learning_review_not_begun,),
    # A case closes only when none of its machines is open and the NSPCC has its copies (D43).
    "case.close": (case.nothing_open, case.repository_copies_recorded),
    # Only what is concluded is audited (D19).
    "case.sample_for_audit": (rapid_review_audit.rapid_review_concluded,),
    # What the Panel was notified of cannot be turned away here any more (D2).
    "referral.decline": (notification.case_is_open, referral.notification_not_submitted),
    "referral.ask_to_withdraw": (notification.case_is_open, referral.notification_not_submitted),
    "referral.withdraw": (notification.case_is_open, referral.notification_not_submitted),
    "referral.join": (notification.case_is_open, referral.notification_not_submitted),
    "referral.reopen": (referral.nothing_followed,),
    # Nor does what a closed case holds move into another closed state.
    "referral.accept": (notification.case_is_open,),
    "notification.submit": (notification.case_is_open,),
    "notification.reinstate": (notification.case_is_open,),
    "notification.correct_awareness": (notification.case_is_open,),
    # A rapid review goes on after its notification was withdrawn, unless the criteria are found not to be met.
    "rapid_review.propose_stop": (rapid_review.notification_was_withdrawn,),
    "rapid_review.approve_stop": (rapid_review.notification_was_withdrawn,),
    "rapid_review.reopen_rapid_review": (rapid_review.notification_stands,),
    # Nothing is checked, sent back or published that is not signed off (D33).
    "publication.begin_identification_check": (publication.review_signed_off,),
    "publication.return_for_changes": (publication.review_signed_off,),
    "publication.publish": (publication.review_signed_off,),
    "publication.publish_improvements": (publication.review_signed_off,),
}
