"""What a run tells while it goes on: a bar on a terminal, JSON lines for a machine, nothing to anyone else."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from typing import IO, Any

from detector.batch.ledger import Ledger
from detector.readers.source import Gauge
from detector.scoring.record import STATUSES

DELAY_SECONDS = 1.0
INTERVAL_SECONDS = 5.0
"""Between two JSON lines."""


class Progress:
    """Follows a run; `update` is called after every batch.

    Parameters
    ----------
    ledger : Ledger
        Counts what is done.
    gauge : Gauge
        Knows how much of the input was read, from which the number of articles is estimated.
    log_json : bool
        JSON lines instead of a bar.
    stream : text file, optional
        Standard error by default.
    """

    def __init__(self, ledger: Ledger, gauge: Gauge, *, log_json: bool = False, stream: IO[str] | None = None) -> None:
        self._ledger = ledger
        self._gauge = gauge
        self._stream = stream or sys.stderr
        self._json = log_json
        self._last = self._begun = time.monotonic()
        self._bar = self._new_bar() if not log_json and self._stream.isatty() else None

    def _new_bar(self) -> Any:
        from tqdm import tqdm

        return tqdm(unit=" articles", delay=DELAY_SECONDS, file=self._stream, dynamic_ncols=True, leave=False, smoothing=0.1)

    def update(self) -> None:
        """Show how far the run is."""
        counts = self._ledger.counts
        done = sum(counts.values())
        if self._bar is not None:
            read = self._gauge.read
            if self._gauge.total and read:
                self._bar.total = max(done, round(self._ledger.inputs * self._gauge.total / min(read, self._gauge.total)))
            self._bar.set_postfix_str(", ".join(f"{counts[status]:,} {status}" for status in STATUSES[1:] if counts[status]), refresh=False)
            self._bar.update(done - self._bar.n)
        elif self._json and time.monotonic() - self._last >= INTERVAL_SECONDS:
            self._last = time.monotonic()
            self.event("progress")

    def event(self, name: str, **values: Any) -> None:
        """Write one JSON line, if JSON lines were asked for."""
        if self._json:
            self._stream.write(json.dumps({"event": name, **self.figures(), **values}) + "\n")
            self._stream.flush()

    def figures(self) -> Mapping[str, Any]:
        """Return the counts of inputs and of each status, and the seconds since the start."""
        counts = self._ledger.counts
        seconds = round(time.monotonic() - self._begun, 3)
        by_status = {status: counts[status] for status in STATUSES}
        return {"inputs": self._ledger.inputs, **by_status, "resumed": self._ledger.resumed, "seconds": seconds}

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()
