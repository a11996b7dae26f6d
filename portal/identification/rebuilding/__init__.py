"""Makes anew what is published of an uploaded file, from an allow-list: what is drawn stays, everything else goes.

`rebuilt.rebuild` is the way in. The file that was uploaded is never published (docs/adr tells why).
"""
