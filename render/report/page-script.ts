import { createHash } from 'node:crypto';

/**
 * What the page can do where scripts run: sort and filter tables, copy SQL, open what an address or a printer wants to see.
 * Everything can be read without it. It makes no request and keeps nothing.
 */
export const pageScript = `(() => {
  'use strict';
  const make = (name, facts) => Object.assign(document.createElement(name), facts);
  const live = document.getElementById('live');
  const say = (words) => { live.textContent = words; };

  const valueOf = (cell, isNumber) => {
    const text = ((cell && (isNumber ? cell.firstChild : cell)) || { textContent: '' }).textContent.trim();
    return isNumber ? parseFloat(text.replaceAll(',', '')) : text.toLowerCase();
  };
  const order = (a, b) => typeof a === 'number'
    ? (Number.isNaN(a) ? -Infinity : a) - (Number.isNaN(b) ? -Infinity : b) || 0
    : a.localeCompare(b, 'en', { numeric: true });

  function sortBy(table, head, index) {
    const isNumber = head.classList.contains('n');
    const now = head.getAttribute('aria-sort');
    const next = now === null ? (isNumber || head.classList.contains('t') ? 'descending' : 'ascending')
      : now === 'ascending' ? 'descending' : 'ascending';
    for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', next);
    const body = table.tBodies[0];
    const sign = next === 'ascending' ? 1 : -1;
    const rows = [...body.rows].map((row) => [valueOf(row.cells[index], isNumber), row]);
    rows.sort((a, b) => sign * order(a[0], b[0]));
    body.append(...rows.map(([, row]) => row));
    say('Sorted by ' + head.textContent + ', ' + next);
  }

  function addFilter(table) {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 8) return;
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const label = make('label', { className: 'filter' });
    const name = make('span', { className: 'hidden', textContent: 'Filter ' + table.caption.textContent });
    const input = make('input', { type: 'search', placeholder: 'Filter', autocomplete: 'off', spellcheck: false });
    const count = make('span', { className: 'count' });
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(' ').filter(Boolean);
      let shown = 0;
      rows.forEach((row, index) => {
        row.hidden = !words.every((word) => texts[index].includes(word));
        shown += row.hidden ? 0 : 1;
      });
      count.textContent = words.length === 0 ? '' : shown + ' of ' + rows.length;
      say(shown + ' of ' + rows.length + ' rows');
    });
    label.append(name, input, count);
    table.parentElement.before(label);
  }

  for (const table of document.querySelectorAll('main table')) {
    [...table.tHead.rows[0].cells].forEach((head, index) => {
      const button = make('button', { type: 'button', textContent: head.textContent });
      head.replaceChildren(button);
      button.addEventListener('click', () => sortBy(table, head, index));
    });
    addFilter(table);
  }

  async function copy(code) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      return true;
    } catch {
      getSelection().selectAllChildren(code);
      return document.execCommand('copy');
    }
  }
  for (const figure of document.querySelectorAll('figure.sql')) {
    const button = make('button', { type: 'button', className: 'copy', textContent: 'Copy' });
    button.setAttribute('aria-label', 'Copy ' + figure.querySelector('figcaption').textContent);
    button.addEventListener('click', async () => {
      const isCopied = await copy(figure.querySelector('code'));
      button.textContent = isCopied ? 'Copied' : 'Select it';
      say(isCopied ? 'Copied' : 'Selected: copy it with the keyboard');
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
    figure.querySelector('figcaption').append(button);
  }

  function reveal() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const box = target && target.closest('details');
    if (box) { box.open = true; target.scrollIntoView({ block: 'center' }); }
  }
  addEventListener('hashchange', reveal);
  for (const link of document.querySelectorAll('a[href^="#how-"]')) link.addEventListener('click', () => setTimeout(reveal));
  reveal();

  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const box of opened) box.open = true;
  });
  addEventListener('afterprint', () => { for (const box of opened) box.open = false; });
})();`;

/** What the page's policy allows to run: this script and no other. */
export const pageScriptHash = `sha256-${createHash('sha256').update(pageScript).digest('base64')}`;
