"""How the tests are shared out among several processes: file by file, in the order in which they were collected."""

from typing import Any

from xdist.scheduler.loadscope import LoadScopeScheduling  # type: ignore[import-untyped]  # no types


class FilesTogether(LoadScopeScheduling):
    """What a file makes for all its tests is made once. A process that has done its files takes the next one."""

    def __init__(self, config: Any, log: Any) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.split("::", 1)[0]
