"""The model of server/deploy/SCALING.md: what it says follows from its figures, and the page says what it says."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "server/deploy"
sys.path.insert(0, str(DEPLOY))
from model import Figures, plan  # noqa: E402


def test_a_hall_fits_one_instance():
    seen = plan(1_000, 10, 1, 10, Figures())
    assert seen.instances == 1
    assert all(share <= 1 for _, _, share in seen.limits.values())


def test_instances_follow_from_whatever_is_short():
    assert plan(5_001, 600, 1, 60, Figures()).instances == 2
    in_a_second = plan(5_000, 1, 1, 60, Figures(votes=1_000))
    assert (in_a_second.instances, in_a_second.because) == (5, "votes")


def test_one_room_of_a_million_is_read_anew_too_often_and_rooms_with_an_instance_each_are_not():
    def reads(rooms):
        return plan(1_000_000, 60, rooms, 300, Figures()).limits["PostgreSQL, polls read anew"]

    asked, carried, share = reads(1)
    assert share > 1 and asked == 200 * Figures().looks
    assert reads(200)[0] == 0


def test_few_instances_in_a_room_ask_as_often_as_the_others_tell():
    figures = replace(Figures(), sockets=100)
    assert plan(300, 60, 1, 60, figures).limits["PostgreSQL, polls read anew"][0] == 3 * 2 * figures.updates


def test_a_slower_commit_makes_a_hot_poll_slower_in_proportion():
    def carried(figures):
        return plan(1_000_000, 60, 1, 300, figures).limits["a poll's rows, locked by one commit at a time"][1]

    slow = replace(Figures(), commit_ms=2 * Figures().commit_ms)
    assert carried(Figures()) == 2 * carried(slow)


def test_the_page_shows_what_the_model_says():
    page = (DEPLOY / "SCALING.md").read_text(encoding="utf-8")
    for rooms in ("1", "200"):
        asked = [sys.executable, "-B", str(DEPLOY / "model.py"), "--voters", "1000000", "--rooms", rooms]
        said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        assert said in page
