import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../bundle';
import { finish, venv } from './tools';

const FOLDERS = ['notebooks', 'notebooks/graded/source/virtual-interfaces'];
const NOTEBOOKS = FOLDERS.flatMap((folder) => readdirSync(join(PROJECT, folder)).filter((file) => file.endsWith('.ipynb')).map((file) => `${folder}/${file}`));
const FORMATS = ['md', 'md:myst', 'sh:percent'];

describe("Jupytext's formats", () => {
  it.each(NOTEBOOKS.flatMap((notebook) => FORMATS.map((format) => [format, notebook] as const)))('%s gives %s back as it was', async (format, notebook) => {
    const { code, stdout, stderr } = await finish(venv('jupytext'), ['--to', format, '--test', notebook]);
    expect({ code, told: `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !line.startsWith('[jupytext] ')) }).toEqual({ code: 0, told: [] });
  });
});
