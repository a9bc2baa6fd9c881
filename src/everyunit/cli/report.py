"""Print a report on standard output."""

from __future__ import annotations

import argparse

from everyunit.cli import report_figure, report_profit, report_stock

REPORTS = (
    ("figure", report_figure, "what a figure comes from, event by event"),
    ("profit", report_profit, "what was sold for how much, and what it cost"),
    ("stock", report_stock, "what was in stock on a day, as known then or now, and what it was worth"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    reports = parser.add_subparsers(title="which report", metavar="REPORT", dest="report", required=True)
    for name, module, summary in REPORTS:
        parser_of = reports.add_parser(
            name,
            help=summary,
            description=(module.__doc__ or "").strip(),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.arguments(parser_of)


def run(options: argparse.Namespace) -> int:
    chosen = next(module for name, module, _ in REPORTS if name == options.report)
    return int(chosen.run(options))
