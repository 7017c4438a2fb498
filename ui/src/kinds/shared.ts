// Modules that several kinds of polls share on the voter's page. The page imports them, so that they are in its own chunk: a shared
// chunk would be one more request.
import '../lib/tally';
import './shared/Bar.svelte';
import './shared/personal';
import './shared/shuffle';
import './text';
