// Leaves Socket.IO's code for binary packets and for WebTransport out of the build: Handsup sends text over WebSocket or polling. The
// browser's own `URL` replaces its parser of addresses. If a new version of the client has other files, the build fails.

/** @type {Record<string, string>} */
const REPLACED = {
  'engine.io-client/build/esm/transports/webtransport.js': 'export const WT = undefined;',
  // Pages connect to their own origin, whose address has no path and no query.
  'engine.io-client/build/esm/contrib/parseuri.js': `export const parse = (source) => {
    const { protocol, hostname, port } = new URL(source);
    return { source, protocol: protocol.slice(0, -1), host: hostname.replace(/[[\\]]/g, ''), port };
  };`,
  'socket.io-client/build/esm/url.js':
    "export const url = (_, path) => ({ source: location.origin, id: location.origin + path, path: '/' });",
  'engine.io-parser/build/esm/contrib/base64-arraybuffer.js': 'export const decode = () => undefined;',
  'socket.io-parser/build/esm/is-binary.js': 'export const isBinary = () => false; export const hasBinary = isBinary;',
  'socket.io-parser/build/esm/binary.js':
    'export const deconstructPacket = () => undefined; export const reconstructPacket = deconstructPacket;',
};

/** @returns {import('vite').Plugin} */
export function textOnly() {
  /** @type {Set<string>} */
  let left;
  let client = false;
  return {
    name: 'handsup:text-only',
    apply: 'build',
    buildStart() {
      left = new Set(Object.keys(REPLACED));
    },
    load(id) {
      if (id.includes('socket.io-client/')) client = true;
      const file = Object.keys(REPLACED).find((name) => id.endsWith(`/node_modules/${name}`));
      if (!file) return null;
      left.delete(file);
      return { code: REPLACED[file] ?? '', moduleSideEffects: false };
    },
    buildEnd(error) {
      if (!error && client && !this.meta.watchMode && left.size > 0)
        this.error(`not found in the Socket.IO client: ${[...left].join(', ')}`);
    },
  };
}
