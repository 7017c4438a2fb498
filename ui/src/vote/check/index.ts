// Stores this phone's votes, lists them, and checks after the close that they are in the result: loaded once there is a vote.
export { default as MyVotes } from './MyVotes.svelte';
export { watchVotes } from './watch.svelte';
