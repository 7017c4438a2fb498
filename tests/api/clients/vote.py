"""Creates polls, votes and reads results with `handsup_client`, which openapi-python-client generates from the API document.

Exits with 0 if the server behaves as the types say. Prints the code of the poll that it has voted in.
"""

import sys
from uuid import UUID, uuid4

from handsup_client import AuthenticatedClient, Client
from handsup_client.api.host import create_poll, get_console
from handsup_client.api.voting import cast_vote, get_problem_page, get_results
from handsup_client.models import AnswerShapeOptions, Counted, CreateBody, Created, Fairness, Kind, PollState, Problem
from handsup_client.models import ResultsRule, Snapshot, VoteBody, YourVote
from typing_extensions import assert_type

URL, KEY = sys.argv[1:]
host = AuthenticatedClient(base_url=URL, token=KEY)
guest = Client(base_url=URL)


def new_poll(body: CreateBody) -> Created:
    answer = create_poll.sync(client=host, body=body)
    assert isinstance(answer, Created), answer
    return answer


def cast(code: str, ballot: VoteBody) -> Counted:
    answer = cast_vote.sync(code, client=guest, body=ballot)
    assert isinstance(answer, Counted), answer
    return answer


def results(code: str, voter: UUID) -> Snapshot:
    answer = get_results.sync(code, client=guest, x_browser_token=str(voter))
    assert isinstance(answer, Snapshot), answer
    return answer


def check_refused(answer: object, status: int, code: str) -> Problem:
    """Checks that the answer is this problem, and that its `type` is the URL of a page that explains it."""
    assert isinstance(answer, Problem), answer
    assert_type(answer.code, str)
    assert (answer.status, answer.code) == (status, code)
    page = get_problem_page.sync_detailed(answer.type_.removeprefix("/problems/"), client=guest)
    assert page.status_code == 200, answer.type_
    return answer


def one_choice() -> str:
    poll = new_poll(CreateBody(question="Tabs or spaces?", options=["Tabs", "Spaces"], fairness=Fairness.DEVICE))
    assert_type(poll.total_votes, int)
    assert_type(poll.mean, float | None)
    assert poll.state is PollState.OPEN
    tabs, spaces = poll.options
    voter = uuid4()
    counted = cast(poll.poll_code, VoteBody(option_id=spaces.id, browser_token=voter))
    seen = results(poll.poll_code, voter)
    assert [option.vote_count for option in seen.options] == [0, 1]
    assert_type(seen.your_vote, YourVote | None)
    assert seen.your_vote == YourVote(
        option_ids=[spaces.id], answer=AnswerShapeOptions([spaces.id]), receipt=counted.receipt, nonce=counted.nonce
    )
    second = cast_vote.sync(poll.poll_code, client=guest, body=VoteBody(option_id=tabs.id, browser_token=voter))
    assert check_refused(second, 409, "already_voted_device").your_vote == seen.your_vote
    return poll.poll_code


def several_choices_with_hidden_results() -> None:
    """Hidden counts are null, not absent."""
    body = CreateBody(question="Which?", options=["A", "B", "C"], fairness=Fairness.DEVICE, results=ResultsRule.ON_REVEAL)
    body.kind, body.min_choices = Kind.MULTIPLE, 2
    poll = new_poll(body)
    ids = [option.id for option in poll.options]
    too_few = cast_vote.sync(poll.poll_code, client=guest, body=VoteBody(option_ids=ids[:1], browser_token=uuid4()))
    check_refused(too_few, 422, "invalid_choice")
    assert cast(poll.poll_code, VoteBody(option_ids=ids[1:], browser_token=uuid4())).results.total_votes == 1
    assert [option.vote_count for option in results(poll.poll_code, uuid4()).options] == [None, None, None]


poll_code = one_choice()
several_choices_with_hidden_results()
check_refused(get_results.sync("ZZZZZZZZ", client=guest), 404, "no_such_poll")
check_refused(get_console.sync(client=AuthenticatedClient(base_url=URL, token="wrong")), 403, "host_only")
print(poll_code)
