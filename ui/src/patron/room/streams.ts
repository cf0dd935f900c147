// Lets a media element play a stream; there is no attribute for it.
import type { Attachment } from 'svelte/attachments';

export function plays(stream: MediaStream | null): Attachment<HTMLMediaElement> {
  return (element) => {
    element.srcObject = stream;
    return () => {
      element.srcObject = null;
    };
  };
}
