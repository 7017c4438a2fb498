#!/usr/bin/env python3
"""How many instances an evening needs, and what is short first: `model.py --voters 1000000 --rush 60`.

SCALING.md says where each figure comes from: most were measured on two shared cores. Give your own.
"""

import argparse
import math
from dataclasses import dataclass, fields
from types import SimpleNamespace


@dataclass(frozen=True)
class Figures:
    """What one part carries."""

    sockets: float = 5000  # live phones an instance tells in time, on one core
    votes: float = 17000  # durable votes a second through an instance, of phones that wait for each answer
    commit_ms: float = 12.8  # a full commit, from the lock on a poll's rows to its answer
    group: float = 256  # votes in one commit at most
    rows: float = 177000  # rows of votes a second that one PostgreSQL stores at all
    reads: float = 4250  # times a second that one PostgreSQL tells a poll as it is now
    looks: float = 66  # times a second that an instance asks for that at most
    visit_kb: float = 49.8  # a first visit
    update_bytes: float = 347  # one update on its way to one phone, TCP and IP included
    updates: float = 0.53  # updates a second to one phone in a room of that size
    news: float = 5  # times a second an instance with so many phones tells the others that a poll is newer
    connection_kb: float = 20  # memory for each connection
    idle_mb: float = 20.7  # memory of an instance where nobody is
    deliveries: float = 2990000  # messages a second that one Redis hands to its subscribers


def plan(voters, rush, rooms, arrive, figures):
    """What these voters need when they come within `arrive` seconds, vote within `rush` seconds, in `rooms` rooms alike."""
    rate = voters / rush
    for_sockets, for_votes = math.ceil(voters / figures.sockets), math.ceil(rate / figures.votes)
    instances = max(for_sockets, for_votes, 1)
    # A room's phones are spread over all instances, or over as many as they fill: each of those tells all of them.
    in_room = min(instances, math.ceil(voters / rooms / figures.sockets))
    limits = {
        "a poll's rows, locked by one commit at a time": (rate / rooms, figures.group * 1000 / figures.commit_ms),
        "PostgreSQL, rows": (rate, figures.rows),
        # Led by room, an instance hears of its own rooms alone; and alone in a room, it knows without asking.
        "Redis, deliveries": (rooms * in_room * in_room * figures.news, figures.deliveries),
        "PostgreSQL, polls read anew": (rooms * in_room * min((in_room - 1) * figures.news, figures.looks), figures.reads),
    }
    return SimpleNamespace(
        rate=rate,
        instances=instances,
        because="live phones" if for_sockets >= for_votes else "votes",
        limits={what: (asked, carried, asked / carried) for what, (asked, carried) in limits.items()},
        arrival_gbit=voters * figures.visit_kb * 8e3 / arrive / 1e9,
        live_gbit=voters * figures.updates * figures.update_bytes * 8 / 1e9,
        memory_gb=(voters * figures.connection_kb / 1e6) + instances * figures.idle_mb / 1e3,
    )


def told(voters, rush, rooms, arrive, figures):
    """The plan in words."""
    seen = plan(voters, rush, rooms, arrive, figures)
    lines = [
        f"{voters:,} voters in {rooms:,} room(s), here within {arrive:,} s, votes within {rush:,} s: {seen.rate:,.0f} votes a second",
        f"instances of one core each: {seen.instances:,} (because of {seen.because}), memory {seen.memory_gb:,.1f} GB in all",
        f"network: {seen.arrival_gbit:,.1f} Gbit/s while they arrive (a CDN takes it: ASSETS_URL), {seen.live_gbit:,.1f} Gbit/s for updates",
        "shared by all, worst first:",
    ]
    for what, (asked, carried, share) in sorted(seen.limits.items(), key=lambda limit: -limit[1][2]):
        lines.append(f"  {share:6.0%}  {what}: {asked:,.0f} of {carried:,.0f} a second{'' if share <= 1 else ': TOO MUCH'}")
    return "\n".join(lines)


def main():
    """Reads what is asked for, and tells."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--voters", type=int, default=1_000_000)
    asked.add_argument("--rush", type=float, default=60, help="seconds within which all vote")
    asked.add_argument("--arrive", type=float, default=300, help="seconds within which all open the page")
    asked.add_argument("--rooms", type=int, default=1, help="rooms they are spread over, each led to instances of its own")
    for figure in fields(Figures):
        asked.add_argument("--" + figure.name.replace("_", "-"), type=float, default=figure.default)
    given = vars(asked.parse_args())
    question = {name: given.pop(name) for name in ("voters", "rush", "rooms", "arrive")}
    if min(*question.values(), *given.values()) <= 0:
        asked.error("every figure is more than nothing")
    print(told(**question, figures=Figures(**given)))


if __name__ == "__main__":
    main()
