import type { Report } from '../../core/compliance/report.ts';

/** The report's data, as every rendering shows it. One JSON array of one report, as all commands print. */
export const renderReportJson = (report: Report): string => `${JSON.stringify([report], null, 2)}\n`;
