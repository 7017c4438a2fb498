// Whether this phone has stored votes, without the script that reads them.

export function hasVotes(): boolean {
  try {
    return !!localStorage.getItem('handsup.votes');
  } catch {
    return false;
  }
}
