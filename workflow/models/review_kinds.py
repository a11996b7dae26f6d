"""Which steps of a review make sense for which kind of it, and which are recorded beside its moves."""

# Shown beside what they are about (workflow/desk/review_file.py), not among the moves.
ON_FILE = frozenset(
    {
        "tell_family",
        "wait_to_tell_family",
        "agree_to_wait",
        "list_family_member",
        "record_family_contact",
        "record_advice",
        "record_practitioners",
        "record_briefing",
        "record_progress",
        "ask_reviewer",
        "answer_request",
        "declare_interests",
        "share_learning",
        "report_risk",
        "strike_out",
        "discuss_scope",
        "record_strategic_told",
        "record_cooperation",
    }
)
# The Panel's review, in which the partnership cooperates (D45 to D47).
NATIONAL = frozenset(
    {
        "discuss_scope",
        "record_strategic_told",
        "begin_cooperation",
        "record_cooperation",
        "record_panel_published",
    }
)
# What both have; everything else belongs to the partnership's own reviews.
SHARED = frozenset(
    {
        "tell_family",
        "list_family_member",
        "record_family_contact",
        "declare_interests",
        "share_learning",
        "report_risk",
        "strike_out",
        "stop",
        "take_up_again",
    }
)
