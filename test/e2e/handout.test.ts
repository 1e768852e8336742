import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { source as axe } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findBrowser } from '../../src/cli/handout/browser';
import { PROJECT, bundle } from '../bundle';
import { finish, venv } from './tools';

const LAB = join(PROJECT, 'notebooks', '02-virtual-interfaces.ipynb');
const ENDINGS = { html: '.html', pdf: '.pdf', webpdf: '.web.pdf', markdown: '.md', slides: '.slides.html' };

/** Words that only solutions have. */
const SOLVED = ['Solution to question', 'the kernel registers the peer first', 'modified EUI-64', 'Never count on numbers'];

/** Cells that show a table or a picture of every kind. */
const EVERY_KIND = [
  'ip netns add red; ip link add veth0 type veth peer name veth1 netns red; ip link add br0 type bridge vlan_filtering 1\nip link set veth0 master br0 up; ip -n red link set veth1 up; ip link set br0 up\nip addr add 10.0.0.1/24 dev br0; ip -n red addr add 10.0.0.2/24 dev veth1',
  'ip addr', 'ip -c -br addr', 'ip -s link; ip -d link', 'ip link set veth0 mtu 1400; ip link', 'bridge link; bridge vlan; bridge fdb; bridge mdb', 'ip neigh; ip rule; ip netns',
  'ip route add unreachable 10.3.0.0/16; ip nexthop add id 1 via 10.0.0.2 dev br0; ip nexthop; ip route', 'ip route get 10.0.0.2; ip route get 10.3.0.1', '%show interfaces', '%show topology',
  '%%trace\nping -c 1 10.0.0.2', 'tcpdump -c 2 -i br0 & sleep 1; ping -c 1 10.0.0.2', '%%check "all is up" 2\nlink br0 operstate UP', '%why',
];

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

describe("the lab's handouts", () => {
  let folder: string;
  let browser: Browser;

  const handout = (...args: string[]) => finish(process.execPath, [bundle(), 'handout', '--output-dir', folder, ...args]);
  const path = (ending: string, edition = ''): string => join(folder, `02-virtual-interfaces${edition}${ending}`);
  const read = (ending: string, edition = ''): string => readFileSync(path(ending, edition), 'utf8');

  async function pdf(ending: string, edition = ''): Promise<string[]> {
    const { code, stdout } = await finish('pdftotext', ['-layout', path(ending, edition), '-']);
    expect(code).toBe(0);
    return stdout.split('\f').slice(0, -1);
  }

  beforeAll(async () => {
    venv('jupyter');
    folder = mkdtempSync(join(tmpdir(), 'vethlab-'));
    browser = await chromium.launch({ executablePath: findBrowser(), args: FLAGS });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  describe.each(['student', 'instructor'])('%s', (edition) => {
    it.each(Object.entries(ENDINGS))('come out as %s', async (format, ending) => {
      const { code, stdout, stderr } = await handout('--to', format, '--edition', edition, LAB);
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${path(ending, edition === 'student' ? '' : '-instructor')}\n`, stderr: expect.stringMatching(/^(02-virtual-interfaces\.ipynb: cell \d+ of \d+\n)*$/) });
    });
  });

  it('have no solution for students, in no format, and room for answers', async () => {
    const texts = [read('.html'), read('.md'), read('.slides.html'), ...await Promise.all(['.pdf', '.web.pdf'].map(async (ending) => (await pdf(ending)).join('')))];
    for (const text of texts) {
      for (const word of SOLVED) expect(text).not.toContain(word);
      expect(text).toMatch(/Question\s+11\./);
    }
    for (const text of texts.filter((_, index) => index !== 2)) expect(text.replaceAll('’', "'")).toContain("Student's edition");
    expect(read('.html').match(/class="answer"/g)).toHaveLength(12);
    expect(read('.html')).toContain('<hr aria-hidden="true"/>'.repeat(5));
    expect(read('.md').match(/^> \*Your answer:\*$/gm)).toHaveLength(12);
  });

  it('have solutions and times for instructors, and no room for answers', async () => {
    const words = (text: string): string => text.replace(/\s+/g, ' ').replace(/[‘’]/g, "'");
    for (const text of [read('.html', '-instructor'), read('.md', '-instructor'), ...await Promise.all(['.pdf', '.web.pdf'].map(async (ending) => (await pdf(ending, '-instructor')).join('')))]) {
      for (const word of ['Solution to question 12', 'the kernel registers the peer first']) expect(words(text)).toContain(word);
      expect(words(text)).not.toContain('Your answer');
      expect(words(text)).toContain("Instructor's edition");
    }
    expect(read('.html', '-instructor')).toContain('Plan: 87 minutes');
    expect(read('.html', '-instructor').match(/<details open="">\s*<summary>Solution/g)).toHaveLength(12);
  });

  it.each(['.pdf', '.web.pdf'])('have the lab at the head of each page and its number at the foot, %s', async (ending) => {
    const pages = await pdf(ending);
    expect(pages.length).toBeGreaterThan(8);
    pages.forEach((page, index) => {
      expect(page).toMatch(new RegExp(`page ${index + 1} of ${pages.length}\\s*$`));
      expect(page).toContain('Linux networking · Lab 2');
      if (index > 0) expect(page.trimStart()).toMatch(/^Linux networking · Lab 2\s+Virtual interfaces\n/);
    });
    expect(pages[0]).toMatch(/Contents[^]*10 Clean up/);
  });

  it.each(['.html', '.md', '.pdf', '.web.pdf'])('show commands at the prompt where they ran, and what Linux printed, %s', async (ending) => {
    const text = ending.endsWith('pdf') ? (await pdf(ending)).join('') : read(ending).replace(/<[^>]+>/g, '');
    expect(text).toContain('student@beachhead:~$ ip link add veth0 type veth peer name veth1');
    expect(text).toMatch(/student@beachhead:~\$ ip route get 10\.0\.0\.1\n\s*student@beachhead:~\$ ip route get 10\.0\.0\.1 oif veth1\n/);
    expect(text).toMatch(/^\s*%lab beachhead$/m);
    expect(text).toMatch(/10 packets transmitted, 0 received/);
  });

  it('are pages that load nothing, and that axe finds no fault with, light and dark', async () => {
    for (const [ending, edition] of [['.html', ''], ['.html', '-instructor'], ['.slides.html', '']] as const) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({ colorScheme });
        const loaded: string[] = [];
        page.on('request', (request) => loaded.push(request.url()));
        const url = String(pathToFileURL(path(ending, edition)));
        await page.goto(url);
        await page.waitForLoadState('networkidle');
        expect(loaded.filter((address) => !address.startsWith('data:'))).toEqual([url]);
        if (ending === '.html') expect(await faults(page)).toEqual([]);
        else expect(await page.locator('.reveal.ready section.present h1').count()).toBe(1);
        await page.close();
      }
    }
  });

  it('and plain nbconvert show tables and pictures of every kind, that axe finds no fault with', async () => {
    const every = join(folder, 'every.ipynb');
    writeFileSync(every, notebookOf(EVERY_KIND.map((source) => ({ source }))));
    expect(await handout(every)).toMatchObject({ code: 0 });
    expect(await finish(venv('jupyter'), ['nbconvert', '--execute', '--to', 'html', '--output-dir', folder, '--output', 'plain', every])).toMatchObject({ code: 0 });
    // Of plain nbconvert's page only what is ours: its prompts are paler than axe wants them.
    for (const [file, within] of [['every.html', 'body'], ['plain.html', '.jp-RenderedHTML']] as const) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({ colorScheme });
        await page.goto(String(pathToFileURL(join(folder, file))), { waitUntil: 'domcontentloaded' });
        await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
        expect(await page.locator('table').count()).toBeGreaterThan(8);
        expect(await faults(page, within)).toEqual([]);
        await page.close();
      }
    }
  });

  async function faults(page: Page, within = 'html'): Promise<string[]> {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(`axe.run({ include: [[${JSON.stringify(within)}]] }, { resultTypes: ["violations"] })`) as { violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] };
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.target.join(' ')}: ${nodes[0]!.failureSummary}`);
  }

  it('are Markdown with pictures in files beside it, and no HTML', () => {
    const text = read('.md');
    expect(text).not.toMatch(/data:image|<(div|span|table|details|img|pre|kbd)\b/);
    const pictures = [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, file]) => file!);
    expect(pictures.length).toBeGreaterThan(5);
    for (const file of pictures) expect(existsSync(join(folder, file))).toBe(true);
    expect(readdirSync(join(folder, '02-virtual-interfaces_files')).sort()).toEqual(pictures.map((file) => file.split('/')[1]!).sort());
  });

  it('leave outputs out where that is asked for', async () => {
    const lone = join(folder, 'lone.ipynb');
    writeFileSync(lone, notebookOf([{ source: 'echo seen $((6 * 7))' }]));
    expect(await handout('--to', 'markdown', '--outputs', 'off', lone)).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'lone.md'), 'utf8')).toBe("*Student's edition*\n\n```console\nroot@vm:~# echo seen $((6 * 7))\n```\n");
    expect(await handout('--to', 'markdown', '--course', 'Nets', '--lab-number', '3', lone)).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'lone.md'), 'utf8')).toBe("*Nets · Lab 3 · Student's edition*\n\n```console\nroot@vm:~# echo seen $((6 * 7))\n```\n\n```text\nseen 42\n```\n");
  });

  it('stop where a cell fails, unless it is meant to, and say which', async () => {
    const broken = join(folder, 'broken.ipynb');
    writeFileSync(broken, notebookOf([{ source: 'echo one' }, { source: 'if then', tags: ['raises-exception'] }, { source: 'echo three; set -e\nfalse' }, { source: 'echo four' }]));
    const sound = join(folder, 'sound.ipynb');
    writeFileSync(sound, notebookOf([{ source: 'if then', tags: ['raises-exception'] }]));
    const { code, stdout, stderr } = await handout('--to', 'markdown', broken, sound);
    expect(stderr).toBe(`vethlab: ${broken}: cell 3 of 4 failed, and nothing was written: ErrExit: exit code 1\n    echo three; set -e\n    false\nMend it, or tag the cell raises-exception if it is meant to fail.\n`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: `${join(folder, 'sound.md')}\n` });
    expect(existsSync(join(folder, 'broken.md'))).toBe(false);
    expect(readFileSync(join(folder, 'sound.md'), 'utf8')).toContain("bash: syntax error near unexpected token `then'");
  });

  it.each([
    [[], 'which notebook?'],
    [['--to', 'rtf', LAB], '--to "rtf" is not supported: it is one or more of html,pdf,webpdf,markdown,slides'],
    [['--edition', 'mine', LAB], '--edition "mine" is not supported: it is student or instructor'],
    [['--outputs', 'some', LAB], '--outputs "some" is not supported: it is on or off'],
  ])('refuse %j', async (args, message) => {
    expect(await handout(...args)).toEqual({ code: 2, stdout: '', stderr: `vethlab: ${message}\nTry 'vethlab handout --help'.\n` });
  });

  it('come out of plain nbconvert with the templates that install copies', async () => {
    const prefix = join(folder, 'prefix');
    expect(await finish(process.execPath, [bundle(), 'install', '--prefix', prefix])).toMatchObject({ code: 0 });
    const env = { ...process.env, JUPYTER_PATH: join(prefix, 'share', 'jupyter') };
    const convert = (...args: string[]) => finish(venv('jupyter'), ['nbconvert', '--output-dir', folder, ...args], { env });
    expect(await convert('--execute', '--to', 'html', '--template', 'vethlab', '--output', 'all', LAB)).toMatchObject({ code: 0 });
    const all = readFileSync(join(folder, 'all.html'), 'utf8');
    expect(all).toContain('Solution to question 12');
    expect(all).toContain('<span class="prompt">$ </span>ip<span class="w"> </span>link');
    expect(await convert('--to', 'markdown', '--template', 'vethlab-student', '--output', 'student', LAB)).toMatchObject({ code: 0 });
    const student = readFileSync(join(folder, 'student.md'), 'utf8');
    expect(student).toContain("Student's edition");
    for (const word of SOLVED) expect(student).not.toContain(word);
    expect(await finish(process.execPath, [bundle(), 'uninstall', '--prefix', prefix])).toMatchObject({ code: 0 });
    expect(readdirSync(join(prefix, 'share', 'jupyter', 'nbconvert', 'templates'))).toEqual([]);
  });

  it('are the same, byte for byte, when they are made again', async () => {
    const first = read('.html');
    expect(await handout(LAB)).toMatchObject({ code: 0 });
    expect(read('.html') === first).toBe(true);
  });
});

function notebookOf(cells: readonly { readonly source: string; readonly tags?: readonly string[] }[]): string {
  return JSON.stringify({
    nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: { name: 'vethlab', display_name: 'vethlab' }, language_info: { name: 'bash' } },
    cells: cells.map(({ source, tags }, index) => ({ cell_type: 'code', id: `c${index}`, metadata: tags ? { tags } : {}, source, outputs: [], execution_count: null })),
  });
}
