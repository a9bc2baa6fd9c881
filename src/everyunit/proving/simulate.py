"""The simulation: run drawn commands against the program, and compare every answer and all books with the oracle's.

A failing seed is a bug report: the same seed draws the same commands again, and the report tells the shortest story
that was found to go wrong in the same way.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from threading import Barrier

from django.db import connection

from everyunit.proving.books import differences
from everyunit.proving.oracle import Answer
from everyunit.proving.oracle.asked import Ask
from everyunit.proving.program import Program
from everyunit.proving.scratch import Scratch, scratch
from everyunit.proving.story import Story, shortened
from everyunit.proving.story import told as told_story
from everyunit.proving.trade import Variant, begin, variant_of
from everyunit.proving.workload import Rivals, Workload
from everyunit.reports.verify import verify

PROVE_EVERY = 50
PATIENCE_S = 60


@dataclass(frozen=True, slots=True)
class Failure:
    """Where the program and the oracle parted."""

    step: int
    command: str
    expected: str
    got: str
    story: Story = ()


@dataclass(slots=True)
class Report:
    """One run: what was asked, how it was answered, and the first difference, if there was one."""

    seed: int
    steps: int
    answers: Counter[str] = field(default_factory=Counter)
    races: int = 0
    seconds: float = 0.0
    failure: Failure | None = None

    @property
    def agreed(self) -> bool:
        return self.failure is None


class _Parted(Exception):
    def __init__(self, command: object, expected: object, got: object) -> None:
        super().__init__(str(command))
        self.command, self.expected, self.got = str(command), str(expected), str(got)


def simulate(seed: int, steps: int) -> Report:
    """Run `steps` commands of this seed in the database at hand. It founds a company there, so it must be empty:
    where there is one already, it is refused (`company_exists`)."""
    workload = Workload(seed)
    return _run(Report(seed, steps), lambda run, _: workload.draw(run.oracle.state))


def retell(report: Report, story: Story) -> Report:
    """Run the commands of a story, as `simulate` does."""
    return _run(Report(report.seed, len(story)), lambda _, step: story[step - 1])


def _run(report: Report, draw: Callable[[Run, int], Ask | Rivals]) -> Report:
    started = time.perf_counter()
    story: list[Ask | Rivals] = []
    with _two_clerks() as clerks:
        run = Run(clerks, variant_of(report.seed))
        for step in range(1, report.steps + 1):
            try:
                story.append(draw(run, step))
                run.step(story[-1])
                if step % PROVE_EVERY == 0 or step == report.steps:
                    run.prove()
            except _Parted as parted:
                report.failure = Failure(step, parted.command, parted.expected, parted.got, story)
                break
        report.answers, report.races = run.answers, run.races
    report.seconds = time.perf_counter() - started
    return report


class Run:
    """The program and the oracle side by side."""

    def __init__(self, clerks: ThreadPoolExecutor, variant: Variant) -> None:
        actors, self.oracle = begin(variant)
        self.program = Program(actors, self.oracle.copy().state)
        self.clerks = clerks
        self.answers: Counter[str] = Counter()
        self.races = 0

    def step(self, drawn: Ask | Rivals) -> None:
        """Put it to both; they answer the same, and keep the same books."""
        if isinstance(drawn, Rivals):
            self._race(drawn)
            return
        expected = self.oracle.answer(drawn)
        said = self.program.in_its_words(expected)
        got = self.program.answer(drawn)
        self.answers[f"{drawn.verb} {expected.code or 'done'}"] += 1
        if said != got:
            raise _Parted(drawn, said, got)
        self.program.learn(self.oracle.state, drawn)
        for name, had, has in differences(self.oracle.state):
            raise _Parted(f"{name} after {drawn}", had, has)

    def prove(self) -> None:
        broken = [f"{truth.name}: {truth.examples}" for truth in verify().truths if truth.broken]
        if broken:
            raise _Parted("verify", "sound books", "; ".join(broken))

    def _race(self, rivals: Rivals) -> None:
        """Both at once: the answers, and the books afterwards, must be those of one of the two orders."""
        self.races += 1
        barrier = Barrier(2, timeout=PATIENCE_S)

        def put(ask: Ask) -> Answer:
            barrier.wait()
            return self.program.answer(ask)

        running = [self.clerks.submit(put, ask) for ask in (rivals.first, rivals.second)]
        got = tuple(each.result(PATIENCE_S) for each in running)
        expectations: list[object] = []
        for order in ((0, 1), (1, 0)):
            world, answers = self.oracle.copy(), {}
            for index in order:
                answers[index] = world.answer((rivals.first, rivals.second)[index])
            expected = tuple(self.program.in_its_words(answers[index]) for index in (0, 1))
            expectations.append(expected)
            if expected == got:
                self.program.learn(world.state, rivals.first, rivals.second)
                parted = differences(world.state)
                if not parted:
                    self.oracle = world
                    return
                expectations.append(parted)
        raise _Parted(rivals, " or ".join(map(str, expectations)), got)


def main(seeds: Sequence[int], steps: int, quiet: bool = False, jobs: int = 1) -> int:
    """Simulate in throw-away databases beside the one that DATABASE_URL names, up to the first seed that goes wrong; 0
    when all agreed. `jobs`: so many at a time."""
    started, reports = time.perf_counter(), []
    with scratch("sim") as databases:
        for report in _reports(databases, seeds, steps, jobs):
            reports.append(report)
            if not report.agreed or not quiet:
                print(told(report), flush=True)
            if not report.agreed:
                _tell_shortest(databases, report)
                return 1
    if len(seeds) > 1:
        print(summed_up(reports, time.perf_counter() - started), flush=True)
    return 0


def _reports(databases: Scratch, seeds: Sequence[int], steps: int, jobs: int) -> Iterator[Report]:
    """A report of each seed, in their order."""
    if jobs == 1:
        yield from (_fresh(databases, seed, steps) for seed in seeds)
        return
    with ProcessPoolExecutor(jobs, get_context("fork")) as workers:
        try:
            yield from workers.map(partial(_fresh, databases, steps=steps), seeds)
        finally:
            workers.shutdown(cancel_futures=True)


def _fresh(databases: Scratch, seed: int, steps: int) -> Report:
    with databases.fresh():
        return simulate(seed, steps)


def _tell_shortest(databases: Scratch, report: Report) -> None:
    """Look for the shortest story that goes wrong with the same verb, and tell it with what goes wrong."""
    assert report.failure is not None
    last: Failure = report.failure
    verb = _verb(last.story[-1])

    def gone_wrong(story: Story) -> Story | None:
        nonlocal last
        with databases.fresh():
            failure = retell(report, story).failure
        if failure is None or _verb(failure.story[-1]) != verb:
            return None
        last = failure
        return failure.story

    story = shortened(last.story, gone_wrong)
    print(f"\nThe shortest story that was found, {len(story)} commands:\n{told_story(story)}")
    print(f"  expected  {last.expected}\n  got       {last.got}", flush=True)


def _verb(drawn: Ask | Rivals) -> str:
    return drawn.second.verb if isinstance(drawn, Rivals) else drawn.verb


def told(report: Report) -> str:
    """The report in words."""
    if report.failure is not None:
        failure = report.failure
        return (
            f"seed {report.seed}, step {failure.step}: the program and the oracle do not agree.\n"
            f"  command   {failure.command}\n  expected  {failure.expected}\n  got       {failure.got}\n"
            f"Repeat it with: everyunit simulate --seed {report.seed} --steps {failure.step}"
        )
    done = sum(count for what, count in report.answers.items() if what.endswith(" done"))
    refused = sum(report.answers.values()) - done
    return (
        f"seed {report.seed}: {report.steps} steps in {report.seconds:.1f} s: {done} carried out, {refused} refused,"
        f" {report.races} races; all answers agreed and the books are sound."
    )


def summed_up(reports: Sequence[Report], seconds: float) -> str:
    """All reports in a line or two: how much was asked, and how often each verb was carried out and refused."""
    answers = sum((report.answers for report in reports), Counter[str]())
    done = Counter({what.split()[0]: count for what, count in answers.items() if what.endswith(" done")})
    refused = Counter[str]()
    for what, count in answers.items():
        refused[what.split()[0]] += count if not what.endswith(" done") else 0
    verbs = ", ".join(f"{verb} {done[verb]}/{refused[verb]}" for verb in sorted(done | refused))
    first, last = reports[0], reports[-1]
    return (
        f"{len(reports)} seeds, {first.seed} to {last.seed}, of {first.steps} steps in {seconds:.0f} s:"
        f" {done.total()} carried out, {refused.total()} refused, {sum(each.races for each in reports)} races;"
        f" all answers agreed and the books are sound.\nCarried out and refused by verb: {verbs}."
    )


@contextmanager
def _two_clerks() -> Iterator[ThreadPoolExecutor]:
    """Two threads, each with a connection of its own, closed at the end."""
    with ThreadPoolExecutor(2) as clerks:
        try:
            yield clerks
        finally:
            together = Barrier(2, timeout=PATIENCE_S)
            for each in [clerks.submit(_leave, together) for _ in range(2)]:
                each.result(PATIENCE_S)


def _leave(together: Barrier) -> None:
    together.wait()
    connection.close()
