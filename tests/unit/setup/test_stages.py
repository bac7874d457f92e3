"""A stage is skipped while nothing changed, and an interrupted one leaves the old result."""

import multiprocessing
import threading
from pathlib import Path

import pytest

from hotline.setup.stages import (
    Outcome,
    Stage,
    exclusive,
    fingerprint,
    human_size,
    replaced_folder,
    run_stages,
    write_atomically,
)


class Recorder:
    """A stage's work that counts its runs and can fail."""

    def __init__(self) -> None:
        self.runs = 0
        self.inputs = "one"
        self.present = True
        self.failure: Exception | None = None

    def stage(self) -> Stage:
        return Stage("thing", "a thing", lambda: fingerprint(self.inputs), self._work, lambda: self.present)

    def _work(self) -> Outcome:
        self.runs += 1
        if self.failure:
            raise self.failure
        return Outcome("made", fetched_bytes=1_500_000)


def test_unchanged_stage_is_skipped_and_a_changed_one_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recorder = Recorder()
    run_stages([recorder.stage()], tmp_path)
    run_stages([recorder.stage()], tmp_path)
    assert recorder.runs == 1
    assert "1.5 MB fetched" in capsys.readouterr().out
    recorder.inputs = "two"
    run_stages([recorder.stage()], tmp_path)
    assert recorder.runs == 2


def test_a_result_that_vanished_is_made_again(tmp_path: Path) -> None:
    recorder = Recorder()
    run_stages([recorder.stage()], tmp_path)
    recorder.present = False
    run_stages([recorder.stage()], tmp_path)
    assert recorder.runs == 2


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), RuntimeError("broken")])
def test_an_interrupted_stage_runs_again_and_earlier_ones_do_not(tmp_path: Path, failure: Exception) -> None:
    first, second = Recorder(), Recorder()
    second.failure = failure
    stages = [first.stage(), Stage("other", "other", second.stage().fingerprint, second.stage().work)]
    with pytest.raises(type(failure)):
        run_stages(stages, tmp_path)
    second.failure = None
    run_stages(stages, tmp_path)
    assert (first.runs, second.runs) == (1, 2)


def test_a_damaged_stamp_counts_as_none(tmp_path: Path) -> None:
    recorder = Recorder()
    run_stages([recorder.stage()], tmp_path)
    (tmp_path / "thing.json").write_text('{"fingerp')
    run_stages([recorder.stage()], tmp_path)
    assert recorder.runs == 2


def test_replaced_folder_keeps_the_old_one_when_the_block_fails(tmp_path: Path) -> None:
    target = tmp_path / "root"
    with replaced_folder(target) as building:
        (building / "file").write_text("old")

    def interrupted() -> None:
        with replaced_folder(target) as building:
            (building / "file").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (target / "file").read_text() == "old"
    with replaced_folder(target) as building:
        (building / "file").write_text("new")
    assert (target / "file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["root"]


def test_replaced_folder_clears_what_a_killed_run_left(tmp_path: Path) -> None:
    (tmp_path / ".root.building").mkdir()
    (tmp_path / ".root.building" / "half").write_text("left over")
    with replaced_folder(tmp_path / "root") as building:
        assert list(building.iterdir()) == []


def test_fingerprint_sees_content_and_order_and_absence(tmp_path: Path) -> None:
    file = tmp_path / "input"
    absent = fingerprint(file)
    file.write_text("a")
    with_a = fingerprint(file)
    file.write_text("b")
    assert len({absent, with_a, fingerprint(file)}) == 3
    assert fingerprint("ab", "c") != fingerprint("a", "bc")


def test_lock_is_held_against_another_process_and_freed_by_its_death(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    ready, release = context.Event(), context.Event()

    def hold() -> None:
        with exclusive(tmp_path / "lock", "waiting"):
            ready.set()
            release.wait(30)

    holder = context.Process(target=hold)
    holder.start()
    assert ready.wait(10)
    entered = threading.Event()

    def enter() -> None:
        with exclusive(tmp_path / "lock", "waiting"):
            entered.set()

    waiter = threading.Thread(target=enter)
    waiter.start()
    assert not entered.wait(0.2)
    holder.kill()
    assert entered.wait(10)
    waiter.join()
    holder.join()


def test_write_atomically_sets_the_mode_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "conf"
    write_atomically(path, "text", mode=0o600)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["conf"]


def test_human_size() -> None:
    assert human_size(105_100_000) == "105.1 MB"
