// Runs in the page of the peer: a librarian in a browser. It takes the orders of a
// call, as the engine's `CallCommand`s, and tells its facts, as `CallEvent`s.
(numbersOf) => {
  const tell = (fact) => window.tellBench(JSON.stringify(fact));
  let peer = null;
  let channel = null;
  let devices = null;
  let settings = null;
  let early = [];

  const shown = (kind) => document.querySelector(kind);

  function open(wanted) {
    close();
    settings = wanted;
    const own = new RTCPeerConnection({ iceServers: wanted.iceServers, bundlePolicy: 'max-bundle' });
    peer = own;
    // The devices open while the connection is made.
    const video = { width: wanted.width, height: wanted.height, frameRate: 30 };
    const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    devices = navigator.mediaDevices.getUserMedia({ audio, video });
    devices.catch(failed);
    own.onicecandidate = ({ candidate }) => {
      if (candidate && own === peer) tell({ type: 'candidate', candidate: candidate.toJSON() });
    };
    own.onconnectionstatechange = () => {
      if (own === peer) tell({ type: 'link', state: own.connectionState });
    };
    own.ondatachannel = (event) => {
      channel = event.channel;
      channel.onmessage = ({ data }) => tell({ type: 'data', text: String(data) });
    };
    own.ontrack = ({ track }) => shows(track);
  }

  function shows(track) {
    const element = shown(track.kind);
    element.srcObject = new MediaStream([track]);
    if (track.kind !== 'video') return;
    element.requestVideoFrameCallback(() => tell({ type: 'firstPicture', at: Date.now() }));
  }

  async function hearOffer(sdp) {
    const own = peer;
    await own.setRemoteDescription({ type: 'offer', sdp });
    for (const transceiver of own.getTransceivers()) {
      transceiver.direction = 'sendrecv';
      void sends(transceiver).catch(failed);
    }
    await own.setLocalDescription(await own.createAnswer());
    tell({ type: 'answer', sdp: own.localDescription.sdp });
    for (const candidate of early.splice(0)) await own.addIceCandidate(candidate);
  }

  async function sends({ sender, receiver }) {
    const { kind } = receiver.track;
    const stream = await devices;
    const track = stream.getTracks().find((own) => own.kind === kind);
    await sender.replaceTrack(track);
    track.enabled = settings[kind];
    if (kind !== 'video') return;
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) encoding.maxBitrate = settings.mostKbps * 1000;
    // Equal work: the picture keeps its size.
    parameters.degradationPreference = 'maintain-resolution';
    await sender.setParameters(parameters);
  }

  async function hearCandidate(candidate) {
    if (peer.remoteDescription) await peer.addIceCandidate(candidate);
    else early.push(candidate);
  }

  async function switches(kind, on) {
    for (const track of (await devices).getTracks()) if (track.kind === kind) track.enabled = on;
  }

  function close() {
    peer?.close();
    void devices?.then((stream) => stream.getTracks().forEach((track) => track.stop()));
    for (const kind of ['video', 'audio']) if (shown(kind)) shown(kind).srcObject = null;
    peer = channel = devices = null;
    early = [];
  }

  function failed(error) {
    if (peer) tell({ type: 'failed', why: String(error) });
  }

  const ORDERS = {
    open,
    offer: ({ sdp }) => hearOffer(sdp),
    candidate: ({ candidate }) => hearCandidate(candidate),
    switch: ({ kind, on }) => switches(kind, on),
    say: ({ text }) => channel?.send(text),
    nothing: () => undefined,
    close,
  };
  let last = Promise.resolve();
  window.order = (order) => {
    last = last.then(() => ORDERS[order.type](order)).catch(failed);
  };
  window.numbers = () => numbersOf(peer);
}
