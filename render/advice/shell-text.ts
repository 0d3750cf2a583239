const plain = /^[A-Za-z0-9_+=,.@:/][A-Za-z0-9_+=,.@:/-]*$/;

/**
 * A text as one word of a POSIX shell that means exactly this text; what a reader cannot see is written with escapes that
 * bash and zsh read.
 * **source**: POSIX shell command language, quoting; bash manual, ANSI-C quoting (read 2026-11)
 */
export function shellWord(text: string): string {
  if (plain.test(text)) return text;
  if (/^[ -~]*$/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const bytes = [...new TextEncoder().encode(text.toWellFormed())];
  return `$'${bytes.map(shellByte).join('')}'`;
}

const shellByte = (byte: number): string => {
  const sign = String.fromCharCode(byte);
  return /[ -~]/.test(sign) && sign !== "'" && sign !== '\\' ? sign : `\\x${byte.toString(16).padStart(2, '0')}`;
};
