import { printStyle } from './style-print.ts';
import { tableStyle } from './style-tables.ts';

const colours = `
:root { color-scheme: light dark;
  --page: #fbfaf8; --card: #ffffff; --ink: #1b1e22; --soft: #59626b; --line: #e5e2dc; --rule: #cfcac1; --accent: #1b658f;
  --good: #0b6b4f; --bad: #a5311d; --mark: #eef4f8;
  --kind-web_identity: #2a7aa8; --kind-access_key: #d0622c; --kind-people: #9285bd; --kind-aws_service: #b4bcc2; --kind-unknown: #dcdddc; }
@media (prefers-color-scheme: dark) { :root {
  --page: #121417; --card: #181b1f; --ink: #e7e8e9; --soft: #a0a8b0; --line: #292e33; --rule: #3b4248; --accent: #7fc1e8;
  --good: #66cba5; --bad: #f2917b; --mark: #1a2630;
  --kind-web_identity: #4ba0cf; --kind-access_key: #e5824e; --kind-people: #a396d1; --kind-aws_service: #67727c; --kind-unknown: #414950; } }
`;

const frame = `
* { box-sizing: border-box; }
html { scroll-padding-top: 24px; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
a { color: var(--accent); text-underline-offset: 3px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 3px; }
.hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 12px; top: 12px; background: var(--card); padding: 8px 12px; z-index: 2; }
.sheet { max-width: 1240px; margin: 0 auto; padding: 56px 24px 96px; }
.rail { display: none; }
h1 { font-size: 34px; line-height: 1.15; margin: 0; font-weight: 650; letter-spacing: -0.018em; text-wrap: balance; }
h2 { font-size: 26px; line-height: 1.2; margin: 0 0 8px; font-weight: 650; letter-spacing: -0.012em; }
h3 { font-size: 17px; line-height: 1.3; margin: 0 0 4px; font-weight: 600; }
.eyebrow { margin: 0 0 8px; color: var(--soft); font-variant-numeric: tabular-nums; }
main section { margin-top: 88px; border-top: 1px solid var(--rule); padding-top: 28px; }
.answer { font-size: 19px; line-height: 1.45; max-width: 62ch; margin: 0 0 24px; text-wrap: pretty; overflow-wrap: anywhere; }
.lead, .note { color: var(--soft); margin: 0 0 12px; max-width: 76ch; font-size: 15px; } .note { font-size: 14px; margin-top: 8px; }
.block { margin-top: 44px; } .day { white-space: nowrap; }
footer { margin-top: 88px; border-top: 1px solid var(--rule); padding-top: 20px; color: var(--soft); font-size: 14px; } footer p { max-width: 80ch; margin: 0 0 8px; }
`;

const opening = `
.opening { display: grid; grid-template-columns: minmax(260px, 4fr) 7fr; gap: 32px 72px; margin-top: 44px; align-items: start; }
.score .big { margin: 0; font-size: 112px; line-height: 0.95; font-weight: 600; letter-spacing: -0.045em; font-variant-numeric: tabular-nums; }
.score .big a, .tile a { color: inherit; text-decoration: none; } .score .big a:hover, .tile a:hover { text-decoration: underline 2px; text-decoration-color: var(--rule); }
.score .big small { font-size: 19px; font-weight: 400; letter-spacing: 0; color: var(--soft); margin-left: 10px; }
.score .big.none { font-size: 44px; letter-spacing: -0.02em; margin-bottom: 12px; }
.scale { position: relative; height: 6px; margin: 20px 0 14px; border-radius: 3px; background: var(--line); } .scale i { position: absolute; inset: 0 auto 0 0; border-radius: 3px; background: var(--kind-web_identity); }
.scale b { position: absolute; top: -4px; width: 2px; height: 14px; background: var(--ink); }
.score p { margin: 0 0 10px; } .score .definition { color: var(--soft); font-size: 14px; line-height: 1.5; max-width: 46ch; }
.answers { list-style: none; margin: 0; padding: 0; } .answers li { border-top: 1px solid var(--line); } .answers li:first-child { border-top: 0; }
.answers a { display: grid; grid-template-columns: 13em 1fr; gap: 2px 20px; padding: 12px 0; color: inherit; text-decoration: none; }
.answers li:first-child a { padding-top: 4px; } .answers a:hover b { text-decoration: underline; }
.answers b { font-weight: 600; color: var(--accent); } .answers a > span { overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 20px 32px; margin: 8px 0; }
.tile strong { display: block; font-size: 38px; line-height: 1.15; font-weight: 600; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.tile span { display: block; } .tile small { color: var(--soft); font-size: 14px; line-height: 1.4; display: block; margin-top: 4px; } .tile small span { display: inline; }
.good { color: var(--good); } .bad { color: var(--bad); } small b { font-weight: 600; }
`;

const charts = `
figure { margin: 0; } .chart { margin-top: 12px; } .chart svg { display: block; width: 100%; height: auto; color: var(--soft); }
.chart figcaption { color: var(--soft); font-size: 14px; margin-top: 6px; } .on-phone { display: none; }
.chart .y-grid line { stroke: var(--line); stroke-opacity: 1; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 0; margin: 0 0 12px; list-style: none; font-size: 14px; color: var(--soft); }
.legend i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 7px; }
.pair { display: grid; gap: 0 56px; } .pair .chart { max-width: 720px; }
@media (min-width: 1000px) { .pair { grid-template-columns: 1fr 1fr; } }
`;

const screens = `
@media screen and (min-width: 1500px) {
  body { display: grid; grid-template-columns: 216px minmax(0, 1fr); }
  .rail { display: block; position: sticky; top: 0; align-self: start; padding: 60px 12px 20px 32px; font-size: 14px; }
  .rail ol { list-style: none; margin: 0; padding: 0; } .rail a { display: block; padding: 5px 0; color: var(--soft); text-decoration: none; } .rail a:hover { color: var(--ink); text-decoration: underline; }
  .sheet { margin: 0; max-width: 1400px; padding-left: 40px; padding-right: 40px; } }
@media (max-width: 860px) { .opening { grid-template-columns: 1fr; } }
@media screen and (max-width: 560px) {
  .sheet { padding: 28px 18px 64px; } h1 { font-size: 27px; } h2 { font-size: 23px; } .score .big { font-size: 88px; } .answer { font-size: 17px; }
  .answers a { grid-template-columns: 1fr; padding: 10px 0; } main section { margin-top: 60px; }
  .tiles { grid-template-columns: 1fr 1fr; gap: 18px 20px; } .tile strong { font-size: 30px; } .tile span { line-height: 1.35; }
  .on-screen { display: none; } .on-phone { display: block; } }
`;

/** The page's style: system fonts, one accent, dark and light, phone to wide, and paper. */
export const reportStyle = [colours, frame, opening, charts, tableStyle, screens, printStyle].join('');
