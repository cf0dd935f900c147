// A canvas and a decoder for tests: they write down what happens to them.
import { vi } from 'vitest';

/** A canvas that counts what is drawn. */
export function fakeCanvas() {
  const context = {
    drawImage: vi.fn(),
    putImageData: vi.fn(),
    clearRect: vi.fn(),
    createImageData: vi.fn((width: number, height: number) => ({
      width,
      height,
      data: new Uint8ClampedArray(width * height * 4),
    })),
  };
  const fake = { width: 300, height: 150, dataset: {}, getContext: vi.fn(() => context) };
  return { canvas: fake as unknown as HTMLCanvasElement, context };
}

/** A decoded picture that must be closed. */
export class FakeFrame {
  static readonly all: FakeFrame[] = [];
  static refuses = false;

  closed = false;
  readonly displayWidth: number;
  readonly displayHeight: number;
  readonly timestamp: number;

  constructor(
    _data: unknown,
    given: { timestamp: number; codedWidth?: number; codedHeight?: number },
  ) {
    if (FakeFrame.refuses) throw new TypeError('no such format');
    this.timestamp = given.timestamp;
    this.displayWidth = given.codedWidth ?? 64;
    this.displayHeight = given.codedHeight ?? 48;
    FakeFrame.all.push(this);
  }

  close(): void {
    this.closed = true;
  }
}

/** What a chunk was made of. */
export class FakeChunk {
  readonly type: string;
  readonly timestamp: number;

  constructor(given: { type: string; timestamp: number }) {
    this.type = given.type;
    this.timestamp = given.timestamp;
  }
}

interface Init {
  output: (frame: FakeFrame) => void;
  error: (error: DOMException) => void;
}

/** A decoder that gives its pictures when it is told to. */
export class FakeDecoder {
  static readonly all: FakeDecoder[] = [];
  static supported: boolean | 'throws' = true;
  static refuses = false;

  static isConfigSupported(): Promise<{ supported: boolean }> {
    if (FakeDecoder.supported === 'throws') return Promise.reject(new TypeError('no codec'));
    return Promise.resolve({ supported: FakeDecoder.supported });
  }

  static get last(): FakeDecoder {
    const last = FakeDecoder.all.at(-1);
    if (!last) throw new Error('no decoder was made');
    return last;
  }

  state = 'unconfigured';
  readonly chunks: FakeChunk[] = [];
  readonly #init: Init;

  constructor(init: Init) {
    this.#init = init;
    FakeDecoder.all.push(this);
  }

  configure(): void {
    this.state = 'configured';
  }

  decode(chunk: FakeChunk): void {
    if (FakeDecoder.refuses) throw new DOMException('broken', 'DataError');
    this.chunks.push(chunk);
  }

  close(): void {
    this.state = 'closed';
  }

  /** Gives the picture of the chunk with this number. */
  give(number: number): FakeFrame {
    const timestamp = this.chunks[number]?.timestamp ?? 0;
    const frame = new FakeFrame(null, { timestamp });
    this.#init.output(frame);
    return frame;
  }

  /** Breaks, as decoders do: it is closed by then. */
  break(): void {
    this.state = 'closed';
    this.#init.error(new DOMException('broken', 'EncodingError'));
  }
}

/** Puts the fakes in the place of WebCodecs. */
export function stubCodecs(): void {
  FakeFrame.all.length = 0;
  FakeFrame.refuses = false;
  FakeDecoder.all.length = 0;
  FakeDecoder.supported = true;
  FakeDecoder.refuses = false;
  vi.stubGlobal('VideoFrame', FakeFrame);
  vi.stubGlobal('VideoDecoder', FakeDecoder);
  vi.stubGlobal('EncodedVideoChunk', FakeChunk);
}
