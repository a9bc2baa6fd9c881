"""Drawn commands, valid and invalid, are answered as a plain model of the trade answers them, and the books agree."""

from collections import Counter
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import pytest

import everyunit
from everyunit.base import sql
from everyunit.base.operation import Operation
from everyunit.company.found import Founding, found
from everyunit.documents.kinds import KINDS
from everyunit.proving import (
    program,
    program_building,
    program_closing,
    program_counting,
    program_lots,
    program_parcels,
    program_prices,
    program_settings,
    program_sheets,
)
from everyunit.proving import simulate as simulation
from everyunit.proving.oracle import VERBS, Oracle
from everyunit.proving.oracle.asked import Ask
from everyunit.proving.oracle.state import State
from everyunit.proving.scratch import Scratch
from everyunit.proving.simulate import Failure, Report, main, simulate, told
from everyunit.proving.trade import begin_oracle
from everyunit.proving.workload import Rivals, Workload
from everyunit.rules.refusals import Refused

NOT_DRAWN = {
    "categories, areas, workstations, and how a company keeps its bins: they move nothing": (
        "categorize save_category rearrange save_area save_bin save_location save_workstation"
    ),
    "texts, files, fields, views and exports: no book follows from them": (
        "amend_document fill_fields keep_file remove_file save_field save_view delete_view number_units"
        " start_export cancel_export delete_export"
    ),
    "files of other programs: they become papers that are drawn": (
        "import_opening import_receipt prepare_sales post_past count_rows reorder save_reorder_points"
    ),
    "it commits line by line what is drawn as commit": "send",
    "what the company is founded with": "save_party save_reason save_tax_code use_lots",
    "the caches are made again: its own tests compare them": "rebuild",
}
SPEAKING = (
    program,
    program_building,
    program_closing,
    program_counting,
    program_lots,
    program_parcels,
    program_prices,
    program_settings,
    program_sheets,
)
KITS_GO = {"SQ", "SO", "SI", "CM"}
LOTS_GO = {"PR", "SI", "SO", "CM", "reversal", "lot_needed", "lot_expired", "lot_short"}
SEEDS = (1, 2, 3, 105, 8123)
STEPS = 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_program_answers_as_the_oracle_does(seed: int):
    report = simulate(seed, STEPS)
    assert report.agreed, told(report)
    assert report.answers["post done"] > 0
    assert report.races > 0


@pytest.mark.django_db(transaction=True)
def test_it_notices_a_wrong_answer(monkeypatch: pytest.MonkeyPatch):
    answer = Oracle.answer

    def mistaken(self: Oracle, ask: Ask):
        return answer(self, Ask("draft", "viewer") if ask.verb == "post" else ask)

    monkeypatch.setattr(Oracle, "answer", mistaken)
    report = simulate(1, STEPS)
    assert report.failure is not None
    assert "verb='post'" in report.failure.command
    assert "seed 1, step" in told(report)


@pytest.mark.django_db(transaction=True)
def test_it_notices_a_cent_that_the_answers_do_not_show(monkeypatch: pytest.MonkeyPatch):
    differences = simulation.differences

    def after_a_slip(state: State):
        if state.journal:
            state.journal["1300"] += 1
        return differences(state)

    monkeypatch.setattr(simulation, "differences", after_a_slip)
    report = simulate(1, STEPS)
    assert report.failure is not None
    assert "1300" in report.failure.expected


@pytest.mark.django_db
def test_it_refuses_to_work_in_a_company_that_it_did_not_found():
    found(Founding(name="Somebody's Trading"))
    with pytest.raises(Refused) as refused:
        simulate(1, 1)
    assert refused.value.code == "company_exists"
    assert sql.scalar("SELECT count(*) FROM people_user") == 1


@pytest.mark.django_db(transaction=True)
def test_the_command_works_beside_the_database_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    named, made = Scratch._name, []

    def remembered(self: Scratch) -> str:
        made.append(named(self))
        return made[-1]

    monkeypatch.setattr(Scratch, "_name", remembered)
    assert main([5, 6], steps=40) == 0
    assert "2 seeds, 5 to 6, of 40 steps" in capsys.readouterr().out
    assert len(made) == 3  # the one that is copied, and a copy for each seed
    assert not set(made) & set(_databases())
    assert sql.scalar("SELECT count(*) FROM places_company") == 0


@pytest.mark.django_db(transaction=True)
def test_it_stops_at_the_first_seed_that_goes_wrong(monkeypatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(simulation, "simulate", _wrong_from_seed_6)
    monkeypatch.setattr(simulation, "_tell_shortest", lambda *_: None)
    assert main(range(5, 9), steps=40, jobs=2) == 1
    out = capsys.readouterr().out
    assert "Repeat it with: everyunit simulate --seed 6 --steps 3" in out
    assert "seed 7" not in out


def _wrong_from_seed_6(seed: int, steps: int) -> Report:
    return Report(seed, steps, failure=Failure(3, "post", "done", "refused") if seed > 5 else None)


@pytest.mark.django_db
def test_a_seed_draws_the_same_commands_again():
    assert _drawn(7) == _drawn(7)
    assert _drawn(7) != _drawn(8)


def test_the_workload_reaches_every_verb_and_every_kind():
    done: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    lots: Counter[str] = Counter()
    kits: Counter[str] = Counter()
    for seed in range(1, 21):
        if (
            set(VERBS) <= done.keys()
            and KINDS.keys() <= kinds.keys()
            and lots.keys() >= LOTS_GO
            and kits.keys() >= KITS_GO
        ):
            break
        oracle, workload = begin_oracle(), Workload(seed)
        for _ in range(350):
            drawn = workload.draw(oracle.state)
            for ask in (drawn.first, drawn.second) if isinstance(drawn, Rivals) else (drawn,):
                answer = oracle.answer(ask)
                done.update([ask.verb] if answer.summary is not None else [])
                lots.update(code for code in (answer.code, *(why for _, why in answer.offences)) if "lot_" in code)
        lots.update(_lots_went(oracle.state))
        kits.update(_with_kits(oracle.state))
        kinds.update(paper.kind for paper in oracle.state.papers.values() if paper.status in ("posted", "closed"))
    assert [verb for verb in VERBS if not done[verb]] == []
    assert [kind for kind in KINDS if not kinds[kind]] == []
    assert [kind for kind in KITS_GO if not kits[kind]] == []
    assert [way for way in LOTS_GO if not lots[way]] == []


def test_every_verb_is_drawn_or_it_is_said_why_not():
    said = [verb for verbs in NOT_DRAWN.values() for verb in verbs.split()]
    every = [walked.name for walked in walk_packages(everyunit.__path__, "everyunit.") if not walked.ispkg]
    modules = [import_module(name) for name in every if name.split(".")[1] not in ("project", "proving")]
    drawn = {verb.__name__ for module in SPEAKING for verb in _verbs_in(module)}
    assert {verb.__name__ for module in modules for verb in _verbs_in(module)} - drawn == set(said)
    assert len(said) == len(set(said))


def _with_kits(state: State) -> list[str]:
    """The kinds of paper that kits are on, of those that post only what did."""
    papers = [paper for paper in state.papers.values() if any(state.items[row.item].kit for row in paper.rows)]
    return [paper.kind for paper in papers if paper.stage != "final" or paper.posted]


def _lots_went(state: State) -> list[str]:
    """By which kinds of paper lots moved."""
    undone = ["reversal" for each in state.lot_moves if state.postings[each.posting].reverses is not None]
    return undone + [state.paper_of(each.moved.row).kind for each in state.lot_moves]


def _verbs_in(module: ModuleType) -> list[Operation]:
    return [each for each in vars(module).values() if isinstance(each, Operation)]


def _drawn(seed: int) -> list[str]:
    workload, state = Workload(seed), begin_oracle().state
    return [str(workload.draw(state)) for _ in range(50)]


def _databases() -> list[str]:
    if not sql.on_postgres():
        return []
    names = [str(name) for (name,) in sql.rows("SELECT datname FROM pg_database ORDER BY 1")]
    return [name for name in names if name.startswith("everyunit_sim_")]
