/** How tables, the boxes of questions, and what the script adds look. */
export const tableStyle = `
.scroll { position: relative; overflow-x: auto; border-top: 1px solid var(--rule); border-bottom: 1px solid var(--line); margin-top: 12px;
  background: linear-gradient(90deg, var(--page) 30%, transparent) 0 0 / 36px 100% no-repeat local, linear-gradient(270deg, var(--page) 30%, transparent) 100% 0 / 36px 100% no-repeat local,
    linear-gradient(90deg, var(--line), transparent) 0 0 / 14px 100% no-repeat scroll, linear-gradient(270deg, var(--line), transparent) 100% 0 / 14px 100% no-repeat scroll; }
table { border-collapse: collapse; width: 100%; font-size: 14px; line-height: 1.5; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { text-align: left; vertical-align: top; padding: 10px 18px 10px 0; border-top: 1px solid var(--line); } th:last-child, td:last-child { padding-right: 4px; }
thead th { border-top: 0; color: var(--soft); font-weight: 500; white-space: nowrap; }
td { overflow-wrap: break-word; min-width: 84px; } td.wide { min-width: 172px; overflow-wrap: anywhere; } td.wide:first-child { min-width: 192px; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-right: 28px; } td.t { white-space: nowrap; font-variant-numeric: tabular-nums; }
td .sub { display: block; color: var(--soft); font-size: 13px; white-space: normal; } td.t .sub { white-space: nowrap; }
code { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; unicode-bidi: isolate; }
code.command { display: block; margin-top: 4px; font-size: 12px; color: var(--soft); user-select: all; overflow-wrap: anywhere; }
.badge { display: inline-block; border: 1px solid var(--line); border-radius: 4px; padding: 0 6px; font-size: 12px; line-height: 1.6; color: var(--soft); white-space: nowrap; max-width: 230px; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; }
.badge.hot { color: var(--bad); border-color: currentColor; } .badge.fine { color: var(--good); border-color: currentColor; }
.bar { display: inline-block; width: 56px; height: 5px; margin-left: 10px; vertical-align: 2px; background: var(--line); border-radius: 2px; overflow: hidden; } .bar i { display: block; height: 100%; background: var(--kind-web_identity); }
#keys ~ .scroll .bar i { background: var(--kind-access_key); }
@media screen and (max-width: 560px) {
  #keys ~ .scroll :is(table, tbody, tr, td) { display: block; } #keys ~ .scroll thead { position: absolute; display: block; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  #keys ~ .scroll tr { border-top: 1px solid var(--line); padding: 14px 0; } #keys ~ .scroll tr[hidden] { display: none; } #keys ~ .scroll tr:first-child { border-top: 0; }
  #keys ~ .scroll td { border: 0; padding: 1px 0; text-align: left; white-space: normal; } #keys ~ .scroll td:nth-child(n + 3)::before { color: var(--soft); }
  #keys ~ .scroll td:nth-child(3)::before { content: "Owner: "; } #keys ~ .scroll td:nth-child(4)::before { content: "Calls this week: "; } #keys ~ .scroll td:nth-child(5)::before { content: "Calls in all weeks: "; }
  #keys ~ .scroll td:nth-child(7)::before { content: "Last used: "; } #keys ~ .scroll :is(td:nth-child(2), td:nth-child(5), td:nth-child(7)) .sub { display: inline; margin-left: 8px; } #keys ~ .scroll td:nth-child(8) { padding-top: 6px; } }
.empty { padding: 14px 0; border-top: 1px solid var(--rule); border-bottom: 1px solid var(--line); color: var(--soft); margin: 12px 0 0; }
ul.plain { padding-left: 18px; max-width: 80ch; margin: 12px 0; } ul.plain li { margin: 6px 0; }
summary { cursor: pointer; color: var(--soft); font-size: 14px; } summary:hover { color: var(--ink); } .block > details { margin-top: 14px; }
.more summary { font-size: 13px; } .more dl { margin: 6px 0 0; display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; font-size: 13px; min-width: 220px; } .more dt { color: var(--soft); } .more dd { margin: 0; overflow-wrap: anywhere; }
.how > div { border-left: 2px solid var(--rule); padding: 4px 0 4px 18px; margin: 10px 0 0 5px; } .how p { margin: 0 0 10px; max-width: 76ch; font-size: 15px; }
.how > div:target { border-left-color: var(--accent); background: var(--mark); }
.sql { margin: 14px 0; max-width: 1000px; } .sql figcaption { display: flex; align-items: baseline; gap: 12px; font-size: 13px; color: var(--soft); }
pre { margin: 6px 0 0; padding: 14px 16px; max-height: 420px; overflow: auto; background: var(--card); border: 1px solid var(--line); border-radius: 6px; tab-size: 2; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
.copy { border: 1px solid var(--rule); border-radius: 5px; padding: 1px 10px; color: var(--ink); } .copy:hover { background: var(--card); }
th button { font-weight: 500; padding: 2px 0; } th button:hover { color: var(--ink); } th button { position: relative; } th button::after { content: "↕" / ""; opacity: 0; position: absolute; left: calc(100% + 3px); } th button:hover::after, th button:focus-visible::after { opacity: 0.6; }
th[aria-sort] button { color: var(--ink); } th[aria-sort=ascending] button::after { content: "↑" / ""; opacity: 1; } th[aria-sort=descending] button::after { content: "↓" / ""; opacity: 1; }
.filter { display: block; margin-top: 12px; } .filter input { font: inherit; font-size: 14px; color: inherit; width: min(320px, 100%); padding: 6px 10px; background: var(--card); border: 1px solid var(--rule); border-radius: 6px; }
.filter input::placeholder { color: var(--soft); opacity: 1; } .filter .count { margin-left: 12px; color: var(--soft); font-size: 14px; }
`;
