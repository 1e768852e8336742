import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from '../../property';
import { PipeInput, PipeOutput } from '../../../src/backend/real/descriptors';
import { PipeMaker } from '../../../src/backend/real/pipes';
import { RealProcess } from '../../../src/backend/real/process';
import { findProgram } from '../../../src/backend/real/sandbox';
import { textInput } from '../../../src/backend/real/text';
import { Capture, NULL_OUTPUT } from '../../../src/backend/simulated/streams';
import type { ExitStatus, Input, Output } from '../../../src/commands/program';
import { SysError } from '../../../src/stack/errno';

describe('streams of real processes', () => {
  let folder: string;
  let pipes: PipeMaker;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vethlab-pipes-'));
    pipes = new PipeMaker(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const pipe = (): { input: PipeInput; output: PipeOutput } => {
    const { read, write } = pipes.open();
    return { input: new PipeInput(read), output: new PipeOutput(write) };
  };
  const start = ([name, ...args]: readonly string[], streams: { stdin?: Input; stdout?: Output; stderr?: Output; most?: number }): RealProcess =>
    new RealProcess([findProgram(name!)!, ...args], { stdin: textInput(''), stdout: NULL_OUTPUT, stderr: NULL_OUTPUT, env: {}, pipes, name: name!, ...streams });
  const status = (argv: readonly string[], streams: Parameters<typeof start>[1] = {}): Promise<ExitStatus> => start(argv, streams).wait();

  it('carry octets as they are, whatever they are cut into', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 200_000 }), { maxLength: 5 }), async chunks => {
      const { input, output } = pipe();
      const written = (async () => {
        for (const chunk of chunks) await output.write(chunk);
        output.close();
      })();
      const read: Uint8Array[] = [];
      for (let data = await input.read(); data !== null; data = await input.read()) read.push(data);
      await written;
      input.close();
      expect(Buffer.concat(read).equals(Buffer.concat(chunks))).toBe(true);
    }), { numRuns: 20 });
  });

  it('tell a writer that nobody reads', async () => {
    const { input, output } = pipe();
    await output.write('taken');
    input.close();
    await expect(output.write('lost')).rejects.toEqual(new SysError('EPIPE'));
    output.close();
  });

  it('leave to the next reader what one has not asked for', async () => {
    const { input, output } = pipe();
    await output.write('one\n');
    expect(new TextDecoder().decode((await input.read())!)).toBe('one\n');
    await output.write('two\n');
    output.close();
    const stdout = new Capture();
    expect(await status(['cat'], { stdin: input, stdout })).toEqual({ code: 0 });
    input.close();
    expect(stdout.text()).toBe('two\n');
  });

  it('are pipes to the program', async () => {
    const stdout = new Capture();
    await status(['bash', '-c', 'for fd in 0 1 2; do test -p /dev/fd/$fd && echo $fd; done; echo again > /dev/stdout'], { stdout });
    expect(stdout.text()).toBe('0\n1\n2\nagain\n');
  });

  it('end a program by SIGPIPE as soon as its reader has seen enough', async () => {
    const { input, output } = pipe();
    const [writer, reader] = [start(['yes'], { stdout: output }), start(['head', '-n', '1'], { stdin: input })];
    output.close();
    input.close();
    expect(await Promise.all([writer.wait(), reader.wait()])).toEqual([{ signal: 'SIGPIPE' }, { code: 0 }]);
  });

  it('end a program by SIGPIPE where the output takes no more', async () => {
    const refusing: Output = { ...NULL_OUTPUT, write: () => Promise.reject(new SysError('EPIPE')) };
    expect(await status(['yes'], { stdout: refusing })).toEqual({ signal: 'SIGPIPE' });
    const [stdout, stderr] = [new Capture(), new Capture()];
    expect(await status(['yes'], { stdout, stderr, most: 2 ** 20 })).toEqual({ signal: 'SIGPIPE' });
    expect([stdout.octets().length, stderr.text()]).toEqual([2 ** 20, 'vethlab: yes printed more than 1 MiB: the rest is cut off\n']);
  });

  it('hold a program up while the output is slow, and lose nothing', async () => {
    let length = 0;
    const slow: Output = { ...NULL_OUTPUT, write: async data => void (await new Promise(resolve => setTimeout(resolve, 1)), length += data.length) };
    expect(await status(['head', '-c', '3000000', '/dev/zero'], { stdout: slow })).toEqual({ code: 0 });
    expect(length).toBe(3_000_000);
  });

  it("don't wait for what a program leaves behind", async () => {
    const stdout = new Capture();
    const process = start(['bash', '-c', 'sleep 100 & echo told'], { stdout });
    expect(await process.wait()).toEqual({ code: 0 });
    expect(stdout.text()).toBe('told\n');
    process.kill('SIGKILL');
  });

  it('keep the order of both outputs where they are the same', async () => {
    const stdout = new Capture();
    await status(['bash', '-c', 'for i in 1 2 3; do echo $i; echo $i >&2; done'], { stdout, stderr: stdout });
    expect(stdout.text()).toBe('1\n1\n2\n2\n3\n3\n');
  });

  it('leave no descriptor open', async () => {
    const open = (): string => readFileSync('/proc/self/status', 'latin1').match(/^FDSize:.*/m)![0];
    for (let i = 0; i < 300; i++) {
      const { input, output } = pipe();
      input.close();
      output.close();
    }
    const before = open();
    for (let i = 0; i < 300; i++) {
      const { input, output } = pipe();
      input.close();
      output.close();
    }
    expect(open()).toBe(before);
  });
});
