"""What is kept away from a model that judges: whole corpora, generators under whatever name, languages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from training.evaluation import held_out
from training.holding_out import HeldOut, hold_out
from training.preparing import Features
from training.splits import outside
from training.unseen import judged, model_of, unseen


def test_folds_of_whole_corpora(features: Features, found: HeldOut) -> None:
    assert "any version of its source" in held_out(features, jobs=1, found=found).subject
    families = np.array(["imbd", "l2r", "mine"])[features.frame["group"].factorize()[0] % 3]
    whole = unseen(replace(features, frame=features.frame.assign(family=families)), "corpora")
    assert whole.frame.groupby("family")["fold"].nunique().eq(1).all()
    assert judged(whole.frame).all()
    assert "not seen its family of corpora" in held_out(whole, jobs=1, found=found).subject


@pytest.fixture(scope="module")
def several(features: Features) -> Features:
    """Return the features with two names of each of two LLMs, and translations out of two languages."""
    frame, turn = features.frame, features.frame["group"].factorize()[0]
    names = np.array(["chatgpt_3.5", "gpt-3.5-turbo", "Llama-2-70b", "llama2_70b"])[turn % 4]
    languages = np.where(frame["cause"].eq("translated"), np.array(["de", "ja"])[turn % 2], "")
    return replace(features, frame=frame.assign(generator=frame["generator"].mask(frame["cause"].eq("llm"), names), src_lang=languages))


@pytest.mark.parametrize("kind", ["generators", "languages"])
def test_nothing_of_it_is_learned_from(several: Features, kind: str) -> None:
    frame = unseen(several, kind).frame
    values = frame["generator"].map(model_of) if kind == "generators" else frame["src_lang"]
    machine = frame["cause"].ne("human") & judged(frame)
    assert machine.any()
    assert not frame["simulated"][machine].any()
    for fold in frame["fold"].unique():
        here = frame["fold"].eq(fold).to_numpy()
        learned = outside(frame, here)
        assert learned.any()
        assert not set(values[machine & here]) & set(values[learned & frame["cause"].ne("human") & ~frame["simulated"]])
        assert not set(frame["group"][here]) & set(frame["group"][learned])


def test_every_human_text_is_judged(several: Features) -> None:
    for kind in ("generators", "languages"):
        frame = unseen(several, kind).frame
        assert judged(frame)[frame["cause"].eq("human")].all()


def test_the_tables_hold_what_was_judged(several: Features) -> None:
    apart = unseen(several, "generators")
    result = held_out(apart, jobs=1, found=hold_out(apart, seed=0, jobs=1))
    rows = result.summary.set_index("cause")["documents"]
    expected = judged(apart.frame) & apart.frame["cause"].eq("llm").to_numpy() & (apart.lengths >= 80)
    assert rows["llm"] == expected.sum() > 0
    assert result.passages.empty
    assert "no text by its generator" in result.subject


@pytest.mark.parametrize(
    ("generator", "model"),
    [
        ("chatgpt_3.5", "gpt-3.5"), ("ChatGPT (gpt-3.5-turbo, 2023-03)", "gpt-3.5"), ("gpt-4o-mini", "gpt-4o"), ("GPT-4-1106-preview", "gpt-4"),
        ("text-davinci-003 Doc-W16", "gpt-3"), ("Meta-Llama-2-7b-chat", "llama-2"), ("llama3.1-70b", "llama-3"),
        ("Google-PaLM -> TextFooler synonym augmenter", "textfooler"), ("GPT-4-Turbo -> T5-PAWS", "t5"), ("flan-t5-xxl", "t5"),
        ("Google-2021", "google translate"), ("unnamed MT service (artefacts fit Google)", "google translate"), ("online-B", "online-b"),
        ("detectrl_polisher(llm_type=palm-2)", "palm"), ("Google-PaLM", "palm"),
    ],
)  # fmt: skip
def test_a_model_is_known_by_its_names(generator: str, model: str) -> None:
    assert model_of(generator) == model
