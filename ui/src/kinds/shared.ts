// What several kinds of polls share on the voter's page: imported with the page, because in a file of its own it would be one more
// request with the first poll.
import '../lib/tally';
import './shared/Bar.svelte';
import './shared/shuffle';
import './text';
