// Runs before the patron's page: watches its peer connection and its picture of the
// librarian, gives it a camera of the measured size, and does what a patron does.
(size, numbersOf) => {
  const PATIENCE_MS = 20_000;
  const peers = [];
  let seen;
  const firstPicture = new Promise((done) => (seen = done));

  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(...settings) {
      super(...settings);
      peers.push(this);
    }
  };

  // By itself the page asks for 1280×720 at 24 pictures a second.
  const media = navigator.mediaDevices;
  const ask = media?.getUserMedia.bind(media);
  if (media) {
    const video = { ...size, frameRate: 30 };
    media.getUserMedia = (what) => ask(what.video ? { ...what, video } : what);
  }

  const watch = new MutationObserver(() => {
    const video = document.querySelector('[data-testid="librarian-picture"]');
    if (!video) return;
    watch.disconnect();
    video.requestVideoFrameCallback(() => seen(Date.now()));
  });
  watch.observe(document, { childList: true, subtree: true });

  const until = async (what, look) => {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = look();
      if (found) return found;
      if (performance.now() > deadline) throw new Error(`the patron's page never shows ${what}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  const main = () => document.querySelector('main');
  const state = () => main()?.dataset.state;

  window.patron = {
    /** Chooses video, which comes first, and presses the call button once the camera is seen. */
    async call() {
      const choice = () => state() === 'front' && main().querySelector('li button');
      (await until('an open desk', choice)).click();
      await until('the own picture', () => {
        const own = main()?.querySelector('[data-testid="own-picture"]');
        return state() === 'prepare' && own?.videoWidth === size.width;
      });
      main().querySelector('form').requestSubmit();
      await until('a place in the line', () => ['waiting', 'talking'].includes(state()));
    },
    firstPicture: () => firstPicture,
    numbers: () => numbersOf(peers.at(-1)),
    ended: () => until('the end', () => state() === 'ended'),
  };
}
