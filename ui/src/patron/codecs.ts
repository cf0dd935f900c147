// Which ways of packing pictures to offer first.

type Codec = Pick<RTCRtpCodec, 'mimeType'>;

const WITH_REPAIR = ['video/vp8', 'video/rtx'];

/**
 * VP8 and its repair stream first: every browser and the desk speak it, on the
 * oldest phone too. The others stay, for those who speak only them.
 */
export function vp8First<T extends Codec>(codecs: readonly T[]): T[] {
  const rank = ({ mimeType }: T) => {
    const at = WITH_REPAIR.indexOf(mimeType.toLowerCase());
    return at === -1 ? WITH_REPAIR.length : at;
  };
  return [...codecs].sort((one, other) => rank(one) - rank(other));
}
