// What a patron's browser knows of the ways of its calls.

/** Keeps an eye on the connections that a page makes; with `relayOnly` they use relayed
 * addresses alone, as if every router were in between. */
export async function watchWays(patron, { relayOnly = false } = {}) {
  await patron.page.addInitScript((only) => {
    const made = [];
    const Real = window.RTCPeerConnection;
    const policy = only ? { iceTransportPolicy: 'relay' } : {};
    window.RTCPeerConnection = class extends Real {
      constructor(configuration) {
        super({ ...configuration, ...policy });
        made.push({ peer: this, configuration });
      }

      setConfiguration(configuration) {
        super.setConfiguration({ ...configuration, ...policy });
        made.find(({ peer }) => peer === this).configuration = configuration;
      }
    };
    window.madeByThePage = made;
  }, relayOnly);
  await patron.page.reload();
}

/** How many connections the page made, with whose credentials the last one is, and the
 * kinds of the two addresses that it uses: its own, and the seat's. */
export async function ways(patron) {
  return patron.page.evaluate(async () => {
    const made = window.madeByThePage;
    const last = made[made.length - 1];
    if (!last) return { made: 0, given: [], own: null, other: null };
    const servers = last.configuration.iceServers ?? [];
    const given = servers.flatMap(({ username }) => username ?? []);
    const stats = [...(await last.peer.getStats()).values()];
    const pair = stats.find(
      ({ type, nominated, state }) =>
        type === 'candidate-pair' && nominated && state === 'succeeded',
    );
    const kind = (wanted) => stats.find(({ id }) => id === wanted)?.candidateType ?? null;
    const [own, other] = [pair?.localCandidateId, pair?.remoteCandidateId].map(kind);
    return { made: made.length, given, own, other };
  });
}
