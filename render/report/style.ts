/** The page's style: system fonts, one accent, dark and light, phone to wide, and paper. */
export const reportStyle = `
:root { color-scheme: light dark; --page: #fbfbfa; --ink: #1c1f23; --soft: #5d6670; --line: #e2e4e6; --card: #ffffff; --good: #0b6b4f; --bad: #a8321f;
  --kind-web_identity: #1f77a4; --kind-access_key: #d1622b; --kind-people: #8a7bb8; --kind-aws_service: #a9b4bd; --kind-unknown: #d5d8da; }
@media (prefers-color-scheme: dark) { :root { --page: #14171a; --ink: #e6e8ea; --soft: #9aa4ae; --line: #2b3137; --card: #1b1f23; --good: #5fc7a0; --bad: #f08a72;
  --kind-web_identity: #4ba3d3; --kind-access_key: #e8824c; --kind-people: #a396d1; --kind-aws_service: #66727d; --kind-unknown: #3f474e; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1240px; margin: 0 auto; padding: 40px 20px 80px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 12px; top: 12px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.01em; text-wrap: balance; }
h2 { font-size: 20px; margin: 52px 0 6px; } .lead, .note { color: var(--soft); margin: 0 0 14px; max-width: 76ch; }
.note { font-size: 14px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 12px; margin: 28px 0 8px; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; }
.tile strong { display: block; font-size: 32px; line-height: 1.15; font-weight: 600; font-variant-numeric: tabular-nums; }
.tile span { display: block; } .tile small { color: var(--soft); font-size: 13px; line-height: 1.4; display: block; margin-top: 6px; }
.good { color: var(--good); } .bad { color: var(--bad); }
figure { margin: 0; overflow-x: auto; } figure svg { display: block; max-width: 100%; height: auto; min-width: 560px; width: 100%; }
.legend { display: flex; flex-wrap: wrap; gap: 6px 18px; padding: 0; margin: 6px 0 12px; list-style: none; font-size: 14px; color: var(--soft); }
.legend i { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 7px; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
table { border-collapse: collapse; width: 100%; font-size: 14px; } caption { text-align: left; position: absolute; left: -999px; }
th, td { text-align: left; vertical-align: top; padding: 9px 12px; border-top: 1px solid var(--line); } thead th { border-top: 0; color: var(--soft); font-weight: 500; white-space: nowrap; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } td.t { white-space: nowrap; font-variant-numeric: tabular-nums; }
td .sub { display: block; color: var(--soft); font-size: 13px; } td { overflow-wrap: break-word; min-width: 84px; } td.wide { min-width: 176px; overflow-wrap: anywhere; }
code { font: 13px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.badge { display: inline-block; border: 1px solid var(--line); border-radius: 99px; padding: 0 8px; font-size: 12px; color: var(--soft); white-space: nowrap; }
.badge.hot { color: var(--bad); border-color: currentColor; }
.empty { padding: 16px 18px; border: 1px dashed var(--line); border-radius: 10px; color: var(--soft); }
details summary { cursor: pointer; color: var(--soft); font-size: 14px; margin: 8px 0; } ul.plain { padding-left: 20px; max-width: 80ch; } footer { margin-top: 56px; color: var(--soft); font-size: 13px; }
@media (max-width: 520px) { main { padding-top: 24px; } h1 { font-size: 24px; } .tiles { grid-template-columns: 1fr 1fr; } .tile { padding: 12px 14px; } .tile strong { font-size: 25px; } th, td { padding: 8px 10px; } }
@media print { main { max-width: none; padding: 0; } .tile, .scroll { break-inside: avoid; } .scroll { overflow: visible; border: 0; } details { display: block; } body { font-size: 12px; } }
`;
