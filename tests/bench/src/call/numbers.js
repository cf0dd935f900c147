// What a peer connection has carried so far: pictures and bytes, each way.
async (peer) => {
  const stats = await peer.getStats();
  const way = () => ({ frames: 0, bytes: 0, width: 0, height: 0, codec: '', limited: '' });
  const numbers = { at: Date.now(), received: way(), sent: way() };
  for (const report of stats.values()) {
    if (report.kind !== 'video') continue;
    const codec = stats.get(report.codecId)?.mimeType ?? '';
    const size = { width: report.frameWidth ?? 0, height: report.frameHeight ?? 0 };
    if (report.type === 'inbound-rtp') {
      const { framesDecoded: frames, bytesReceived: bytes } = report;
      numbers.received = { frames, bytes, ...size, codec, limited: '' };
    } else if (report.type === 'outbound-rtp') {
      const { framesEncoded: frames, bytesSent: bytes, qualityLimitationReason: limited } = report;
      numbers.sent = { frames, bytes, ...size, codec, limited };
    }
  }
  return numbers;
}
