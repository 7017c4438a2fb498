import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

/** Texts that people have entered are never parsed as markup. */
const noMarkup = {
  'no-restricted-properties': [
    'error',
    ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'srcdoc'].map((property) => ({
      property,
      message: 'People’s texts are shown as text nodes only.',
    })),
    { object: 'document', property: 'write', message: 'People’s texts are shown as text nodes only.' },
    {
      object: 'crypto',
      property: 'randomUUID',
      message: 'Missing on http pages of a local network: use src/lib/token.ts.',
    },
  ],
};

/**
 * Svelte throws on two equal keys of a list: keys are ids that the database keeps unique, indices, or constants of the source.
 * A comparison with one kind of poll misses the others, and kinds that are added later.
 */
const syntax = {
  'no-restricted-syntax': [
    'error',
    {
      selector:
        'BinaryExpression[operator=/^[!=]==?$/]:not([left.operator="typeof"]) > Literal[value=/^(single|multiple|rating|grid|ranking|points|number|words)$/]',
      message: 'Ask src/lib/kind.ts what a kind is like.',
    },
    ...[
      'SvelteEachBlock > TemplateLiteral.key',
      'SvelteEachBlock > MemberExpression.key[property.name!=/^(id|term|poll_code|join_code|round)$/]',
      'SvelteEachBlock > Identifier.key[name!=/^(index|id|at|term|position|value|most|scale|max|mark|reason|form|code|name|text|title|format)$/]',
    ].map((selector) => ({
      selector,
      message: 'A server or a file may send two equal ones: use the index, or a unique id.',
    })),
  ],
};

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'src/lib/wire.gen.ts'] },
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
  },
  {
    rules: {
      ...noMarkup,
      ...syntax,
      eqeqeq: 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      'svelte/no-at-html-tags': 'error',
      'svelte/no-target-blank': 'error',
      'svelte/button-has-type': 'error',
      'svelte/require-each-key': 'error',
    },
  },
);
