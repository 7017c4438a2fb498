// Polls of every kind for the gallery, with results as the server sends them.
import type { Kind, Results } from '../lib/wire.gen';

const option = (id: number, option_text: string, vote_count: number | null = null) => ({
  id,
  option_text,
  vote_count,
  percentage: null,
});
const options = (texts: string[], counts: number[] = []) =>
  texts.map((text, at) => option(11 + at, text, counts[at] ?? null));

const base: Omit<Results, 'kind' | 'question' | 'options'> = {
  poll_code: 'AB3DE9ZX',
  meeting: 'K7Q2M9',
  min_choices: 1,
  max_choices: 1,
  state: 'open',
  revealed: false,
  answer_shown: false,
  closes_in: null,
  round: 1,
  seq: 1,
  revision: 1,
  presence_seq: 1,
  total_votes: 104,
  connected: 120,
  still_choosing: 16,
  results_visible: true,
  mean: null,
  fairness: 'device',
  results: 'live',
  allow_change: true,
};

const PROJECTS = [
  'Solar panels on the roof',
  'Wind',
  'A heat pump for the whole building',
  'Better windows',
  'Nothing',
];
const STATEMENTS = [
  'I knew what was expected of me',
  'The tools I need work',
  'Feedback comes in time, and from the people who know my work',
  'I would recommend us to a friend',
];
const AGREE = ['Strongly disagree', 'Disagree', 'Neither', 'Agree', 'Strongly agree'];
const marksFrom = (from: number, count: number) => Array.from({ length: count }, (_, at) => `${from + at}`);
const spread = (counts: number[], id: number, mean: number, skipped = 0) => ({ id, counts, mean, skipped });

const WORDS = [
  ['Freedom', 31],
  ['Coffee', 24],
  ['Zusammenhalt', 19],
  ['New York', 15],
  ['courage', 12],
  ['太陽', 11],
  ['a room of one’s own', 9],
  ['Straße', 8],
  ['مرحبا', 7],
  ['patience', 6],
  ['more time for each other', 5],
  ['trust', 5],
  ['Donaudampfschifffahrtsgesellschaft', 4],
  ['bikes', 4],
  ['Feierabend', 3],
  ['🌻', 3],
] as const;
const RARE = Array.from({ length: 44 }, (_, at) => ({ text: `idea ${at + 1}`, count: at < 20 ? 2 : 1 }));

/** The polls by kind and name, and an answer of this phone. */
export const SAMPLES: { [K in Kind]?: Record<string, { poll: object; mine: unknown }> } = {
  rating: {
    ends: {
      poll: {
        ...base,
        kind: 'rating',
        question: 'How useful was today for your daily work?',
        options: options(marksFrom(1, 10), [2, 1, 3, 4, 9, 14, 22, 31, 12, 6]),
        scale: 10,
        scale_from: 1,
        labels: ['not at all', 'very'],
        mean: 7.1,
        median: 7,
        blank: 3,
      },
      mine: { options: [18] },
    },
    nps: {
      poll: {
        ...base,
        kind: 'rating',
        question: 'How likely are you to recommend us?',
        options: options(marksFrom(0, 11), [1, 0, 2, 1, 0, 6, 8, 14, 22, 31, 19]),
        scale: 11,
        scale_from: 0,
        preset: 'nps',
        labels: ['not at all likely', 'extremely likely'],
        mean: 8.04,
        median: 8.5,
      },
      mine: { options: [20] },
    },
    agree: {
      poll: {
        ...base,
        kind: 'rating',
        question: 'We should meet less.',
        options: options(marksFrom(1, 5), [4, 12, 20, 41, 27]),
        scale: 5,
        scale_from: 1,
        labels: AGREE,
        mean: 3.72,
        median: 4,
      },
      mine: { options: [14] },
    },
    two: {
      poll: {
        ...base,
        kind: 'rating',
        question: 'Did it work?',
        options: options(['0', '1'], [4, 1200]),
        scale: 2,
        scale_from: 0,
        labels: [],
        mean: 0.98,
        median: 1,
      },
      mine: { options: [12] },
    },
    empty: {
      poll: {
        ...base,
        kind: 'rating',
        question: 'Nobody has voted yet?',
        options: options(marksFrom(1, 5), [0, 0, 0, 0, 0]),
        total_votes: 0,
        scale: 5,
        scale_from: 1,
        labels: ['poor', 'great'],
        mean: null,
      },
      mine: null,
    },
  },
  grid: {
    four: {
      poll: {
        ...base,
        kind: 'grid',
        question: 'How do you see your work?',
        options: options(STATEMENTS),
        scale: 5,
        scale_from: 1,
        labels: ['not at all', 'fully'],
        partial: true,
        blank: 2,
        grid: [
          spread([2, 8, 20, 44, 30], 11, 3.88),
          spread([22, 31, 25, 18, 6], 12, 2.56, 2),
          spread([5, 15, 33, 30, 10], 13, 3.27, 11),
          spread([1, 3, 12, 38, 50], 14, 4.28),
        ],
      },
      mine: { marks: { 11: 4, 12: 2, 14: 5 } },
    },
    ten: {
      poll: {
        ...base,
        kind: 'grid',
        question: 'Agree or disagree?',
        options: options([...STATEMENTS, ...STATEMENTS.map((text) => `${text}, again`), 'Ninth', 'Tenth']),
        scale: 11,
        scale_from: 0,
        labels: ['no', 'yes'],
        partial: false,
        grid: Array.from({ length: 10 }, (_, at) =>
          spread(
            Array.from({ length: 11 }, (_, mark) => ((mark * 7 + at * 5) % 23) + 2),
            11 + at,
            3 + at * 0.5,
          ),
        ),
      },
      mine: { marks: { 11: 0, 12: 10 } },
    },
    agree: {
      poll: {
        ...base,
        kind: 'grid',
        question: 'Agree or disagree?',
        options: options(STATEMENTS.slice(0, 2)),
        scale: 5,
        scale_from: 1,
        labels: AGREE,
        partial: false,
        grid: [spread([0, 0, 0, 0, 0], 11, 0), spread([22, 31, 25, 18, 6], 12, 2.56)].map((row, at) =>
          at ? row : { ...row, mean: null },
        ),
      },
      mine: null,
    },
  },
  ranking: {
    five: {
      poll: {
        ...base,
        kind: 'ranking',
        question: 'What comes first?',
        options: options(PROJECTS),
        max_ranked: 5,
        rank_all: true,
        beats_all: 12,
        blank: 1,
        ranking: [
          { id: 11, place: 1, points: 301, first: 41, mean_place: 2.1, ranked: 104 },
          { id: 12, place: 2, points: 288, first: 30, mean_place: 2.23, ranked: 104 },
          { id: 13, place: 3, points: 190, first: 20, mean_place: 3.17, ranked: 104 },
          { id: 14, place: 3, points: 190, first: 12, mean_place: 3.17, ranked: 104 },
          { id: 15, place: 5, points: 71, first: 1, mean_place: 4.32, ranked: 104 },
        ],
      },
      mine: { ranking: [12, 11, 14, 13, 15] },
    },
    three: {
      poll: {
        ...base,
        kind: 'ranking',
        question: 'The best three of twelve?',
        options: options([...PROJECTS, ...PROJECTS.map((text) => `${text} too`), 'Eleventh', 'Twelfth']),
        max_ranked: 3,
        rank_all: false,
        ranking: Array.from({ length: 12 }, (_, at) => ({
          id: 11 + at,
          place: at + 1,
          points: 600 - at * 45,
          first: 30 - at * 2,
          mean_place: at > 10 ? null : 1 + at * 0.15,
          ranked: at > 10 ? 0 : 80 - at * 4,
        })),
      },
      mine: { ranking: [14, 19] },
    },
  },
  points: {
    five: {
      poll: {
        ...base,
        kind: 'points',
        question: 'Where should the money go?',
        options: options(PROJECTS),
        budget: 100,
        spend_all: true,
        blank: 4,
        points: [
          { id: 11, sum: 4120, mean: 39.62, givers: 88 },
          { id: 12, sum: 1810, mean: 17.4, givers: 61 },
          { id: 13, sum: 2902, mean: 27.9, givers: 70 },
          { id: 14, sum: 1568, mean: 15.08, givers: 1 },
          { id: 15, sum: 0, mean: 0, givers: 0 },
        ],
      },
      mine: { points: { 11: 60, 13: 40 } },
    },
  },
  number: {
    distance: {
      poll: {
        ...base,
        kind: 'number',
        question: 'How far is it from Lisbon to Helsinki?',
        options: [],
        decimals: 0,
        from: '0',
        to: '10000',
        unit: 'km',
        right: { value: '3362', tolerance: '100' },
        number: {
          count: 104,
          median: '3500',
          quartiles: ['3000', '4100'],
          mean: '3611',
          min: '1200',
          max: '8000',
          bins: Array.from({ length: 34 }, (_, at) => ({
            from: `${1200 + at * 200}`,
            to: `${1400 + at * 200}`,
            count: Math.round(14 * Math.exp(-(((at - 11) / 4) ** 2))) + (at === 33 ? 2 : 0),
          })),
        },
      },
      mine: { number: '3,400' },
    },
    decimals: {
      poll: {
        ...base,
        kind: 'number',
        question: 'How long is the table?',
        options: [],
        decimals: 3,
        unit: 'm',
        blank: 3,
        number: {
          count: 3,
          median: '1.5',
          quartiles: ['1.25', '2.125'],
          mean: '1.625',
          min: '1.25',
          max: '2.125',
          bins: [
            { from: '1.25', to: '1.75', count: 2 },
            { from: '1.75', to: '2.25', count: 1 },
          ],
        },
      },
      mine: { number: '1.25' },
    },
    empty: {
      poll: {
        ...base,
        kind: 'number',
        question: 'Nobody has voted yet?',
        options: [],
        total_votes: 0,
        decimals: 2,
        from: '-10',
        to: '10',
        unit: '°C',
        number: { count: 0, median: null, quartiles: null, mean: null, min: null, max: null, bins: [] },
      },
      mine: null,
    },
  },
  words: {
    cloud: {
      poll: {
        ...base,
        kind: 'words',
        question: 'What makes a good neighbourhood?',
        options: [],
        most: 3,
        words: [...WORDS.map(([text, count]) => ({ text, count })), ...RARE],
        more: 37,
        answers: 104,
        hidden: 2,
      },
      mine: { texts: ['Freedom', 'New York'] },
    },
    few: {
      poll: {
        ...base,
        kind: 'words',
        question: 'Lunch?',
        options: [],
        most: 1,
        total_votes: 3,
        words: [
          { text: 'Soup', count: 2 },
          { text: 'Rice', count: 1 },
        ],
        more: 0,
        answers: 3,
        hidden: 0,
      },
      mine: null,
    },
  },
  text: {
    answers: {
      poll: {
        ...base,
        kind: 'text',
        question: 'What should we do better next time?',
        options: [],
        answers: 104,
        hidden: 2,
      },
      mine: { texts: ['Start on time, and say at the beginning when the breaks are.'] },
    },
  },
};

/** The same poll as an audience that may not see its counts gets it. */
export function hidden(poll: object): object {
  const figures = ['median', 'grid', 'ranking', 'points', 'number', 'beats_all', 'words', 'more', 'answers', 'hidden'];
  const shown = Object.fromEntries(Object.entries(poll).filter(([name]) => !figures.includes(name)));
  return { ...shown, results_visible: false, mean: null, ...('blank' in poll && { blank: null }) };
}
