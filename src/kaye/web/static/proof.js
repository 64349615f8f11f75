// The proof of work of a form: counts until a derived key begins as it must (ALTCHA 2, PBKDF2 with SHA-256).
const kayeProof = (() => {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const hex = (raw) => Array.from(raw, (each) => each.toString(16).padStart(2, "0")).join("");
  const AT_ONCE = 8;

  // Where the page is not in a secure context there is no WebCrypto: the same by hand, some ten times slower.
  const roots = (power) => {
    const found = [];
    for (let n = 2; found.length < 64; n++) {
      let prime = true;
      for (let d = 2; d * d <= n && prime; d++) prime = n % d > 0;
      if (prime) found.push(((n ** power % 1) * 2 ** 32) | 0);
    }
    return found;
  };
  const K = Int32Array.from(roots(1 / 3));
  const START = Int32Array.from(roots(1 / 2).slice(0, 8));
  const W = new Int32Array(64);
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  const compress = (state, block) => {
    W.set(block);
    for (let i = 16; i < 64; i++) {
      const a = W[i - 15];
      const b = W[i - 2];
      W[i] = (W[i - 16] + W[i - 7] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    return Int32Array.of(
      state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e, state[5] + f, state[6] + g, state[7] + h,
    );
  };
  // The last block of an HMAC: what is left of the message, its end mark, its length with the 64 bytes of the key.
  const last = (raw) => {
    const view = new DataView(new ArrayBuffer(64));
    raw.forEach((each, at) => view.setUint8(at, each));
    view.setUint8(raw.length, 0x80);
    view.setUint32(60, (64 + raw.length) * 8);
    return Int32Array.from({ length: 16 }, (_, at) => view.getInt32(at * 4));
  };
  const byHand = (password, salt, rounds) => {
    const padded = (mark) => {
      const view = new DataView(new ArrayBuffer(64));
      for (let at = 0; at < 64; at++) view.setUint8(at, (password[at] ?? 0) ^ mark);
      return compress(START, Int32Array.from({ length: 16 }, (_, at) => view.getInt32(at * 4)));
    };
    const [inner, outer] = [padded(0x36), padded(0x5c)];
    const block = last(new Uint8Array(32));
    let mac = last(Uint8Array.of(...salt, 0, 0, 0, 1));
    const sum = new Int32Array(8);
    for (let round = 0; round < rounds; round++) {
      for (const state of [inner, outer]) {
        const said = compress(state, mac);
        block.set(said);
        mac = block;
      }
      for (let at = 0; at < 8; at++) sum[at] ^= mac[at];
    }
    const view = new DataView(new ArrayBuffer(32));
    sum.forEach((each, at) => view.setInt32(at * 4, each));
    return new Uint8Array(view.buffer);
  };

  const derived = async (password, salt, { cost, keyLength }) => {
    if (!globalThis.crypto?.subtle) return byHand(password, salt, cost);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const asked = { name: "PBKDF2", hash: "SHA-256", salt, iterations: cost };
    return new Uint8Array(await crypto.subtle.deriveBits(asked, key, keyLength * 8));
  };

  /** The field « altcha » for that challenge. */
  return async (challenge) => {
    const { parameters } = challenge;
    const nonce = bytes(parameters.nonce);
    const salt = bytes(parameters.salt);
    const attempt = async (counter) => {
      const password = new Uint8Array(nonce.length + 4);
      password.set(nonce);
      new DataView(password.buffer).setUint32(nonce.length, counter);
      return hex(await derived(password, salt, parameters));
    };
    for (let first = 0; ; first += AT_ONCE) {
      const keys = await Promise.all(Array.from({ length: AT_ONCE }, (_, more) => attempt(first + more)));
      const found = keys.findIndex((each) => each.startsWith(parameters.keyPrefix));
      if (found >= 0) return btoa(JSON.stringify({ challenge, solution: { counter: first + found, derivedKey: keys[found] } }));
      await new Promise((resume) => setTimeout(resume)); // the page goes on answering
    }
  };
})();
