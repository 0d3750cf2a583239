/** A statement from its first word on. */
export const withoutComments = (text: string): string => text.replace(/^(\s+|;|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)+/, '');
