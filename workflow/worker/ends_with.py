"""A process that ends in order when the one that started it is gone, however that ended: no signal reaches it then.

Whoever starts it names itself in the environment. The process looks each second whether that is still its parent: by
a timer, so that it needs no thread, and forks of it do not look (setitimer(2): timers are not inherited).
"""

import os
import signal
from typing import Any

NAME = "PORTAL_ENDS_WITH"
LOOK_EVERY_SECONDS = 1.0


def end_with_parent() -> None:
    """Call once, in the main thread. SIGTERM to this process when its parent is gone; nothing where none is named."""
    parent = int(os.environ.pop(NAME, "") or 0)
    if not parent:
        return

    def look(*_signal: Any) -> None:
        if os.getppid() != parent:
            signal.setitimer(signal.ITIMER_REAL, 0)
            os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS)
