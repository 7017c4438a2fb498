// Keeps the display on while the page is visible, where the browser can: pages without TLS may not in most.

/** Requests the lock, now and whenever the page is visible again. */
export function keepAwake(): () => void {
  const request = () => {
    if (!document.hidden) navigator.wakeLock?.request('screen').catch(() => {});
  };
  document.addEventListener('visibilitychange', request);
  request();
  return () => document.removeEventListener('visibilitychange', request);
}
