"""A scorer without a model, for tests of the runs: quick, deterministic, and able to misbehave when a text says so."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from dataclasses import dataclass
from types import SimpleNamespace

from detector.scoring.record import Record
from detector.text import Article


@dataclass(frozen=True)
class StandInRecipe:
    """Builds a `StandIn`; what it obeys is written in the texts."""

    version: str = "stand-in-1"
    markers: tuple[str, ...] = ()
    other_in_workers: bool = False

    def build(self) -> StandIn:
        in_worker = self.other_in_workers and "JOBLIB_SPAWNED_PROCESS" in os.environ
        return StandIn("another" if in_worker or (self.other_in_workers and os.getpid() != PARENT) else self.version)


PARENT = int(os.environ.setdefault("TWICETOLD_TEST_PARENT", str(os.getpid())))


class StandIn:
    """Gives every text a reliability that depends on nothing but the text."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.catalogue = SimpleNamespace(version="catalogue-1", markers={})

    def score(self, articles: list[Article]) -> list[Record]:
        return [self._record(article) for article in articles]

    def passages(self, article: Article, record: Record) -> list[tuple[int, int, float]]:
        return [(0, len(article.text), 0.95)] if record.verdict != "human" else []

    def _record(self, article: Article) -> Record:
        obey(article.text)
        words = len(article.text.split())
        quote = article.text[:1] * (5000 if "MUCH" in article.text else 1)
        share = int(hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()[:6], 16) / 0xFFFFFF
        common = {
            "id": article.id,
            "path": article.path,
            "title": str(os.getpid()) if "WHO" in article.text else article.title,
            "words": words,
            "sha256": article.sha256,
            "model": self.version,
            "catalogue": self.catalogue.version,
            "columns": article.columns,
        }
        if words < 3:
            return Record(**common, status="abstained", language="en", reason="fewer than 3 words of body")
        return Record(
            **common,
            language="en",
            reliability=round(100 * share, 1),
            verdict="human",
            p_human=share,
            p_translated=1 - share,
            p_spun=0.0,
            p_llm=0.0,
            evidence_count=0,
            evidence=({"marker": "m", "family": "llm", "severity": "weak", "start": 0, "end": 1, "quote": quote},),
        )


def obey(text: str) -> None:
    """Do to the process what the text asks for."""
    if "CRASH" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    elif "HANG" in text:
        time.sleep(3600)
    elif "DEAF" in text:  # hangs where Python hears no signals
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        time.sleep(3600)
    elif "FAIL" in text:
        raise ValueError("this text is cursed")
    elif "SLOW" in text:
        time.sleep(0.05)
