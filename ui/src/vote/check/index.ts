// Stores this phone's votes, and checks after the close that they are in the result: loaded once there is a vote.
export { watchVotes } from './watch.svelte';
