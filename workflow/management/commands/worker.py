"""Runs the background worker until it is stopped: django-q2's cluster under a watchdog."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from workflow.management.starting import wait_until_it_can_start
from workflow.worker.ends_with import end_with_parent
from workflow.worker.jobs import ensure_schedules
from workflow.worker.watchdog import Cluster, Watchdog, cluster_command, run_cluster


class Command(BaseCommand):
    help = "Run the background worker: deadlines, reminders and e-mail. Stop it with Ctrl-C or SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--cluster", type=int, metavar="WATCHDOG", help="Used by the worker itself: run the bare cluster."
        )
        parser.add_argument("--pulse", type=int, metavar="END", help="Used by the worker itself: the pipe to write to.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["cluster"] is not None:
            run_cluster(options["cluster"], options["pulse"])
            return
        end_with_parent()
        wait_until_it_can_start(self.stderr.write)
        ensure_schedules()
        watchdog = Watchdog(Cluster(cluster_command()))
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: watchdog.stopping.set())
        self.stdout.write("The worker is running.")
        watchdog.run()
        self.stdout.write("The worker has stopped.")
