"""Classes learnt from labelled appeals: what is learnt, when it is taken, what breaks."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from foundation.errors import BadInput
from tickets.learning import LearnedClassifier, load_current, load_model, use
from tickets.learning.training import Labelled, compared, save, train
from tickets.prefill import load_taxonomy
from tickets.prefill.classify import Classifier

NOW = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
MATTERS = ("驿馆", "绿舟卡", "星桥码", "云帆通")
"""Words of a town that no shipped list knows."""


def appeals(count: int = 240) -> list[Labelled]:
    """Return appeals whose class follows from a word that the lists do not know."""
    codes = ("transport", "health", "labour", "education")
    return [
        Labelled(f"我想反映{MATTERS[number % 4]}的情况，第{number}次来电，请处理。", codes[number % 4])
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    return Classifier(load_taxonomy())


def test_words_of_the_operators_town_are_learnt_and_the_switch_is_advised(shipped: Classifier, tmp_path: Path) -> None:
    model, comparison = train(appeals(), shipped, NOW)
    assert comparison.held_out == 48
    assert comparison.learnt_macro_f1 > 0.95 > comparison.shipped_macro_f1
    assert comparison.switch
    save(model, tmp_path)
    assert load_current(tmp_path) is None, "it is not used before somebody says so"
    use(tmp_path, model.name)
    found = load_current(tmp_path)
    assert found is not None
    classifier = LearnedClassifier(load_taxonomy(), found)
    for word, label in zip(MATTERS, ("交通运输", "卫生计生", "劳动和社会保障", "教育文体"), strict=True):
        said = classifier.classify([f"我想反映{word}的情况"])
        assert said.label == label
        assert said.confidence > 0.6
    use(tmp_path, None)
    assert load_current(tmp_path) is None


def test_what_the_lists_know_is_not_unlearnt(shipped: Classifier) -> None:
    model, _ = train(appeals(), shipped, NOW)
    classifier = LearnedClassifier(load_taxonomy(), model)
    assert classifier.classify(["公交车", "地铁"], "城乡建设").label == "城乡建设"
    assert classifier.classify([]).label is None


def test_too_few_are_refused_with_their_number(shipped: Classifier) -> None:
    with pytest.raises(BadInput, match=r"99 appeals of 4 classes|9\d appeals"):
        train(appeals(99), shipped, NOW)
    with pytest.raises(BadInput, match="of 1 classes"):
        train([Labelled("路灯坏了", "construction")] * 200, shipped, NOW)


def test_rare_words_stay_out_of_the_model(shipped: Classifier) -> None:
    rows = [*appeals(), Labelled("我叫欧阳某某住在驿馆，请处理。", "transport")]
    model, _ = train(rows, shipped, NOW)
    assert not any("欧" in gram for gram in model.vocabulary)


def test_a_switch_needs_more_than_luck() -> None:
    truth = ["a", "b"] * 20
    assert not compared(truth, truth, truth, 100).switch
    wrong = ["b", "a"] * 20
    assert compared(truth, wrong, truth, 100).switch
    nearly = [*truth[:39], "a"]
    assert not compared(truth, nearly, truth, 100).switch


def test_a_damaged_model_is_not_used(shipped: Classifier, tmp_path: Path) -> None:
    model, _ = train(appeals(), shipped, NOW)
    folder = save(model, tmp_path)
    described = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    described["vocabulary"].pop()
    (folder / "model.json").write_text(json.dumps(described), encoding="utf-8")
    with pytest.raises(ValueError, match="damaged"):
        load_model(folder)
    with pytest.raises(ValueError, match="damaged"):
        use(tmp_path, model.name)
    with pytest.raises(OSError, match="No such file"):
        use(tmp_path, "../../etc")
