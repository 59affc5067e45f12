"""Files and functions stay small enough to be read at one sitting."""

from __future__ import annotations

from statistics import median

from tests.house.sources import Function, python, report

MOST_LINES_OF_A_FILE, MEDIAN_FILE = 350, 80
MOST_LINES_OF_A_FUNCTION, MEDIAN_FUNCTION = 40, 8


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_no_file_is_too_long() -> None:
    found = [
        f"{source.name}: {source.lines} lines"
        for source in python("app", "workflows", "tests")
        if source.lines > MOST_LINES_OF_A_FILE
    ]
    assert not found, f"over {MOST_LINES_OF_A_FILE} lines: part the file by what it is for{report(found)}"


def test_no_function_is_too_long() -> None:
    found = [
        f"{source.at(function)}: {function.name} has {_length(function)} lines"
        for source in python("app", "workflows", "tests")
        for function in source.functions()
        if _length(function) > MOST_LINES_OF_A_FUNCTION
    ]
    assert not found, f"over {MOST_LINES_OF_A_FUNCTION} lines: name its parts{report(found)}"


def test_files_are_short_by_and_large() -> None:
    lengths = [source.lines for source in python("app", "workflows") if source.lines]
    assert median(lengths) <= MEDIAN_FILE, (
        f"the median file has {median(lengths)} lines: part the longest files"
    )


def test_functions_are_short_by_and_large() -> None:
    lengths = [_length(function) for source in python("app", "workflows") for function in source.functions()]
    assert median(lengths) <= MEDIAN_FUNCTION, (
        f"the median function has {median(lengths)} lines: part the longest functions"
    )
