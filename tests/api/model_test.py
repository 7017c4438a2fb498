"""The capacity model of server/deploy/SCALING.md: its results follow from its figures, and the page shows its output."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "server/deploy"
sys.path.insert(0, str(DEPLOY))
from model import Figures, plan  # noqa: E402


def test_a_thousand_voters_fit_one_instance():
    planned = plan(1_000, 10, 1, 10, Figures())
    assert planned.instances == 1
    assert all(share <= 1 for _, _, share in planned.limits.values())


def test_the_scarcest_resource_sets_the_number_of_instances():
    assert plan(5_001, 600, 1, 60, Figures()).instances == 2
    in_a_second = plan(5_000, 1, 1, 60, Figures(votes=1_000))
    assert (in_a_second.instances, in_a_second.because) == (5, "votes")


def test_one_room_of_a_million_exceeds_the_database_but_a_room_for_each_instance_needs_no_reads():
    def reads(rooms):
        return plan(1_000_000, 60, rooms, 300, Figures()).limits["PostgreSQL, polls read anew"]

    demand, _, share = reads(1)
    assert share > 1 and demand == 200 * Figures().looks
    assert reads(200)[0] == 0


def test_few_instances_in_a_room_read_once_for_each_update_of_the_others():
    figures = replace(Figures(), sockets=100)
    assert plan(300, 60, 1, 60, figures).limits["PostgreSQL, polls read anew"][0] == 3 * 2 * figures.news


def test_a_commit_twice_as_slow_halves_the_votes_of_a_hot_poll():
    def capacity(figures):
        return plan(1_000_000, 60, 1, 300, figures).limits["a poll's rows, locked by one commit at a time"][1]

    slow = replace(Figures(), commit_ms=2 * Figures().commit_ms)
    assert capacity(Figures()) == 2 * capacity(slow)


def test_the_page_shows_the_output_of_the_model():
    page = (DEPLOY / "SCALING.md").read_text(encoding="utf-8")
    for rooms in ("1", "200"):
        command = [sys.executable, "-B", str(DEPLOY / "model.py"), "--voters", "1000000", "--rooms", rooms]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert output in page
