import { usageError } from './coreutils';
import { getopt } from './libc/getopt';
import { Printer, eachInput, linesOf } from './lines';
import { binaryArgument } from './octets';
import type { Program } from './program';

const LONG = {
  'body-numbering': 'b:', 'line-increment': 'i:', 'no-renumber': 'p', 'number-format': 'n:', 'number-separator': 's:', 'number-width': 'w:', 'starting-line-number': 'v:',
  'header-numbering': 'h:', 'footer-numbering': 'f:', 'section-delimiter': 'd:', 'join-blank-lines': 'l:', help: 'help', version: 'version',
};

/** How a number is set in its columns. */
const FORMATS: Readonly<Record<string, (text: string, width: number) => string>> = {
  ln: (text, width) => text.padEnd(width), rn: (text, width) => text.padStart(width),
  rz: (text, width) => (text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0')),
};

/** nl(1) of coreutils 9.1, without sections. */
export const nl: Program = async (process, argv) => {
  const { options, operands } = getopt('b:d:f:h:i:l:n:ps:v:w:', argv.slice(1), LONG);
  let [style, format, separator, width, number, step] = ['t', 'rn', '\t', 6, 1, 1];
  for (const option of options) {
    if (option.kind === 'error') return usageError(process, 'nl', option.message);
    const { letter, argument } = option;
    if (letter === 'b') style = argument;
    else if (letter === 'n') format = argument;
    else if (letter === 's') separator = binaryArgument(argument);
    else if ('wvi'.includes(letter) && /^-?\d+$/.test(argument) && (letter !== 'w' || Number(argument) > 0)) {
      if (letter === 'w') width = Number(argument);
      else if (letter === 'v') number = Number(argument);
      else step = Number(argument);
    } else {
      await process.stderr.write(`nl: vethlab doesn't support -${letter}${argument === '' ? '' : ` ${argument}`}\n`);
      return 1;
    }
  }
  if (!/^[atn]$/.test(style) || !FORMATS[format]) {
    await process.stderr.write(`nl: vethlab doesn't support ${FORMATS[format] ? `-b ${style}` : `-n ${format}`}\n`);
    return 1;
  }
  const printer = new Printer(process.stdout);
  return eachInput(process, 'nl', operands, printer, async pieces => {
    for await (const { lines } of linesOf(pieces)) {
      for (const line of lines) {
        // a line of \: alone begins a section
        if (/^(\\:){1,3}$/.test(line)) {
          printer.print('\n');
          continue;
        }
        const numbered = style === 'a' || (style === 't' && line !== '');
        printer.print(`${numbered ? FORMATS[format]!(String(number), width) + separator : ' '.repeat(width + separator.length)}${line}\n`);
        if (numbered) number += step;
      }
      await printer.ready();
    }
  });
};
