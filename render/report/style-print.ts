/**
 * Paper: black on white in every colour scheme, closed boxes opened, nothing torn that belongs together. Chromium repeats a table's
 * headings on the next page only where they hold no button, so paper has none.
 */
export const printStyle = `
@page { size: A4 landscape; margin: 14mm 12mm; }
@media print {
  :root { color-scheme: light; --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #ddd; --rule: #aaa; --accent: #000; --good: #0b6b4f; --bad: #a5311d; --mark: #fff;
    --kind-web_identity: #2a7aa8; --kind-access_key: #d0622c; --kind-people: #9285bd; --kind-aws_service: #b4bcc2; --kind-unknown: #dcdddc; }
  body { font-size: 10.5pt; } .sheet { max-width: none; padding: 0; } .rail, .skip, .filter, .copy, #live { display: none; }
  h1 { font-size: 22pt; } h2 { font-size: 16pt; } h3 { font-size: 12pt; } .answer { font-size: 12.5pt; } .score .big { font-size: 64pt; } .tile strong { font-size: 22pt; }
  main section { margin-top: 0; break-before: page; border-top: 0; padding-top: 0; } .block { margin-top: 22pt; }
  h2, h3, .answer, .lead, .legend, summary, figcaption, thead { break-after: avoid; } tr, .tile, .chart, .answers li, .empty { break-inside: avoid; }
  thead { display: table-header-group; break-inside: avoid; } footer { margin-top: 24pt; break-inside: avoid; } table { font-size: 8.5pt; } th, td { padding: 4pt 8pt 4pt 0; } td, td.wide { min-width: 0; } td.n, th.n { padding-right: 12pt; } th, td.n { white-space: normal; } th button { display: contents; } th button::after { display: none; }
  .scroll { overflow: visible; background: none; } pre { max-height: none; overflow: visible; white-space: pre-wrap; font-size: 7.5pt; padding: 6pt; columns: 2; column-gap: 16pt; } .sql { max-width: none; } code, code.command { font-size: 8pt; }
  .pair { grid-template-columns: 1fr 1fr; } .opening { grid-template-columns: 4fr 7fr; } .more dl { min-width: 0; font-size: 7.5pt; display: block; } .more :is(dt, dd) { display: inline; } .more dd::after { content: ". "; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; } summary { list-style: none; font-weight: 600; }
  a { color: inherit; text-decoration: none; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
