// Every kind's ballot, results and composer on one page, for pictures and stories (`tests/e2e/kinds.test.mjs`). It is not part of any
// build that is shipped. The URL says what to show: `?show=ballot&kind=grid&sample=four`.
import { mount } from 'svelte';
import '../lib/tokens.css';
import '../lib/base.css';
import { loadKind, phoneKind } from '../kinds/phone.svelte';
import { projectorKind } from '../kinds/projector';
import type { HostPoll, Kind, Results } from '../lib/wire.gen';
import Ballot from './Ballot.svelte';
import Console from './Console.svelte';
import Projector from './Projector.svelte';
import { hidden, SAMPLES } from './samples';

const query = new URLSearchParams(location.search);
const show = query.get('show') ?? 'ballot';
const kind = (query.get('kind') ?? 'rating') as Kind;
const sample = SAMPLES[kind]?.[query.get('sample') ?? ''] ?? Object.values(SAMPLES[kind] ?? {})[0];
const target = document.getElementById('app')!;
const isHidden = query.has('hidden');

async function open() {
  const poll = (isHidden ? hidden(sample!.poll) : sample!.poll) as Results;
  await loadKind(kind);
  const phone = phoneKind(kind)!;
  const mine = query.has('mine') ? sample!.mine : null;
  if (show === 'ballot') {
    await Promise.all([import('../vote/vote.css'), import('../kinds/ballots.css')]);
    const props = {
      kind: phone,
      poll,
      first: mine ?? phone.empty,
      seed: query.get('seed') ?? '',
      sending: query.has('sending'),
    };
    mount(Ballot, { target, props: props as never });
  } else if (show === 'phone') {
    await Promise.all([import('../vote/vote.css'), import('../kinds/results.css')]);
    const main = target.appendChild(Object.assign(document.createElement('main'), { className: 'col' }));
    main.appendChild(document.createElement('h1')).textContent = poll.question;
    mount(phone.Results, { target: main, props: { poll, size: 'phone', shown: !isHidden, mine: mine as never } });
    main.appendChild(Object.assign(document.createElement('p'), { className: 'outcome muted small' })).textContent =
      isHidden ? '' : phone.outcome(poll);
  } else if (show === 'projector') {
    await Promise.all([import('../screen/screen.css'), import('../screen/poll.css'), import('../kinds/results.css')]);
    mount(Projector, { target, props: { kind: projectorKind(kind), poll, shown: !isHidden } });
  } else {
    await Promise.all([import('../lib/gaps.css'), import('../host/host.css'), import('../kinds/results.css')]);
    mount(Console, {
      target,
      props: { poll: sample!.poll as HostPoll, hidden: isHidden, compose: show === 'compose' },
    });
  }
  document.documentElement.dataset.ready = 'yes';
}

void open();
