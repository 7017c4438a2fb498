// Finds CSS that Safari 13 and Chrome 80 do not know, for example `gap` in flex boxes, logical shorthands and `:is`. They drop such
// declarations and rules, and the layout with them.
import postcss from 'postcss';

/** Newer properties. One side of a logical pair (`margin-inline-start`) is older than its shorthand. */
const PROPERTIES =
  /^(inset(-.+)?|(margin|padding)-(inline|block)|border-(inline|block)(-(width|style|color))?|aspect-ratio|translate|rotate|scale|content-visibility|container.*)$/;
/** Newer values: each needs the same property before it, with an older value. */
const VALUES = /\b\d*\.?\d+[dsl]v[hw]\b|\b(color-mix|light-dark|oklch|oklab|round|sin)\(/;
const SELECTORS = /:(is|where|has|focus-visible|dir|lang|-webkit-any|-moz-any|user-valid|popover-open|modal)\b|&/;
/** Properties that may be in a rule that old browsers drop: the layout does not depend on them. */
const DECORATION = /^(cursor|outline|background(-color)?)$/;
const AT_RULES = /^(layer|container|scope|property|starting-style)$/;

/** @param {import('postcss').Rule} rule @returns {import('postcss').Declaration[]} */
const declarations = (rule) => rule.nodes.flatMap((node) => (node.type === 'decl' ? [node] : []));

/** @param {import('postcss').Rule} rule */
function unknownSelector(rule) {
  if (!SELECTORS.test(rule.selector)) return [];
  const alone = rule.selectors.every((selector) => SELECTORS.test(selector));
  return alone && declarations(rule).every(({ prop }) => DECORATION.test(prop)) ? [] : [rule.selector];
}

/** `gap` in a box that is not a grid. @param {import('postcss').Rule} rule */
function gaps(rule) {
  const own = declarations(rule);
  const grid = own.some(
    ({ prop, value }) => prop.startsWith('grid-') || (prop === 'display' && value.endsWith('grid')),
  );
  return grid
    ? []
    : own.filter(({ prop }) => /^((row|column)-)?gap$/.test(prop)).map(({ prop }) => `${rule.selector}: ${prop}`);
}

/** @param {import('postcss').Rule} rule */
function unknownDeclarations(rule) {
  const own = declarations(rule);
  return own
    .filter(({ prop, value }, at) => {
      const fallback = own.slice(0, at).some((earlier) => earlier.prop === prop && !VALUES.test(earlier.value));
      return PROPERTIES.test(prop) || (VALUES.test(value) && !fallback);
    })
    .map(({ prop, value }) => `${rule.selector}: ${prop}: ${value}`);
}

/** The unknown CSS in a style sheet, each in one line. @param {string} css @returns {string[]} */
export function faults(css) {
  /** @type {string[]} */
  const found = [];
  const root = postcss.parse(css);
  root.walkRules((rule) => void found.push(...unknownSelector(rule), ...gaps(rule), ...unknownDeclarations(rule)));
  root.walkAtRules((rule) => void (AT_RULES.test(rule.name) && found.push(`@${rule.name} ${rule.params}`)));
  return found;
}
