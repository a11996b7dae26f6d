"""Notices: what is told to whom, the letters and sealed copies that go with it, and the outbox it leaves from.

What others need stands here; the rest is the room's own.
"""

from workflow.notices.composing import Recipient, all_wording, repeat, topics, wording
from workflow.notices.outbox import (
    NoticeRefused,
    bodies,
    compose,
    compose_correction,
    compose_letter,
    compose_without_case,
    letters_offered,
    mark_sent_by_hand,
    queue,
)
from workflow.notices.sending_again import send_again
