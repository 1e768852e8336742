import type { OpenFile } from './filesystem';
import { toOctets, type Sink, type Source } from './streams';

const CHUNK = 65536;

/** An open file, read from its beginning. */
export function fileInput(file: OpenFile): Source {
  let offset = 0;
  const tryRead = (): Uint8Array | null => {
    const data = file.readAt(offset, CHUNK);
    offset += data.length;
    return data.length === 0 ? null : data;
  };
  return { tryRead, onReadable: () => () => undefined, read: async () => tryRead(), close: () => undefined };
}

/** An open file, written from its beginning or always at its end. @throws {SysError} what a computed file says to a write */
export function fileOutput(file: OpenFile, append: boolean): Sink {
  let offset = 0;
  const tryWrite = (data: Uint8Array): number => {
    offset = file.writeAt(append ? undefined : offset, data);
    return data.length;
  };
  return {
    isTerminal: false,
    tryWrite,
    onWritable: () => () => undefined,
    write: async data => void tryWrite(toOctets(data)),
    close: () => undefined,
  };
}
