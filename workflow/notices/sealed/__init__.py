"""Copies under seal for those who have no account here: the Panel, the Secretary of State, Ofsted, the NSPCC.

`freezing` keeps the report as it was on the day; `links` makes the link and the one-time code; `opening` hands the
document out; `revoking` revokes and renews.

Why a link and a code: the link alone opens nothing (mail gateways open links, mails are passed on, addresses stand in
logs), and a code is made only when somebody asks for it, so none lies in the same mailbox as the link. The code goes to
the address on record, or an officer tells it by telephone. Neither is stored: both are worked out with a key that the
database does not hold, so a stolen database or a stolen copy of the outbox opens nothing.
"""
