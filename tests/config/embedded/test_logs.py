"""The end of the logs, and what follows."""

from pathlib import Path

import pytest

from config.embedded import logs


def test_the_end_of_each_log_is_shown_with_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "web.log").write_text("".join(f"line {number}\n" for number in range(100)))
    (tmp_path / "beat.log").write_text("tick\n")
    assert logs.show(tmp_path, [], follow=False) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "beat         tick"
    assert shown[1:] == [f"web          line {number}" for number in range(100 - logs.LINES, 100)]


def test_a_log_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "web.log").touch()
    assert logs.show(tmp_path, ["wbe"], follow=False) == 1
    assert capsys.readouterr().out == "no log is called wbe; there are: web\n"


def test_a_line_is_followed_once_it_is_whole(tmp_path: Path):
    file = tmp_path / "web.log"
    file.write_text("first\nsec")
    with file.open() as log:
        assert logs.whole_lines(log) == ["first"]
        with file.open("a") as more:
            more.write("ond\n")
        assert logs.whole_lines(log) == ["second"]
        assert logs.whole_lines(log) == []
